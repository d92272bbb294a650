"""How likely chance alone would give as much, and which findings stand when many were looked for.

Why: among a million pairs of strangers some share a train four times; a finding is what is left after those.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


def overlap_chance(shared: ArrayLike, *, first: ArrayLike, second: ArrayLike, population: int) -> Floats:
    """Return the chance that two random sets share at least so many members (hypergeometric tail).

    Parameters
    ----------
    shared : array_like of int
        Members seen in both.
    first, second : array_like of int
        Sizes of the two sets.
    population : int
        How many there are to choose from.

    Examples
    --------
    >>> overlap_chance([2], first=2, second=2, population=4).round(4)
    array([0.1667])
    """
    tail: Floats = stats.hypergeom.sf(np.asarray(shared) - 1, population, first, second)
    return tail


def count_chance(count: ArrayLike, *, expected: ArrayLike) -> Floats:
    """Return the chance of at least so many events where so many are expected (Poisson tail)."""
    tail: Floats = stats.poisson.sf(np.asarray(count) - 1, expected)
    return tail


def several_chance(chances: Sequence[float]) -> Floats:
    """Return the chance that at least 0, 1, 2 … n of n independent things happen (Poisson binomial).

    Returns
    -------
    ndarray
        Shape (n + 1,); the first is 1.

    Examples
    --------
    >>> several_chance([0.5, 0.5])
    array([1.  , 0.75, 0.25])
    """
    exactly = np.ones(1)
    for chance in chances:
        exactly = np.convolve(exactly, [1 - chance, chance])
    tail: Floats = np.minimum(1.0, exactly[::-1].cumsum()[::-1])
    return tail


def false_discovery(chances: ArrayLike, *, tests: int | None = None) -> Floats:
    """Return for each chance the share of false ones among all findings at least as unlikely.

    Parameters
    ----------
    chances : array_like of float
        One p-value per test, in any order.
    tests : int, optional
        How many things were looked at; those whose chance is not given count as 1.

    Returns
    -------
    ndarray
        The q-values: findings with q ≤ .05 hold at most 5 % false ones on average.

    Notes
    -----
    Benjamini and Hochberg (1995), "Controlling the false discovery rate". O(n log n).

    Examples
    --------
    >>> false_discovery([0.01, 0.5, 0.02], tests=4)
    array([0.04      , 0.66666667, 0.04      ])
    """
    given = np.asarray(chances, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    raw = given[order] * max(len(given), tests or 0) / np.arange(1, len(given) + 1)
    found = np.empty_like(given)
    found[order] = np.minimum(1.0, np.minimum.accumulate(raw[::-1])[::-1])
    return found
