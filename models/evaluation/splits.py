"""Splits that do not leak: no group stands on both sides.

Why groups and never pairs: two pairs of one series share a case, and a model that has seen one half knows the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def groups_of(hands: Sequence[Collection[str]]) -> Ints:
    """Return the group of each thing: things that a chain of shared hands joins are one, one without any is alone."""
    names = {name: place for place, name in enumerate(sorted({name for own in hands for name in own}))}
    pairs = [(thing, names[name]) for thing, own in enumerate(hands) for name in own]
    things, who = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    matrix = coo_array((np.ones(len(things)), (things, who)), shape=(len(hands), max(1, len(names)))).tocsr()
    found: Ints = connected_components(matrix @ matrix.T, directed=False)[1].astype(np.int64)
    return found


def group_splits(groups: ArrayLike, *, count: int, share: float = 0.3, seed: int = 0) -> Iterator[Bools]:
    """Yield, `count` times, which lines are held out: those of a random share of the groups.

    The same groups, count and seed give the same splits.
    """
    numbers = np.asarray(groups)
    names = np.unique(numbers)
    for split in range(count):
        drawn = np.random.default_rng([seed, split]).permutation(names)
        yield np.isin(numbers, drawn[: int(share * len(names))])


def group_folds(groups: ArrayLike, wanted: ArrayLike, *, count: int, seed: int = 0) -> Iterator[Bools]:
    """Yield, fold by fold, which lines are held out: every group once, those with wanted lines spread evenly.

    Parameters
    ----------
    groups : array, shape (lines,)
        What each line belongs to.
    wanted : array of bool, shape (lines,)
        Lines of which every fold needs some.
    count : int
        How many folds at most; never more than there are groups with wanted lines.
    seed : int
        Of the order in which equal groups are dealt.

    Examples
    --------
    >>> folds = group_folds(["a", "a", "b", "c"], [True, True, True, False], count=5)
    >>> sorted(fold.tolist() for fold in folds)
    [[False, False, True, True], [True, True, False, False]]
    """
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    good = np.bincount(place, np.asarray(wanted, dtype=np.float64), minlength=len(names))
    size = np.bincount(place, minlength=len(names)).astype(np.float64)
    folds = min(count, int((good > 0).sum()))
    load = np.zeros((2, max(1, folds)))
    fold = np.empty(len(names), dtype=np.int64)
    order = np.random.default_rng(seed).permutation(len(names))
    for group in order[np.lexsort((-size[order], -good[order]))]:
        fold[group] = np.lexsort(load[::-1])[0]
        load[:, fold[group]] += good[group], size[group]
    for number in range(folds):
        yield fold[place] == number
