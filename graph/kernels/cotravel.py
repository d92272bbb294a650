"""Who was often in the same place at the same time.

Why busy slots are left out: a station at rush hour brings thousands together by chance, tells nothing about any two, and
costs more than all quiet places together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from graph.kernels.columns import Numbers, Places, places
from graph.kernels.projection import MOST_PAIRS, guard, members, shared_pairs, without


def co_occurrences(
    who: ArrayLike,
    slot: ArrayLike,
    *,
    people: int,
    cap: int,
    least: int = 1,
    most_pairs: int = MOST_PAIRS,
) -> tuple[Numbers, Numbers, Numbers, Places]:
    """Return in how many slots each pair was seen together.

    Parameters
    ----------
    who : array_like of int
        Shape (sightings,): phones or people, numbered from 0.
    slot : array_like of int
        Shape (sightings,): any number that stands for one cell in one span of time. Repeats count once.
    people : int
        How many there are.
    cap : int
        Slots with more of them are left out.
    least : int
        Pairs seen together in fewer slots are not returned.
    most_pairs : int
        The guard: how many pairs, counted once for each slot, may be made.

    Returns
    -------
    a, b, times : numpy.ndarray
        int32, shape (pairs,): pairs with `a` < `b`, ascending, and the number of slots.
    left_out : numpy.ndarray
        int64: the slots left out, ascending.

    Raises
    ------
    ValueError
        If there would be more pairs; the message says which cap would do.

    Notes
    -----
    O(sightings · log sightings + sum of k² / 2 over slots of k people, k ≤ cap).

    Examples
    --------
    >>> a, b, times, left_out = co_occurrences([0, 1, 0, 1, 2], [70, 70, 81, 81, 81], people=3, cap=2)
    >>> list(zip(a.tolist(), b.tolist(), times.tolist())), left_out.tolist()
    ([(0, 1, 1)], [81])
    """
    known, number = np.unique(places(slot), return_inverse=True)
    first, member = members(who, number, people=people, events=len(known))
    busy = np.flatnonzero(np.diff(first) > cap)
    first, member = without(first, member, busy)
    guard(np.diff(first), most_pairs=most_pairs)
    a, b, times, _ = shared_pairs(first, member, np.zeros(len(known)), people=people, least=least)
    return a, b, times, known[busy]
