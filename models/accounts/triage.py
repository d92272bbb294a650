"""Which accounts are worth tracing, learned from known ones: boosted trees that each look at one feature only.

Why one feature a tree: the score is then a sum of one curve per feature, exactly, and every account can be told what its
own figures added. Such models lose little to freely mixed ones (Lou, Caruana and Gehrke 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from models.accounts.flows import Floats, Ints
from models.contract import EvidenceModel, refuse_protected

RISING = frozenset({"cycles", "cycle_share", "nearly_whole", "scatter", "gather"})
"""Features of which more never speaks against tracing."""
_BINS = 32
_LEAST = 20


class AccountTriage(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Weights of an account's features, in log10 Bayes factors: a sum of curves, calibrated across groups.

    Parameters
    ----------
    rounds : int
        Trees.
    rate : float
        What each tree adds of what it finds.
    folds : int
        Parts into which groups are split for calibration (Platt 1999): no group is calibrated by itself.
    prior : float
        Probability that an account drawn at random is worth tracing; for `predict_proba` only.
    random_state : int
        How groups are split.

    Attributes
    ----------
    names_ : list of str
        The features.
    edges_, curves_ : list of ndarray of float64
        Per feature, where its bins begin, and the weight of each bin, first that of a missing value (NaN where the known
        accounts showed too few to learn it).
    slope_ : float
        What calibration left of the trees' own certainty; 0 when the labels told nothing.
    """

    def __init__(
        self, *, rounds: int = 150, rate: float = 0.08, folds: int = 4, prior: float = 0.01, random_state: int = 0
    ) -> None:
        self.rounds = rounds
        self.rate = rate
        self.folds = folds
        self.prior = prior
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: ArrayLike, groups: Sequence[object] | None = None) -> Self:
        """Learn from accounts X (a line each, `account_features`), whether each was worth it, and what group it is of.

        Raises
        ------
        ValueError
            When all accounts are known to be the same.
        Protected
            When a feature is a protected attribute.
        """
        refuse_protected(map(str, X.columns))
        known = np.asarray(y, dtype=np.bool_)
        if not 0 < known.sum() < len(known):
            raise ValueError("accounts of both kinds are needed to learn from")
        self.classes_ = np.array([False, True])
        self.names_ = [str(name) for name in X.columns]
        self.edges_ = [_edges(X[name].to_numpy(dtype=np.float64)) for name in X.columns]
        codes = self._codes(X)
        self.slope_, shift = self._calibrated(codes, known, groups)
        trees = self._trees().fit(codes, known)
        curves, base = curves_of(trees, [len(edges) + 2 for edges in self.edges_])
        self.curves_ = self._centred(curves, codes, self.slope_ * base + shift - float(logit(known.mean())))
        return self

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the log10 Bayes factor of every feature, shape (accounts, features)."""
        columns = [curve[own] for curve, own in zip(self.curves_, self._codes(X).T, strict=True)]
        return pd.DataFrame(dict(zip(self.names_, columns, strict=True)), index=X.index)

    def _codes(self, X: pd.DataFrame) -> Ints:
        """Return the bin of every value from 1, 0 where it is missing, shape (accounts, features)."""
        found = np.empty((len(X), len(self.names_)), dtype=np.int64)
        for place, (name, edges) in enumerate(zip(self.names_, self.edges_, strict=True)):
            values = X[name].to_numpy(dtype=np.float64)
            found[:, place] = np.where(np.isnan(values), 0, 1 + np.searchsorted(edges, values, "right"))
        return found

    def _trees(self) -> HistGradientBoostingClassifier:
        return HistGradientBoostingClassifier(
            max_iter=self.rounds,
            learning_rate=self.rate,
            max_leaf_nodes=6,
            min_samples_leaf=_LEAST,
            early_stopping=False,
            interaction_cst=[[place] for place in range(len(self.names_))],
            monotonic_cst=[int(name in RISING) for name in self.names_],
            random_state=self.random_state,
        )

    def _calibrated(
        self, codes: Ints, known: NDArray[np.bool_], groups: Sequence[object] | None
    ) -> tuple[float, float]:
        """Return slope and shift from the trees' log odds to calibrated ones, learned on groups left out in turn."""
        parts = (
            np.arange(len(known))
            if groups is None
            else np.unique(np.asarray(groups, dtype=str), return_inverse=True)[1]
        )
        count = min(self.folds, len(np.unique(parts)), int(known.sum()))
        if count < 2:
            return 1.0, 0.0
        split = StratifiedGroupKFold(count, shuffle=True, random_state=self.random_state)
        score = np.full(len(known), np.nan)
        for learned, asked in split.split(codes, known, parts):
            if 0 < known[learned].sum() < len(learned):
                score[asked] = self._trees().fit(codes[learned], known[learned]).decision_function(codes[asked])
        told = ~np.isnan(score)
        if not 0 < known[told].sum() < told.sum():
            return 1.0, 0.0
        line = LogisticRegression(C=1e6).fit(score[told, None], known[told])
        slope = float(line.coef_[0, 0])
        return (slope, float(line.intercept_[0])) if slope > 0 else (0.0, float(logit(known.mean())))

    def _centred(self, curves: list[Floats], codes: Ints, rest: float) -> list[Floats]:
        """Return curves in log10 from the average account, what is left over spread evenly; unseen missing values NaN."""
        means = [float(curve[own].mean()) for curve, own in zip(curves, codes.T, strict=True)]
        missing = (codes == 0).sum(axis=0)
        told = missing < len(codes)
        spare = (self.slope_ * sum(means) + rest) / max(1, int(told.sum()))
        found = []
        for curve, mean, lost, known in zip(curves, means, missing, told, strict=True):
            weights = (self.slope_ * (curve - mean) + spare) / np.log(10)
            weights[0] = weights[0] if known and lost >= _LEAST else np.nan
            found.append(weights)
        return found


def curves_of(trees: HistGradientBoostingClassifier, sizes: Sequence[int]) -> tuple[list[Floats], float]:
    """Return what each bin of each feature adds to the log odds of trees that look at one feature each, and the rest.

    Parameters
    ----------
    trees : HistGradientBoostingClassifier
        Fitted on bins, without interaction.
    sizes : sequence of int
        Bins of each feature, with that of a missing value.

    Returns
    -------
    tuple of list of ndarray of float64 and float
        Curves, 0 in the first bin, and the log odds of an account that is in every first bin; their sum is the trees' own
        within rounding.
    """
    first = np.zeros((1, len(sizes)))
    rest = float(trees.decision_function(first)[0])
    curves = []
    for place, size in enumerate(sizes):
        asked = np.repeat(first, size, axis=0)
        asked[:, place] = np.arange(size)
        curves.append(np.asarray(trees.decision_function(asked) - rest))
    return curves, rest


def _edges(values: Floats) -> Floats:
    """Return where bins of about equally many values begin, the first left out; none for a value that never changes."""
    told = values[~np.isnan(values)]
    if not len(told):
        return np.zeros(0)
    edges = np.unique(np.quantile(told, np.linspace(0, 1, _BINS + 1)[1:-1], method="higher"))
    found: Floats = edges[edges > told.min()]
    return found
