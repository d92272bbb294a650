"""The weights of a change of number as an estimator: declared as they are measured, or scaled by what solved cases teach.

Why label-free by default: hardly anybody has a list of true changes, and every measured item is a likelihood ratio already.
With labels each item gets one factor, so that what is always right counts more and what colleagues share counts less.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from models.contract import EvidenceModel, Floats, refuse_protected

ITEMS = (
    *("contacts", "fall", "rise", "timing", "pace", "manner", "hours"),
    *("handset", "cells", "opened", "closed", "named"),
)
"""What is weighed, in the order in which it is told."""
CONTACTS, HANDSET, CELLS = "contacts", "handset", "cells"


class SwapModel(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Weighs whether one number took another's place.

    Parameters
    ----------
    prior : float
        How likely one certain number took the place of another before anything is compared.
    ridge : float
        How strongly factors learnt from labels are drawn towards nought.

    Attributes
    ----------
    feature_names_in_ : ndarray of str
        The items.
    factors_ : ndarray of float64, shape (items,)
        What each one's measured weight is multiplied by.

    Examples
    --------
    >>> X = pd.DataFrame({"contacts": [4.0, -0.5], "fall": [1.0, 0.2], "handset": [2.0, np.nan]})
    >>> SwapModel(prior=1e-4).fit(X).predict(X).tolist()
    [True, False]
    """

    def __init__(self, prior: float = 1e-5, ridge: float = 1.0) -> None:
        self.prior = prior
        self.ridge = ridge

    def fit(self, X: pd.DataFrame, y: ArrayLike | None = None) -> SwapModel:
        """Learn the factors, from pairs with labels; without labels every factor is one.

        Parameters
        ----------
        X : DataFrame, shape (pairs, items)
            Measured log10 likelihood ratios, as `number_swaps` gives them; NaN where nothing could be compared.
        y : array of bool, shape (pairs,), optional
            Which pairs are true.
        """
        refuse_protected(map(str, X.columns))
        self.classes_ = np.array([False, True])
        self.n_features_in_ = X.shape[1]
        self.feature_names_in_ = np.asarray(X.columns, dtype=str)
        self.factors_ = np.ones(X.shape[1]) if y is None else self._learnt(X, np.asarray(y, dtype=np.bool_))
        return self

    def _learnt(self, X: pd.DataFrame, y: np.ndarray) -> Floats:
        model = LogisticRegression(C=1 / self.ridge, max_iter=1_000).fit(X.fillna(0.0).to_numpy() * np.log(10), y)
        return np.asarray(np.clip(model.coef_[0], 0.0, 1.0), dtype=np.float64)

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the weight of every item, shape (pairs, items); one that could not be compared is NaN."""
        return X[self.feature_names_in_] * self.factors_
