"""Count how often each two people are in one slot: a place in a window of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


def co_occurrences(who: Int32s, slot: Int64s, *, people: int, cap: int) -> tuple[Int32s, Int32s, Int32s, int]:
    """Return the pairs a < b that share slots, in the order (a, b), how many they share, and how many slots were over `cap`.

    Parameters
    ----------
    who, slot : ndarray
        Shape (n,): who was in which slot; repeats count once.
    people : int
        Numbers in `who` are below it.
    cap : int
        Slots with more people are left out.
    """
    distinct = np.unique(slot * people + who)
    slots, members = distinct // people, distinct % people
    begins = np.flatnonzero(np.diff(slots, prepend=-1))
    sizes = np.diff(begins, append=len(slots))
    keys = [np.empty(0, dtype=np.int64)]
    for size in range(2, int(min(cap, sizes.max(initial=0))) + 1):
        rows = members[begins[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        keys.append((rows[:, first] * people + rows[:, second]).ravel())
    pairs, times = np.unique(np.concatenate(keys), return_counts=True)
    ends = (pairs // people).astype(np.int32), (pairs % people).astype(np.int32)
    return *ends, times.astype(np.int32), int((sizes > cap).sum())
