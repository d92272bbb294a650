"""Which two numbers are worth comparing: one fell silent about when the other came up, and they have something rare in common.

Why so: a hundred thousand numbers make ten thousand million pairs, and nearly all have nothing in common at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from models.swaps.activity import Activity
from models.swaps.ends import DAY, Flags, Pairs
from models.swaps.ties import Ties

_SLICE = 7 * DAY


@dataclass(frozen=True, slots=True)
class Reach:
    """What counts as worth comparing.

    Attributes
    ----------
    overlap, gap : float
        By how many days the new number may come up before the old one falls silent, and after it.
    step : float
        The least size of a fall or a rise (log likelihood ratio).
    crowd : int
        A contact of more numbers than this makes no candidates; it still counts when they are compared.
    """

    overlap: float = 14.0
    gap: float = 60.0
    step: float = 0.4
    crowd: int = 2_000


def candidates(activity: Activity, ties: Ties, reach: Reach, *, whole: Flags, also: Pairs) -> Pairs:
    """Return the pairs (old, new) worth comparing, in the order (old, new).

    Parameters
    ----------
    activity, ties
        Of every number.
    reach : Reach
        What counts.
    whole : ndarray of bool, shape (numbers,)
        Which numbers may be the old or the new one.
    also : two ndarrays of int64
        Pairs with something else in common, such as a handset; they are held to the same times.

    Notes
    -----
    O(sum over contacts of the numbers that fell silent times those that came up in the weeks about it).
    """
    fell, rose = whole & (activity.fall.size >= reach.step), whole & (activity.rise.size >= reach.step)
    timely = fell[also[0]] & rose[also[1]] & in_time(activity, reach, also)
    ends = np.flatnonzero(fell), np.flatnonzero(rose)
    parts = [(also[0][timely], also[1][timely]), *_met(activity, _rare(ties, reach), ends, reach=reach)]
    count = len(activity.rate)
    keys = np.unique(np.concatenate([old * count + new for old, new in parts]))
    return keys // max(1, count), keys % max(1, count)


def in_time(activity: Activity, reach: Reach, pairs: Pairs) -> Flags:
    """Return which pairs fall silent and come up within reach of each other."""
    days = activity.gap(pairs)
    return np.asarray((pairs[0] != pairs[1]) & (days >= -reach.overlap) & (days <= reach.gap))


def _rare(ties: Ties, reach: Reach) -> sparse.csr_array:
    """Return who is in touch with which contact, those of a crowd left out."""
    table = ties.calls
    here = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]) <= reach.crowd)
    known = sparse.csr_array((np.ones(len(table.data), np.int32), table.indices, table.indptr), shape=table.shape)
    return sparse.csr_array(known[:, here])


def _met(activity: Activity, known: sparse.csr_array, ends: Pairs, *, reach: Reach) -> Iterator[Pairs]:
    """Yield the pairs with a contact in common, week by week of the fall, so that few are looked at in vain."""
    fell, rose = activity.fall.second[ends[0]], activity.rise.second[ends[1]]
    week = ((fell - fell.min()) // _SLICE).astype(np.int64) if len(fell) else np.zeros(0, np.int64)
    for here in np.unique(week).tolist():
        old, moments = ends[0][week == here], fell[week == here]
        begin, end = moments.min() - reach.overlap * DAY, moments.max() + reach.gap * DAY
        new = ends[1][(rose >= begin) & (rose <= end)]
        met = (known[old] @ known[new].T).tocoo()
        pairs = old[met.coords[0]], new[met.coords[1]]
        timely = in_time(activity, reach, pairs)
        yield pairs[0][timely], pairs[1][timely]
