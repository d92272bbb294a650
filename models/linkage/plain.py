"""The plain methods that case linkage is compared with: closeness in place and time, and a logistic regression.

Why kept beside the model: whoever believes a learned score must be shown, on the same pairs, what a ruler would have said.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.linkage.cases import Cases
from models.linkage.linkage import CaseLinkage

PRODUCT, LOGISTIC = "distance x time", "logistic regression"
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def pairs_of(cases: Cases) -> tuple[Ints, Ints]:
    """Return the places of all pairs within a year, or of unknown time."""
    first, second = np.triu_indices(len(cases), 1)
    near = ~(np.abs(cases.middle[first] - cases.middle[second]) > CaseLinkage().days)
    return first[near].astype(np.int64), second[near].astype(np.int64)


def closeness(cases: Cases, first: Ints, second: Ints) -> Floats:
    """Return the baseline that learns nothing: less than the logarithm of the distance and half that of the days."""
    distance, days = plain_columns(cases, first, second)[:, :2].T
    return np.asarray(-distance - 0.5 * days)


def plain_columns(cases: Cases, first: Ints, second: Ints) -> Floats:
    """Return log distance, log days, hours of the day apart and codes that agree; what is unknown is as usual."""
    distance = np.hypot(*(cases.where[first] - cases.where[second]).T) / 1000
    days = np.abs(cases.middle[first] - cases.middle[second])
    hours = np.abs(cases.middle[first] % 1 - cases.middle[second] % 1) * 24
    agree = np.sum([_agree(codes, first, second) for codes in cases.codes.values()] or [np.zeros(len(first))], axis=0)
    table = np.column_stack([np.log(distance + 0.05), np.log(days + 0.5), np.minimum(hours, 24 - hours), agree])
    usual = [np.nanmedian(column) if not np.isnan(column).all() else 0.0 for column in table.T]
    return np.where(np.isnan(table), usual, table)


def logistic() -> Pipeline:
    """Return a logistic regression of `plain_columns`, to be fitted."""
    return make_pipeline(StandardScaler(), LogisticRegression())


def _agree(codes: np.ndarray, first: Ints, second: Ints) -> np.ndarray:
    known = np.array([code is not None for code in codes], dtype=np.bool_)
    numbers = pd.factorize(codes)[0]
    return np.asarray((numbers[first] == numbers[second]) & known[first] & known[second])
