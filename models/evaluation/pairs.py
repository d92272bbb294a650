"""Pairs that a grouping puts together, against those that belong together, with intervals by true group.

Why by group: the pairs of one person stand or fall together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.measures import Interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairFigures:
    """How right a grouping is: precision and recall of its pairs, their harmonic mean, and how many true pairs there are."""

    precision: Interval
    recall: Interval
    f1: Interval
    n: int


def pair_figures(found: pd.Series, true: pd.Series, *, seed: int = 0, draws: int = 500) -> PairFigures:
    """Return precision, recall and F1 of the pairs of a grouping, with intervals of a bootstrap of the true groups.

    Parameters
    ----------
    found, true : Series
        The group of each record, and its true one, indexed by record; records without a truth are left out.
    seed, draws : int
        Of the bootstrap.

    Notes
    -----
    A wrong pair counts half for each of the two true groups that it joins.

    Examples
    --------
    >>> true = pd.Series(["p", "p", "q"], index=["1", "2", "3"])
    >>> figures = pair_figures(pd.Series(["x", "x", "x"], index=["1", "2", "3"]), true)
    >>> figures.recall.value, round(figures.precision.value, 3), figures.n
    (1.0, 0.333, 1)
    """
    both = pd.DataFrame({"found": found.reindex(true.index).to_numpy(), "true": true.to_numpy()})
    cells = both.groupby(["true", "found"], sort=True).size().rename("n").reset_index()
    size = cells.groupby("found")["n"].transform("sum")
    cells["right"] = cells["n"] * (cells["n"] - 1) / 2
    cells["said"] = cells["right"] + cells["n"] * (size - cells["n"]) / 2
    total = cells.groupby("true")["n"].sum()
    parts = cells.groupby("true")[["right", "said"]].sum()
    right, said = parts["right"].to_numpy(), parts["said"].to_numpy()
    belong = (total * (total - 1) / 2).to_numpy(dtype=np.float64)
    values = _figures(right.sum(), said.sum(), belong.sum())
    drawn = np.random.default_rng(seed).multinomial(len(total), np.full(len(total), 1 / len(total)), size=draws)
    spread = _figures(drawn @ right, drawn @ said, drawn @ belong)
    precision, recall, f1 = (_interval(value, many) for value, many in zip(values, spread, strict=True))
    return PairFigures(precision, recall, f1, int(belong.sum()))


def _figures(right: Floats, said: Floats, belong: Floats) -> tuple[Floats, Floats, Floats]:
    precision = np.where(said > 0, right / np.maximum(said, 1e-12), 1.0)
    recall = np.where(belong > 0, right / np.maximum(belong, 1e-12), 1.0)
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-12)


def _interval(value: Floats, drawn: Floats) -> Interval:
    lo, hi = np.percentile(drawn, [2.5, 97.5]).tolist()
    return Interval(float(value), lo, hi)
