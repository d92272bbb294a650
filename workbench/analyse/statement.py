"""Adapter of the evidence statement: what speaks for and against each claim that can be made of two things, or of a group.

Why the items as a table beside the text: they are what is stored, and from them alone the text can be written again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from graph.ledger.runs import Item as Link
from models.evidence import Evidence, Item
from models.statement import Statement, weakest
from workbench.analyse.claims import REPLACED, SERIES, weighed
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.analyse.worded import sentences, strength_key, value_words
from workbench.errors import UserError
from workbench.wording import said, say

_TEXT = ["statement", "claim", "sentence", "events"]
_ITEMS = ["statement", "claim", "about", "item", "found", "raw", "weight", "events"]
_CLAIMS = ["statement", "claim", "a", "b", "score", "strength", "weakest", "events"]


def evidence_statement(inputs: Inputs, *, things: list[str], prior: float | None) -> Answer:
    """Answer what speaks for and against each claim that can be made of some things, as a paragraph and item by item."""
    if prior is not None and not 0 < prior < 1:
        raise UserError(say("analyse.statement_prior"))
    inputs.step("frames")
    inputs.step("compare")
    found = weighed(inputs, things, prior=prior)
    frames = {
        "sentences": _sentences(found.told, _names(inputs, things)),
        "items": stored(found.told),
        "claims": inputs.named(_claims(found.told), "a", "b"),
    }
    notes = [said("analyse.statement_unsaid", claim=said(f"value.{claim}")) for claim in found.unsaid]
    if len(set(things)) > 2 and (least := weakest(found.told)):
        notes.append(said("analyse.statement_weakest", member=inputs.called(least.evidence.about[0])))
    return Answer(frames, tuple(_links(found.told)), tuple(notes))


def stored(told: Sequence[Statement]) -> pd.DataFrame:
    """Return the items of statements, one line each, and with no weight what could not be compared: all the text rests on.

    Returns
    -------
    DataFrame
        `statement` (counted from 0), `claim`, `about` (keys), `item`, `found` (in words), `raw` (as compared), `weight` (log10; missing for what could not
        be compared) and `events` (ids of rows).
    """
    lines = [line for place, one in enumerate(told) for line in _stored(place, one)]
    return pd.DataFrame(lines, columns=pd.Index(_ITEMS)).astype({"raw": object, "weight": "float64"})


def regenerated(items: pd.DataFrame, *, prior: float | None = None) -> list[Statement]:
    """Return the statements whose items `stored` wrote down."""
    return [_regenerated(lines, prior) for _, lines in items.groupby("statement", sort=True)]


def _regenerated(lines: pd.DataFrame, prior: float | None) -> Statement:
    known, missing = lines[lines["weight"].notna()], lines[lines["weight"].isna() & lines["item"].ne("")]
    cells = zip(known["item"], known["raw"], known["weight"], known["events"], strict=True)
    items = tuple(Item(str(name), value, float(weight), tuple(rows)) for name, value, weight, rows in cells)
    first = lines.iloc[0]
    return Statement(str(first["claim"]), Evidence(tuple(first["about"]), items, tuple(missing["item"])), prior)


def _stored(place: int, told: Statement) -> list[tuple[object, ...]]:
    found = told.evidence
    head = (place, told.claim, found.about)
    lines: list[tuple[object, ...]] = [
        (*head, one.feature, value_words(told.claim, one.feature, one.value), one.value, one.weight, one.rows)
        for one in found.items
    ]
    lines += [(*head, name, say("statement.not_compared"), "", None, ()) for name in found.missing]
    return lines or [(*head, "", "", "", None, ())]


def _sentences(told: Sequence[Statement], names: Mapping[str, str]) -> pd.DataFrame:
    lines = []
    for place, one in enumerate(told):
        rows = one.evidence.rows
        lines += [(place, one.claim, sentence, rows) for sentence in sentences(one, names)]
    return pd.DataFrame(lines, columns=pd.Index(_TEXT))


def _claims(told: Sequence[Statement]) -> pd.DataFrame:
    least = weakest(told) if len(told) > 1 and len(told[0].evidence.about) > 2 else None
    lines = []
    for place, one in enumerate(told):
        found = one.evidence
        a, b = found.about[0], found.about[1] if len(found.about) == 2 else None
        strength = strength_key(found.strength)
        lines.append((place, one.claim, a, b, found.score, strength, one is least, found.rows))
    return pd.DataFrame(lines, columns=pd.Index(_CLAIMS))


def _links(told: Sequence[Statement]) -> list[Link]:
    """Return the links that can be kept: of cases, and of numbers, where the evidence speaks for the claim."""
    links = []
    for one in told:
        found = one.evidence
        if len(found.about) != 2 or found.score <= 0 or not found.rows:
            continue
        if one.claim == SERIES:
            links.append(Link("SERIES_WITH", *found.about, {"log_bf": found.score}, found.rows, found.score))
        if one.claim == REPLACED and one.prior is not None:
            sure = {"confidence": found.posterior(one.prior)}
            links.append(Link("REPLACED_BY", *found.about, sure, found.rows, found.score))
    return links


def _names(inputs: Inputs, things: Sequence[str]) -> dict[str, str]:
    return {key: name for key in things if (name := inputs.names.get(key) or inputs.holders.get(key))}
