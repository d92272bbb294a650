"""Statements: the evidence for one claim in the order in which it is told, and the items as they are stored.

Why an order of values and no words: the same items give the same paragraph in either language, today and at the trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.contract import refuse_protected
from models.evidence import Evidence, Item, factor, posterior, strength

Part = Literal["claim", "item", "missing", "without", "posterior"]

RARITY = "_rarity"
"""How the item ends that says how rare a feature's value is; without the one the other means nothing."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: which it is, and what it says.

    Attributes
    ----------
    part : str
        `claim`, `item`, `missing`, `without` (the counterfactual) or `posterior`.
    values : mapping
        Of a claim `claim, about, score, factor, strength`; of an item `feature, value, weight, factor`; of what is missing
        `features`; of a counterfactual `feature, with, without`; of a posterior `prior, posterior`.
    rows : tuple of str
        The rows it rests on.
    """

    part: Part
    values: Mapping[str, object]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim, such as that two records are of one person, with everything that was weighed for it.

    Attributes
    ----------
    claim : str
        What is claimed: a word of the caller's.
    evidence : Evidence
        About whom or what, and the items.
    prior : float or None
        How probable the claim was before, as whoever asks has declared it; None says nothing of probabilities.

    Examples
    --------
    >>> handset = Item("handset", 2.0, 1.9, ("f::1", "f::2"))
    >>> told = Statement("tied", Evidence(("person:1", "person:2"), (handset, Item("case", 2.0, 1.4)), ("cells",)))
    >>> [sentence.part for sentence in told.sentences]
    ['claim', 'item', 'item', 'missing', 'without']
    >>> {name: round(value) for name, value in told.sentences[-1].values.items() if name != "feature"}
    {'with': 1995, 'without': 25}
    """

    claim: str
    evidence: Evidence
    prior: float | None = field(default=None)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The claim, the items, what is missing, the counterfactual, and under a declared prior the probability.

        The items go from the heaviest for the claim to the heaviest against it, equal ones by feature and value.

        Raises
        ------
        Protected
            When an item is a protected attribute: it is no evidence, and not told.
        """
        refuse_protected(item.feature for item in self.evidence.items)
        return tuple(self._told())

    def _told(self) -> Iterable[Sentence]:
        found = self.evidence
        yield Sentence("claim", {"claim": self.claim, "about": found.about, **_size(found.score)}, found.rows)
        for item in sorted(found.items, key=lambda item: (-item.weight, item.feature, str(item.value), item.rows)):
            values = {
                "feature": item.feature,
                "value": item.value,
                "weight": item.weight,
                "factor": factor(item.weight),
            }
            yield Sentence("item", values, item.rows)
        if found.missing:
            yield Sentence("missing", {"features": found.missing})
        if (feature := strongest(found)) and len({_root(item.feature) for item in found.items}) > 1:
            without = found.without(feature, feature + RARITY).factor
            yield Sentence("without", {"feature": feature, "with": found.factor, "without": without})
        if self.prior is not None:
            values = {"prior": self.prior, "posterior": posterior(found.score, prior=self.prior)}
            yield Sentence("posterior", values)


def strongest(found: Evidence) -> str | None:
    """Return the feature that speaks most for the claim, with how rare it is; None when nothing does. Equal ones by name."""
    weights: dict[str, float] = {}
    for item in found.items:
        weights[_root(item.feature)] = weights.get(_root(item.feature), 0.0) + item.weight
    best = min(weights, key=lambda feature: (-weights[feature], feature), default=None)
    return best if best is not None and weights[best] > 0 else None


def weakest(statements: Iterable[Statement]) -> Statement | None:
    """Return the statement with the least score: the link at which a group would come apart. Equal ones by the keys."""
    return min(statements, key=lambda told: (told.evidence.score, told.evidence.about), default=None)


def to_dict(told: Statement) -> dict[str, object]:
    """Return a statement as plain values that JSON holds; floats come back bit for bit."""
    found = told.evidence
    items = [
        {"feature": item.feature, "value": item.value, "weight": item.weight, "rows": list(item.rows)}
        for item in found.items
    ]
    about, missing = list(found.about), list(found.missing)
    return {"claim": told.claim, "about": about, "items": items, "missing": missing, "prior": told.prior}


def from_dict(stored: Mapping[str, object]) -> Statement:
    """Return the statement that `to_dict` wrote.

    Raises
    ------
    ValueError
        When it is none, or an item's weight is no number.
    """
    try:
        items = tuple(_item(line) for line in _list(stored["items"]))
        about, missing = (tuple(map(str, _list(stored[name]))) for name in ("about", "missing"))
        prior = stored.get("prior")
        return Statement(
            str(stored["claim"]), Evidence(about, items, missing), None if prior is None else float(str(prior))
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no stored statement: {error}") from error


def _item(line: object) -> Item:
    if not isinstance(line, Mapping):
        raise TypeError("an item has a feature, a value, a weight and rows")
    value = line["value"]
    kept = float(value) if isinstance(value, (int, float)) else str(value)
    return Item(str(line["feature"]), kept, float(line["weight"]), tuple(map(str, _list(line["rows"]))))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is wanted")
    return value


def _root(feature: str) -> str:
    return feature.removesuffix(RARITY)


def _size(score: float) -> dict[str, object]:
    return {"score": score, "factor": factor(score), "strength": strength(score)}
