"""For every transfer, the transfers that may continue it.

Why two indexes: what reaches an account and what leaves it, both by time, are read side by side from one end to the
other, and no transfer has to look for its place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.kernels.columns import Numbers, Places
from graph.kernels.jit import kernel
from graph.kernels.rule import Rule, band
from graph.kernels.transfers import Rows, TransferIndex, transfer_index


@dataclass(frozen=True, slots=True)
class Successors:
    """The transfer at position `p` may be continued by `pair[span[p, 0]:span[p, 1]]`.

    Why a pair carries the account it reaches: a walk tests that before it goes there, and so goes there less often.

    Parameters
    ----------
    span : numpy.ndarray
        int64, shape (transfers, 2).
    pair : numpy.ndarray
        int32, shape (pairs, 2): position and target of the transfer that continues, by time.
    """

    span: Places
    pair: Numbers


def successors(index: TransferIndex, rule: Rule, *, most_pairs: int) -> Successors:
    """Return which transfers may continue which, whatever chain they are in.

    Parameters
    ----------
    index : TransferIndex
        The transfers.
    rule : Rule
        A checked rule; its hops do not matter here.
    most_pairs : int
        How many pairs may be kept, eight bytes each.

    Returns
    -------
    Successors
        Transfers within one account continue nothing.

    Raises
    ------
    ValueError
        If there are more pairs.

    Notes
    -----
    A second index, by the account that receives, and O(transfers + pairs within the window).
    """
    arrivals = transfer_index(index.target, index.source, index.time, index.amount, nodes=index.nodes)
    leaving, arriving = (index.first, index.rows), (arrivals.first, arrivals.rows)
    span = np.zeros((len(index.rows), 2), np.int64)
    pair, pairs = _pairs(leaving, arriving, rule, span, int(most_pairs))
    if pairs > most_pairs:
        raise ValueError(f"more than {most_pairs} pairs of transfers follow each other: narrow the window or the band")
    return Successors(span, pair[:pairs])


@kernel
def _pairs(
    leaving: tuple[Places, Rows],
    arriving: tuple[Places, Rows],
    rule: Rule,
    span: Places,
    most: int,
) -> tuple[Numbers, int]:
    found, pairs, rows = np.empty((1024, 2), np.int32), 0, leaving[1]
    for a in range(len(leaving[0]) - 1):
        after, until, end = leaving[0][a], leaving[0][a], leaving[0][a + 1]
        for i in range(arriving[0][a], arriving[0][a + 1]):
            last = arriving[1][i]
            while after < end and rows[after].time <= last.time:
                after += 1
            while until < end and rows[until].time <= last.time + rule.window_ms:
                until += 1
            if pairs + until - after > len(found):
                found = _enlarged(found, pairs + until - after)
            began = pairs
            pairs = _fitting(rows, after, until, rule, last.amount, a, found, pairs)
            if pairs > began:
                span[last.position, 0], span[last.position, 1] = began, pairs
        if pairs > most:
            break
    return found, pairs


@kernel
def _fitting(
    rows: Rows, after: int, until: int, rule: Rule, amount: int, account: int, found: Numbers, pairs: int
) -> int:
    """Write which of the rows within the window have an amount in the band; return how many pairs there are now."""
    if after >= until:
        return pairs
    low, high = band(amount, rule.least_ratio, rule.most_ratio)
    for j in range(after, until):
        if low <= rows[j].amount <= high and rows[j].target != account:
            found[pairs, 0], found[pairs, 1] = rows[j].position, rows[j].target
            pairs += 1
    return pairs


@kernel
def _enlarged(full: Numbers, needed: int) -> Numbers:
    larger = np.empty((max(2 * len(full), needed), 2), np.int32)
    larger[: len(full)] = full
    return larger
