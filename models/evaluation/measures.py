"""Measures with intervals: agreement of partitions, what stands at the head of a ranking, and how sure a figure is.

Why intervals by group: members of one gang, and pairs of one person, are not independent; counting them as if they were
makes every difference look certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

Floats = NDArray[np.float64]
_TWO_SIDED = 1.96
_BLOCKS = 200


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % interval."""

    value: float
    lo: float
    hi: float


def agreement(found: Sequence[object], true: Sequence[object], *, mutual: bool = False) -> Interval:
    """Return the adjusted Rand index (or adjusted mutual information) of two partitions of the same people.

    The interval is a jackknife over people: the figure without each of them (or each 200th part of them).
    """
    a, b = (np.unique(np.asarray(labels, dtype=str), return_inverse=True)[1] for labels in (found, true))
    figure = adjusted_mutual_info_score if mutual else adjusted_rand_score
    value, parts = float(figure(b, a)), np.arange(len(a)) % min(len(a), _BLOCKS)
    without = np.array([figure(b[parts != part], a[parts != part]) for part in range(int(parts.max(initial=0)) + 1)])
    spread = _TWO_SIDED * float(np.sqrt(max(0, len(without) - 1) * without.var())) if len(without) > 1 else 0.0
    return Interval(value, max(-1.0, value - spread), min(1.0, value + spread))


def head_share(score: ArrayLike, wanted: ArrayLike, *, head: int) -> float:
    """Return the share of wanted things among the `head` best; of equals at the border, as many as chance would take."""
    scores, good = np.asarray(score, dtype=np.float64), np.asarray(wanted, dtype=np.bool_)
    head = min(head, len(scores))
    if head < 1:
        return 0.0
    border = np.sort(scores)[::-1][head - 1]
    above, equal = scores > border, scores == border
    drawn = (head - int(above.sum())) * float(good[equal].mean())
    return (float(good[above].sum()) + drawn) / head


def area(score: ArrayLike, wanted: ArrayLike) -> float:
    """Return the chance that a wanted thing scores above another (AUC), equals counting half; .5 when undefined."""
    scores, good = np.asarray(score, dtype=np.float64), np.asarray(wanted, dtype=np.bool_)
    one, other = int(good.sum()), int((~good).sum())
    if not one or not other:
        return 0.5
    return float((rankdata(scores)[good].sum() - one * (one + 1) / 2) / (one * other))


def mean_by_group(values: ArrayLike, groups: Sequence[object], *, seed: int = 0, draws: int = 1_000) -> Interval:
    """Return the mean of values, with the interval of a bootstrap that draws whole groups."""
    return ratio_by_group(values, np.ones(len(np.asarray(values))), groups, seed=seed, draws=draws)


def ratio_by_group(
    above: ArrayLike, beneath: ArrayLike, groups: Sequence[object], *, seed: int = 0, draws: int = 1_000
) -> Interval:
    """Return the sum of one over the sum of the other, with the interval of a bootstrap that draws whole groups."""
    numerator, divisor = (np.asarray(values, dtype=np.float64) for values in (above, beneath))
    if not divisor.sum() > 0:
        return Interval(0.0, 0.0, 0.0)
    _, group = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    total, count = np.bincount(group, numerator), np.bincount(group, divisor)
    drawn = np.random.default_rng(seed).integers(len(count), size=(draws, len(count)))
    ratios = total[drawn].sum(axis=1) / np.maximum(count[drawn].sum(axis=1), 1e-12)
    lo, hi = np.percentile(ratios, [2.5, 97.5]).tolist()
    return Interval(float(numerator.sum() / divisor.sum()), lo, hi)
