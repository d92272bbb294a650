"""Sliding windows over each account's transfers: how many parties meet in one, and how much passes through in time.

Why two pointers: each transfer enters and leaves a window once, so the work is that of reading them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.jit import kernel

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]


@kernel
def busiest_windows(first: Ints, party: Numbers, time: Ints, window: int, parties: int) -> tuple[Ints, Ints, Ints]:
    """Return each account's window with most parties: how many, and the stretch of its transfers.

    Parameters
    ----------
    first : int64[accounts + 1]
        Where each account's transfers begin.
    party : int32[n]
        The other side of each, below `parties`.
    time : int64[n]
        Rising within an account.
    window : int
        A window spans at most this much, its ends included.
    parties : int
        Number of parties.

    Returns
    -------
    most, begin, end : int64[accounts]
        transfers begin … end - 1; of windows with equally many the first.
    """
    accounts = len(first) - 1
    most, begin, end = np.zeros(accounts, np.int64), first[:-1].copy(), first[:-1].copy()
    times = np.zeros(parties, np.int32)
    for account in range(accounts):
        low, distinct = first[account], 0
        for high in range(first[account], first[account + 1]):
            distinct += 1 if times[party[high]] == 0 else 0
            times[party[high]] += 1
            while time[high] - time[low] > window:
                times[party[low]] -= 1
                distinct -= 1 if times[party[low]] == 0 else 0
                low += 1
            if distinct > most[account]:
                most[account], begin[account], end[account] = distinct, low, high + 1
        for place in range(low, first[account + 1]):
            times[party[place]] = 0
    return most, begin, end


@kernel
def passed_on(first: Ints, signed: Ints, time: Ints, window: int) -> tuple[Ints, Ints]:
    """Return how much of what each account received left again within a window, and the time-weighted stay of that.

    `signed` is positive for money in. Money that came first and is not older than the window leaves first.
    """
    accounts = len(first) - 1
    passed, waited = np.zeros(accounts, np.int64), np.zeros(accounts, np.int64)
    left = np.maximum(signed, 0)
    for account in range(accounts):
        oldest = first[account]
        for place in range(first[account], first[account + 1]):
            due = -signed[place]
            while due > 0 and oldest < place:
                if left[oldest] == 0 or time[place] - time[oldest] > window:
                    oldest += 1
                    continue
                piece = min(due, left[oldest])
                left[oldest] -= piece
                due -= piece
                passed[account] += piece
                waited[account] += piece // 100 * ((time[place] - time[oldest]) // 1000)
    return passed, waited
