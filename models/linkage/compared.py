"""Two cases compared: how far, how long, at like hours, in like manner, in like words, with the same things.

Why rarity is learned and kept: what is common joins nobody, and how common a thing is must not change because one case is
taken away while two others are compared.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer

from models.linkage.cases import Cases

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DIRECTIONS = {"distance": -1, "days": -1, "hour": -1, "weekday": 1, "mo": 1, "text": 1, "things": 1}
"""What is compared, and whether more of it speaks for one hand (+1) or against it (-1)."""
LOGARITHMIC = {"distance": 0.05, "days": 0.5}
_AT_ONCE = 100_000
_SHORTEST = 8


class CaseComparer(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Compares cases; it has learned how rare each code, word and thing is.

    Attributes
    ----------
    rarity_ : dict of str to dict of str to float
        Per MO field, 1 - share² of each code: the chance that two cases of different hands do not both have it. Bounded,
        for in a few hundred cases a code seen once is an accident as often as a signature.
    thing_rarity_ : dict of str to float
        ln(all / those who have it) of each identifier; one never seen counts as seen once.
    number_ : int
        How many cases were learned from.
    vectorizer_ : TfidfVectorizer or None
        Character 2- and 3-grams of the narratives, None when there were none.
    """

    def fit(self, cases: Cases, y: object = None) -> CaseComparer:
        """Learn how rare things are."""
        self.number_ = len(cases)
        self.rarity_ = {field: self._bounded(Counter(filter(None, codes))) for field, codes in cases.codes.items()}
        self.thing_rarity_ = self._rarities(Counter(thing for things in cases.things for thing in things))
        written = [text for text in cases.text if len(text) >= _SHORTEST]
        self.vectorizer_ = None
        if len(written) > 1:
            self.vectorizer_ = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True, dtype=np.float32)
            self.vectorizer_.fit(written)
        return self

    def compared(self, cases: Cases, first: Ints, second: Ints) -> pd.DataFrame:
        """Return what each pair has in common or apart.

        Returns
        -------
        DataFrame
            A line per pair: `distance` (km), `days`, `hour` (hours of the day apart, between the middles of the times they may have
            happened in), `weekday` (the chance that it was the same), `mo` (the rarities of the codes that agree, summed),
            `text` (cosine), `things` (the rarities of those in both, summed). NaN where one of the two does not say.
        """
        found = {
            "distance": np.hypot(*(cases.where[first] - cases.where[second]).T) / 1000,
            "days": np.abs(cases.middle[first] - cases.middle[second]),
            "hour": _hours_apart(cases.middle[first], cases.middle[second]),
            "weekday": _products(cases.weekdays, first, second),
            "mo": self._agreements(cases, first, second),
            "text": self._likeness(cases, first, second),
            "things": self._shared(cases, first, second),
        }
        return pd.DataFrame(found)

    def vectors(self, cases: Cases) -> csr_array | None:
        """Return the narratives as vectors of length 1, or None when none were learned from."""
        return None if self.vectorizer_ is None else csr_array(self.vectorizer_.transform(cases.text))

    def _rarities(self, counts: Counter[str]) -> dict[str, float]:
        return {name: float(np.log((self.number_ + 1) / count)) for name, count in sorted(counts.items())}

    def _bounded(self, counts: Counter[str]) -> dict[str, float]:
        return {code: float(1 - (count / self.number_) ** 2) for code, count in sorted(counts.items())}

    def _agreements(self, cases: Cases, first: Ints, second: Ints) -> Floats:
        """Return the rarities of the codes that agree, summed; NaN where no field is known of both."""
        if not self.rarity_:
            return np.full(len(first), np.nan)
        fields = np.array([self._agreement(cases, field, first, second) for field in sorted(self.rarity_)])
        return np.where(np.isnan(fields).all(axis=0), np.nan, np.nansum(fields, axis=0))

    def _agreement(self, cases: Cases, field: str, first: Ints, second: Ints) -> Floats:
        codes = cases.codes.get(field)
        if codes is None:
            return np.full(len(first), np.nan)
        rare = np.array([np.nan if c is None else self.rarity_[field].get(c, 1.0) for c in codes])
        numbers = pd.factorize(codes)[0]
        agreed = np.where(numbers[first] == numbers[second], rare[first], 0.0)
        return np.where(np.isnan(rare[first]) | np.isnan(rare[second]), np.nan, agreed)

    def _shared(self, cases: Cases, first: Ints, second: Ints) -> Floats:
        unseen = float(np.log(self.number_ + 1))
        found = np.full(len(first), np.nan)
        has = np.array([bool(things) for things in cases.things], dtype=np.bool_)
        for line in np.flatnonzero(has[first] & has[second]):
            both = cases.things[first[line]] & cases.things[second[line]]
            found[line] = sum(self.thing_rarity_.get(thing, unseen) for thing in sorted(both))
        return found

    def _likeness(self, cases: Cases, first: Ints, second: Ints) -> Floats:
        vectors = self.vectors(cases)
        if vectors is None:
            return np.full(len(first), np.nan)
        found = np.empty(len(first))
        for start in range(0, len(first), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            found[part] = vectors[first[part]].multiply(vectors[second[part]]).sum(axis=1)
        short = np.array([len(text) < _SHORTEST for text in cases.text], dtype=np.bool_)
        return np.where(short[first] | short[second], np.nan, found)


def _hours_apart(one: Floats, other: Floats) -> Floats:
    apart = np.abs(one % 1 - other % 1) * 24
    return np.asarray(np.minimum(apart, 24 - apart))


def _products(profiles: Floats, first: Ints, second: Ints) -> Floats:
    found = np.empty(len(first))
    for start in range(0, len(first), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found[part] = np.einsum("ij,ij->i", profiles[first[part]], profiles[second[part]])
    return found
