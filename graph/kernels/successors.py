"""For every transfer, the transfers that may continue it.

Why grouped by the receiving account: an account's payments then stay in the cache while everything that reached it is
compared with them; taken in any other order, each comparison waits for memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.kernels.columns import Numbers, Places
from graph.kernels.jit import kernel
from graph.kernels.rule import Rule, band
from graph.kernels.transfers import Rows, TransferIndex, after

# Parts of so many accounts' payments fit the second-level cache.
_PART_ROWS = 8192


@dataclass(frozen=True, slots=True)
class Successors:
    """Row `r` of an index may be continued by the rows `row[begin[r]:begin[r] + count[r]]`.

    Parameters
    ----------
    begin : numpy.ndarray
        int64, shape (transfers,).
    count : numpy.ndarray
        int32, shape (transfers,).
    row : numpy.ndarray
        int32, shape (pairs,): rows of the index, by time.
    """

    begin: Places
    count: Numbers
    row: Numbers


def successors(index: TransferIndex, rule: Rule, *, most_pairs: int) -> Successors:
    """Return which transfers may continue which, whatever chain they are in.

    Parameters
    ----------
    index : TransferIndex
        The transfers.
    rule : Rule
        A checked rule; its hops do not matter here.
    most_pairs : int
        How many pairs may be kept, four bytes each.

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
    O(transfers · (log busiest account + transfers in the window)).
    """
    size, nodes = len(index.rows), index.nodes
    shift = max(int(nodes * _PART_ROWS / max(size, 1)), 1).bit_length() - 1
    begin, count = np.zeros(size, np.int64), np.zeros(size, np.int32)
    order = _by_target(index.rows, nodes, shift)
    row, pairs = _pairs((index.first, index.rows), rule, order, begin, count, int(most_pairs))
    if pairs > most_pairs:
        raise ValueError(f"more than {most_pairs} pairs of transfers follow each other: narrow the window or the band")
    return Successors(begin, count, row[:pairs])


@kernel
def _by_target(rows: Rows, nodes: int, shift: int) -> Numbers:
    """Return the rows' numbers by the part of their target, in order within a part."""
    cursor = np.zeros((nodes >> shift) + 2, np.int64)
    for r in range(len(rows)):
        cursor[(rows[r].target >> shift) + 1] += 1
    for p in range(len(cursor) - 1):
        cursor[p + 1] += cursor[p]
    order = np.empty(len(rows), np.int32)
    for r in range(len(rows)):
        part = rows[r].target >> shift
        order[cursor[part]] = r
        cursor[part] += 1
    return order


@kernel
def _pairs(
    transfers: tuple[Places, Rows], rule: Rule, order: Numbers, begin: Places, count: Numbers, most: int
) -> tuple[Numbers, int]:
    first, rows = transfers
    found, pairs = np.empty(1024, np.int32), 0
    for r in order:
        begin[r] = pairs
        last = rows[r]
        end, latest = first[last.target + 1], last.time + rule.window_ms
        low, high = band(last.amount, rule.least_ratio, rule.most_ratio)
        for j in range(after(rows, first[last.target], end, last.time), end):
            row = rows[j]
            if row.time > latest:
                break
            if low <= row.amount <= high and row.target != last.target:
                if pairs == len(found):
                    found = _doubled(found)
                found[pairs] = j
                pairs += 1
        count[r] = pairs - begin[r]
        if pairs > most:
            break
    return found, pairs


@kernel
def _doubled(full: Numbers) -> Numbers:
    larger = np.empty(2 * len(full), np.int32)
    larger[: len(full)] = full
    return larger
