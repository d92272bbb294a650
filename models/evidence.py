"""Evidence for a claim, item by item: each with its value, its weight, and the rows that it was read from.

Why weights in log10: the weights of independent items add up, and 2 means a hundred times. Why a value and not a sentence:
the same items are drawn as a waterfall, put into words, and worked out again without one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Strength = Literal["none", "weak", "moderate", "moderately_strong", "strong", "very_strong", "extremely_strong"]
_SCALE: tuple[tuple[float, Strength], ...] = (
    (math.log10(2), "none"),
    (1.0, "weak"),
    (2.0, "moderate"),
    (3.0, "moderately_strong"),
    (4.0, "strong"),
    (6.0, "very_strong"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that speaks for a claim or against it.

    Attributes
    ----------
    feature : str
        What was compared, such as `distance` or `handset`.
    value : str or float
        What was found, in the feature's own unit.
    weight : float
        log10 of the Bayes factor: how many times likelier this is if the claim is true. Below zero it speaks against.
    rows : tuple of str
        Where it was read: names of rows or events.
    """

    feature: str
    value: str | float
    weight: float
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was weighed for one claim.

    Attributes
    ----------
    about : tuple of str
        The keys of what the claim is about, such as two cases.
    items : tuple of Item
        What spoke for or against it.
    missing : tuple of str
        Features that could not be compared because there are no data; they weigh nothing.

    Examples
    --------
    >>> found = Evidence(("case:1", "case:2"), (Item("distance", 0.4, 1.5), Item("days", 90.0, -0.5)), ("hour",))
    >>> found.score, found.strength, found.without("distance").factor
    (1.0, 'moderate', 0.31622776601683794)
    """

    about: tuple[str, ...]
    items: tuple[Item, ...]
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The sum of the weights."""
        return math.fsum(item.weight for item in self.items)

    @property
    def factor(self) -> float:
        """The Bayes factor: how many times likelier the evidence is if the claim is true."""
        return factor(self.score)

    @property
    def strength(self) -> Strength:
        """The word for the score on the verbal scale."""
        return strength(self.score)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that the items rest on, each once, in order."""
        return tuple(dict.fromkeys(row for item in self.items for row in item.rows))

    def in_favour(self, *, least: float = 0.0) -> tuple[str, ...]:
        """Return the features that weigh more than `least`, the strongest first, equal ones as they were weighed."""
        ordered = sorted(self.items, key=lambda item: -item.weight)
        return tuple(item.feature for item in ordered if item.weight > least)

    def without(self, *features: str) -> Evidence:
        """Return the evidence as it would be without some features: the counterfactual."""
        return replace(self, items=tuple(item for item in self.items if item.feature not in features))

    def posterior(self, prior: float) -> float:
        """Return how probable the claim is for who held it this probable before; see `posterior`."""
        return posterior(self.score, prior=prior)


def strength(score: float) -> Strength:
    """Return the word for a log10 Bayes factor; a score below zero is worded by its size, and speaks against.

    Notes
    -----
    The scale of ENFSI (2015): up to 2 no support, then weak to 10, moderate to 100, moderately strong to 1,000, strong to
    10,000, very strong to a million.
    """
    return next((word for limit, word in _SCALE if abs(score) < limit), "extremely_strong")


def factor(score: float) -> float:
    """Return ten to the score, infinite beyond what a float can hold."""
    return float(10.0**score) if score < 300 else math.inf


def posterior(score: float, *, prior: float) -> float:
    """Return the probability after evidence of a score, from a prior that whoever asks has declared.

    Raises
    ------
    ValueError
        When the prior is not between 0 and 1.
    """
    if not 0 < prior < 1:
        raise ValueError(f"a prior lies between 0 and 1, not at {prior}")
    odds = math.log(prior) - math.log1p(-prior) + score * math.log(10)
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def together(about: Sequence[str], parts: Iterable[Evidence]) -> Evidence:
    """Return the evidence of several about one claim; a feature is missing when none of them could compare it."""
    known = list(parts)
    items = tuple(item for part in known for item in part.items)
    compared = {item.feature for item in items}
    missing = dict.fromkeys(name for part in known for name in part.missing if name not in compared)
    return Evidence(tuple(about), items, tuple(missing))
