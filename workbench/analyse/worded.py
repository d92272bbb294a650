"""A statement in words: one paragraph in the language spoken here, from the items and from nothing else.

Why from the items alone: what was stored gives the same text again, and a change of language asks no store.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from models.evidence import Strength
from models.statement import RARITY, Sentence, Statement
from workbench.wording import say

_SHARED = re.compile(r"k=(?P<k>\d+)(?: p=(?P<p>\S+))?(?: days=(?P<days>\d+))?")
_LEAST = 0.01  # percent; a smaller chance is told as below it
_EDITS = re.compile(r"edits=(\d+)")
# Where a value says more than the weight does; of people who are compared everything but how rare a thing is.
_SAID = {"successor": ("contacts", "timing"), "one_hand": ("distance", "days", "hour")}
_UNITS = {("successor", "timing"): "days", ("one_hand", "distance"): "distance", ("one_hand", "days"): "days"} | {
    ("one_hand", "hour"): "hours"
}


def paragraph(told: Statement, names: Mapping[str, str] | None = None) -> str:
    """Return a statement as one paragraph; `names` is what keys are called."""
    return say("statement.joint").join(sentences(told, names))


def sentences(told: Statement, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the sentences of a statement, in the order in which `models.statement` has them.

    The items are sentences of their own: what speaks for the claim, what against it, and what weighs nothing.
    """
    parts = told.sentences
    items = [part for part in parts if part.part == "item"]
    made = [_claim(parts[0], names or {})]
    made += _items(told.claim, items)
    rest = {part.part: part.values for part in parts}
    if "missing" in rest:
        features = (feature_words(told.claim, str(name)) for name in _several(rest["missing"]["features"]))
        made.append(say("statement.missing", features=say("present.comma").join(features)))
    if "without" in rest:
        made.append(_without(told.claim, rest["without"]))
    made.append(_posterior(rest.get("posterior")))
    return tuple(made)


def feature_words(claim: str, feature: str) -> str:
    """Return what a feature is called in a claim."""
    for key in (f"statement_item.{claim}_{feature}", f"value.{feature}"):
        try:
            return say(key)
        except KeyError:
            continue
    return feature  # a column of a file, as the file calls it


def value_words(claim: str, feature: str, value: str | float) -> str:
    """Return what was found, in words; empty where the weight says it all."""
    if feature.endswith(RARITY) or (claim in _SAID and feature not in _SAID[claim]):
        return ""
    if isinstance(value, float):
        return say(f"statement.unit_{_UNITS.get((claim, feature), 'none')}", value=f"{value:.4g}")
    if shared := _SHARED.fullmatch(value):
        return _shared_words(shared)
    if edits := _EDITS.fullmatch(value):
        return say("statement.edits", count=edits[1]) if int(edits[1]) else say("statement.equal")
    return value


def factor_words(value: float) -> str:
    """Return a Bayes factor with two digits that count, and below one as a fraction.

    Examples
    --------
    >>> factor_words(1995.3), factor_words(25.2), factor_words(0.02), factor_words(3e21), factor_words(2e-12)
    ('2,000', '25', '1/50', '3×10^21', '2.0×10^-12')
    """
    if value < 1:
        return (
            "0"
            if not value
            else f"{value:.1e}".replace("e-", "×10^-")
            if value < 1e-9
            else f"1/{factor_words(1 / value)}"
        )
    if math.isinf(value):
        return "∞"
    power = math.floor(math.log10(value))
    if power >= 9:
        return f"{value / 10**power:.2g}×10^{power}"
    rounded = round(value, 1 - power)
    return f"{rounded:,.0f}" if rounded >= 10 or rounded == int(rounded) else f"{rounded:.1f}"


def strength_words(strength: Strength) -> str:
    """Return the word for a strength."""
    return say(f"value.{strength_key(strength)}")


def strength_key(strength: Strength) -> str:
    """Return what a table calls a strength: `none` alone would not say of what."""
    return "no_support" if strength == "none" else strength


def _claim(part: Sentence, names: Mapping[str, str]) -> str:
    values = part.values
    about = [named(str(key), names) for key in _several(values["about"])]
    claim = say(
        f"statement.claim_{values['claim']}", first=about[0], second=say("present.comma").join(about[1:]) or about[0]
    )
    score, strength = float(str(values["score"])), str(values["strength"])
    way = "no" if strength == "none" else "for" if score > 0 else "against"
    said = say(f"statement.support_{way}", strength=strength_words(strength))  # type: ignore[arg-type]  # of the scale
    return say(
        "statement.claim",
        claim=claim,
        factor=factor_words(float(str(values["factor"]))),
        support=said,
        rows=len(part.rows),
    )


def named(key: str, names: Mapping[str, str]) -> str:
    """Return what a key is called, with the end of the key: two people may have one name."""
    tail = key.rpartition(":")[2]
    name = names.get(key) or tail
    return tail if name in key else f"{name} …{tail[-4:]}"


def _items(claim: str, items: list[Sentence]) -> list[str]:
    weights = [float(str(item.values["weight"])) for item in items]
    ways = {
        "for": [item for item, weight in zip(items, weights, strict=True) if weight > 0],
        "against": [item for item, weight in zip(items, weights, strict=True) if weight < 0][::-1],
        "neither": [item for item, weight in zip(items, weights, strict=True) if not weight],
    }
    return [_listed(claim, chosen, way) for way, chosen in ways.items() if chosen or way != "neither"]


def _listed(claim: str, items: list[Sentence], way: str) -> str:
    if not items:
        return say(f"statement.none_{way}")
    told = say("statement.between").join(_item(claim, item) for item in items)
    return say(f"statement.items_{way}", items=told)


def _item(claim: str, item: Sentence) -> str:
    feature, value = str(item.values["feature"]), item.values["value"]
    found = value_words(claim, feature, value if isinstance(value, (str, float)) else str(value))
    weight = float(str(item.values["weight"]))
    what = say("statement.what", feature=feature_words(claim, feature), value=found).strip()
    name = "item" if item.rows else "item_bare"
    return say(f"statement.{name}", weight=f"{weight:+.2f}", what=what, rows=len(item.rows))


def _without(claim: str, values: Mapping[str, object]) -> str:
    with_, without = (factor_words(float(str(values[name]))) for name in ("with", "without"))
    return say("statement.without", feature=feature_words(claim, str(values["feature"])), least=without, most=with_)


def _posterior(values: Mapping[str, object] | None) -> str:
    if values is None:
        return say("statement.no_prior")
    prior, after = (f"{float(str(values[name])):.4g}" for name in ("prior", "posterior"))
    return say("statement.posterior", prior=prior, posterior=after)


def _shared_words(found: re.Match[str]) -> str:
    count, p, days = found["k"], found["p"], found["days"]
    if days:
        return say("statement.none_in_days", days=days)
    if not int(count):
        return say("statement.none_shared")
    percent = 100 * float(p or 1)
    chance = f"{percent:.2g}%" if percent >= _LEAST else say("statement.below", least=f"{_LEAST}%")
    return say("statement.shared", count=count, chance=chance)


def _several(values: object) -> tuple[object, ...]:
    return values if isinstance(values, tuple) else (values,)
