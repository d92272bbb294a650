"""Which accounts are worth tracing where nobody has labelled any: how unusual each is in shapes that laundering needs.

Why not every feature: unusual is not suspicious. Only what money must do to be washed counts (come back, be passed on
whole, be scattered and gathered, move in sums unlike the account's own), each no more than its rarity allows.
"""

from __future__ import annotations

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from models.accounts.flows import Floats
from models.contract import EvidenceModel, refuse_protected

SHAPES = ("cycles", "nearly_whole", "scatter", "gather", "odd", "fan_in", "both_ways")


class UnusualAccounts(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Weights of how far an account stands out among all, as cautious log10 Bayes factors.

    Parameters
    ----------
    shapes : tuple of str
        The features that count; more of each is more unusual.
    prior : float
        Probability that an account drawn at random is worth tracing; for `predict_proba` only.

    Attributes
    ----------
    known_ : list of ndarray of float64
        Per shape, the values of all accounts in ascending order.

    Notes
    -----
    Where a share p of the accounts is at least so extreme, the weight is log10(.5 / sqrt(p)): a calibrator that turns a
    p-value into no more than a fair bet (Vovk and Wang 2021), so that rarity alone never counts in full.

    Examples
    --------
    >>> accounts = pd.DataFrame({"cycles": [0.0] * 99 + [2.0]})
    >>> model = UnusualAccounts(shapes=("cycles",)).fit(accounts)
    >>> model.weights(accounts)["cycles"].round(2).iloc[[0, 99]].tolist()
    [-0.3, 0.7]
    """

    def __init__(self, *, shapes: tuple[str, ...] = SHAPES, prior: float = 0.01) -> None:
        self.shapes = shapes
        self.prior = prior

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:
        """Remember how all accounts are; `y` is not looked at."""
        refuse_protected(map(str, X.columns))
        self.classes_ = np.array([False, True])
        self.known_ = [np.sort(X[name].dropna().to_numpy(dtype=np.float64)) for name in self.shapes]
        return self

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the log10 Bayes factor of every shape, shape (accounts, shapes); NaN where it could not be measured."""
        columns = {
            name: _weight(known, X[name].to_numpy(dtype=np.float64))
            for name, known in zip(self.shapes, self.known_, strict=True)
        }
        return pd.DataFrame(columns, index=X.index)


def _weight(known: Floats, values: Floats) -> Floats:
    """Return the weight of values among the known ones; NaN for a missing one, or where nobody's is known."""
    if not len(known):
        return np.full(len(values), np.nan)
    extreme = len(known) - np.searchsorted(known, values, "left")
    chance = np.maximum(extreme, 1) / len(known)
    return np.where(np.isnan(values), np.nan, np.log10(0.5 / np.sqrt(chance)))
