"""Case linkage 串并案: which cases are of one hand, with what speaks for it and against it.

Why the evidence of a pair first and the pool second: place, time and manner are compared two by two, and only then what third
cases say; both are items of one score, and each can be taken away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.base import BaseEstimator

from models.additive import MonotoneEvidence
from models.contract import EvidenceModel, weighed
from models.evaluation.splits import groups_of
from models.evidence import Evidence
from models.linkage.candidates import candidates
from models.linkage.cases import Cases, read_cases
from models.linkage.compared import DIRECTIONS, LOGARITHMIC, CaseComparer
from models.linkage.series import series, support
from models.linkage.unlearned import UnlearnedEvidence

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SERIES = "series"
"""The item of what third cases say."""
_SHARE = 0.5  # how much of the strength of a way round counts
_LIKELY = 0.05  # links less probable than this carry no way round
_USUAL_LINKS = 0.5  # linked pairs per case where nothing was learned: every other case has one
_LN10 = float(np.log(10))


@dataclass(frozen=True, slots=True)
class Compared:
    """Every pair of a pool that was compared.

    Attributes
    ----------
    cases : Cases
        The pool.
    first, second : ndarray of int64, shape (pairs,)
        The places of both cases in the pool, the first below the second.
    values, weights : DataFrame
        What was found of each pair, and what it weighs in log10 (NaN where it could not be compared).
    score : ndarray of float64, shape (pairs,)
        The sums of the weights.
    prior : float
        The probability of a link before any evidence in a pool of this size.
    """

    cases: Cases
    first: Ints
    second: Ints
    values: pd.DataFrame
    weights: pd.DataFrame
    score: Floats
    prior: float

    @property
    def probability(self) -> Floats:
        """The probability of each link under the pool's prior."""
        return np.asarray(expit(logit(self.prior) + _LN10 * self.score))


class CaseLinkage(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Learns from solved cases which unsolved ones are of one hand.

    Parameters
    ----------
    days, km : float
        Cases further apart are no pair; the distance counts in pools too large to compare all.
    neighbours, alike : int
        How many nearest cases, and likest narratives, each case of a large pool is compared with.
    bags : int
        Over how many resamples of the solved series the curves are averaged, and calibrated on those left out.
    prior : float, optional
        The declared probability of a link; None takes the links per case that were learned from, spread over the pairs of
        the pool that is asked about.
    random_state : int
        Which resamples.

    Attributes
    ----------
    pairwise_ : MonotoneEvidence or UnlearnedEvidence
        The curves.
    comparer_ : CaseComparer
        The rarities.
    links_per_case_ : float
        How many linked pairs there are per solved case.

    Notes
    -----
    After Porter (2016), *The American Statistician* 70:152, with monotone curves instead of bins, rarity-weighted agreement
    of the modus operandi, and half of what single-link clustering adds over the direct link. Solved cases are more alike
    than unsolved ones: what is learned is an upper bound (Tonkin et al. 2012).
    """

    def __init__(
        self,
        *,
        days: float = 365.0,
        km: float = 15.0,
        neighbours: int = 50,
        alike: int = 20,
        bags: int = 20,
        prior: float | None = None,
        random_state: int = 0,
    ) -> None:
        self.days = days
        self.km = km
        self.neighbours = neighbours
        self.alike = alike
        self.bags = bags
        self.prior = prior  # type: ignore[assignment]  # None asks the pool
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: Sequence[Collection[str]] | None = None) -> CaseLinkage:
        """Learn from solved cases, or, without any, take declared curves.

        Parameters
        ----------
        X : DataFrame
            The cases, as `models.linkage.cases.read_cases` reads them.
        y : sequence of collections of str, optional
            Who is known to have committed each; an empty one is not solved and not learned from. Without it nothing is
            learned but how rare things are, and the declared curves of `models.linkage.unlearned` stand in.

        Raises
        ------
        ValueError
            When no two solved cases share somebody.
        """
        self.classes_ = np.array([False, True])
        if y is None:
            return self._unlearned(read_cases(X))
        solved = np.flatnonzero([bool(who) for who in y])
        cases, hands = read_cases(X.iloc[solved]), [frozenset(y[place]) for place in solved.tolist()]
        self.comparer_ = CaseComparer().fit(cases)
        first, second, values = self._pairs(cases)
        same = np.array([bool(hands[a] & hands[b]) for a, b in zip(first, second, strict=True)], dtype=np.bool_)
        group = groups_of(hands)
        ends = np.column_stack([group[first], group[second]])
        self.links_per_case_ = float(same.sum()) / len(cases)
        self.pairwise_: EvidenceModel = self._curves(values).fit(values, same, ends, _one_a_case(same, group[first]))
        return self

    def _unlearned(self, cases: Cases) -> CaseLinkage:
        self.comparer_ = CaseComparer().fit(cases)
        self.pairwise_ = UnlearnedEvidence().fit(self._pairs(cases)[2])
        self.links_per_case_ = _USUAL_LINKS
        return self

    def compare(self, X: pd.DataFrame) -> Compared:
        """Return every pair of a pool that is worth comparing, weighed."""
        cases = read_cases(X)
        first, second, values = self._pairs(cases)
        prior = self._pool_prior(len(cases), len(first))
        weights = self.pairwise_.weights(values)
        direct = weights.sum(axis=1).to_numpy(dtype=np.float64)
        values[SERIES] = weights[SERIES] = _supported(first, second, direct, number=len(cases), prior=prior)
        score = weights.sum(axis=1).to_numpy(dtype=np.float64)
        return Compared(cases, first, second, values, weights, score, prior)

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the weight of every item of every pair of a pool, in the order of `compare`."""
        return self.compare(X).weights

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Return the probability of no link and of a link for every pair of a pool, in the order of `compare`."""
        yes = self.compare(X).probability
        return np.column_stack([1 - yes, yes])

    def _pairs(self, cases: Cases) -> tuple[Ints, Ints, pd.DataFrame]:
        vectors = self.comparer_.vectors(cases)
        first, second = candidates(
            cases, vectors, days=self.days, km=self.km, neighbours=self.neighbours, alike=self.alike
        )
        return first, second, self.comparer_.compared(cases, first, second)

    def _curves(self, values: pd.DataFrame) -> MonotoneEvidence:
        """Return curves to be learned of what can be compared at all."""
        known = {name: sign for name, sign in DIRECTIONS.items() if values[name].notna().any()}
        scales = {name: added for name, added in LOGARITHMIC.items() if name in known}
        return MonotoneEvidence(known, logarithmic=scales, bags=self.bags, random_state=self.random_state)

    def _pool_prior(self, cases: int, pairs: int) -> float:
        if self.prior is not None:
            return float(self.prior)
        return min(0.5, self.links_per_case_ * cases / max(1, pairs))


def _one_a_case(same: NDArray[np.bool_], group: Ints) -> Floats:
    """Return how much each pair counts: the links of a group of n cases as n - 1 each, so that no long series outvotes all."""
    links = np.bincount(group[same], minlength=int(group.max()) + 1)[group]
    weight = np.where(same, 1 / np.sqrt(np.maximum(1, links)), 1.0)
    weight[same] *= same.sum() / weight[same].sum()
    return np.asarray(weight)


def _supported(first: Ints, second: Ints, direct: Floats, *, number: int, prior: float) -> Floats:
    least = float(logit(_LIKELY) - logit(prior)) / _LN10
    return _SHARE * support(first, second, direct, number=number, least=least)


def ranked(compared: Compared, case: str) -> pd.DataFrame:
    """Return the cases that were compared with one, the likeliest to be of the same hand first.

    Returns
    -------
    DataFrame
        `case, score, probability, pair` (the place of the pair in `compared`). Equal ones in the order of their keys.

    Raises
    ------
    KeyError
        When the case is not in the pool.
    """
    place = _place(compared, case)
    pairs = np.flatnonzero((compared.first == place) | (compared.second == place))
    other = np.where(compared.first[pairs] == place, compared.second[pairs], compared.first[pairs])
    frame = pd.DataFrame(
        {
            "case": compared.cases.keys[other],
            "score": compared.score[pairs],
            "probability": compared.probability[pairs],
            "pair": pairs,
        }
    )
    ordered: pd.DataFrame = frame.sort_values(["score", "case"], ascending=[False, True], ignore_index=True)
    return ordered


def evidence_of(compared: Compared, pair: int, *, rows: Mapping[str, tuple[str, ...]] | None = None) -> Evidence:
    """Return the evidence of one pair.

    Parameters
    ----------
    compared : Compared
        What `CaseLinkage.compare` gave.
    pair : int
        The place of the pair in it.
    rows : mapping of str to tuple of str, optional
        The rows that tell of each case; each item rests on those of both. Without it an item rests on the cases' keys.
    """
    keys = tuple(str(compared.cases.keys[place[pair]]) for place in (compared.first, compared.second))
    lines = slice(pair, pair + 1)
    weights, values = compared.weights.iloc[lines], compared.values.iloc[lines]
    cited = keys if rows is None else tuple(row for key in keys for row in rows[key])
    return weighed(weights, values, about=[keys], rows=[dict.fromkeys(map(str, weights.columns), cited)])[0]


def found_series(compared: Compared) -> Iterator[tuple[str, ...]]:
    """Yield the series of two or more cases: average link, as long as a link is likelier than not on average.

    What third cases say is left out: the average is over all links of a series and says it already.
    """
    level = float(logit(compared.prior)) / _LN10
    cut, least = -level, float(logit(_LIKELY)) / _LN10 - level
    number = len(compared.cases)
    direct = compared.score - compared.weights[SERIES].to_numpy(dtype=np.float64)
    labels = series(compared.first, compared.second, direct, number=number, cut=cut, least=least)
    for label in np.flatnonzero(np.bincount(labels, minlength=1) > 1):
        yield tuple(compared.cases.keys[labels == label].tolist())


def _place(compared: Compared, case: str) -> int:
    found = np.flatnonzero(compared.cases.keys == case)
    if not len(found):
        raise KeyError(case)
    return int(found[0])
