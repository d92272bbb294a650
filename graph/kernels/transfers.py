"""An index of transfers by the account that pays and by time, from which every chain is read.

Why rows and not columns: a chain jumps from account to account, each jump reads time, amount and receiver of a few
transfers, and in a row of 24 bytes these come with one visit to memory instead of three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.kernels.columns import Numbers, Places, numbers, places, same_length
from graph.kernels.csr import stretches
from graph.kernels.jit import kernel

ROW = np.dtype([("time", np.int64), ("amount", np.int64), ("target", np.int32), ("position", np.int32)])
Rows: TypeAlias = NDArray[np.void]

# A part's rows and keys should stay in the second-level cache while they are sorted.
_PART_ROWS = 8192
_KEY_BITS = 63


@dataclass(frozen=True, slots=True)
class TransferIndex:
    """Transfers by source, time and position: account `a` pays in `rows[first[a]:first[a + 1]]`.

    Parameters
    ----------
    first : numpy.ndarray
        int64, shape (nodes + 1,).
    rows : numpy.ndarray
        `ROW`, shape (transfers,): time (ms UTC), amount (fen), target, and the position in the caller's columns.
    source, time : numpy.ndarray
        The caller's columns, by which a position is found among the rows.
    """

    first: Places
    rows: Rows
    source: Numbers
    time: Places

    @property
    def nodes(self) -> int:
        """Return how many accounts there are."""
        return len(self.first) - 1

    def row_of(self, positions: ArrayLike) -> Places:
        """Return where the transfers at these positions of the caller's columns stand among the rows."""
        wanted = numbers(positions, below=len(self.rows)).astype(np.int64)
        return _rows_of(self.first, self.rows, self.source[wanted], self.time[wanted], wanted)


def transfer_index(
    source: ArrayLike, target: ArrayLike, time: ArrayLike, amount: ArrayLike, *, nodes: int
) -> TransferIndex:
    """Return the transfers laid out by source, time and position.

    Parameters
    ----------
    source, target : array_like of int
        Shape (transfers,): the accounts that pay and receive, numbered from 0.
    time : array_like of int
        Shape (transfers,): ms UTC.
    amount : array_like of int
        Shape (transfers,): fen, above 0.
    nodes : int
        How many accounts there are.

    Returns
    -------
    TransferIndex
        Of equal times of one source, the lower position comes first.

    Raises
    ------
    ValueError
        If the columns differ in length, an account is none of the nodes, or an amount is not above 0.

    Notes
    -----
    One pass spreads the rows over parts that fit the cache; each part is sorted by one packed key of account, time and
    place. O(transfers · log(part)); 24 bytes a transfer, and 8 more while it is built.

    Examples
    --------
    >>> index = transfer_index([1, 0, 1], [2, 1, 0], [30, 10, 20], [500, 700, 200], nodes=3)
    >>> index.first.tolist(), index.rows["position"].tolist()
    ([0, 1, 3, 3], [1, 2, 0])
    """
    pays, gets = numbers(source, below=nodes), numbers(target, below=nodes)
    when, fen = places(time), places(amount)
    same_length(source=pays, target=gets, time=when, amount=fen)
    if len(fen) and fen.min() <= 0:
        raise ValueError("every amount is above 0")
    first = stretches(pays, nodes)
    return TransferIndex(first, _ordered(first, pays, gets, when, fen), pays, when)


def _ordered(first: Places, source: Numbers, target: Numbers, time: Places, amount: Places) -> Rows:
    rows = np.empty(len(source), ROW)
    if not len(rows):
        return rows
    began, span = int(time.min()), (int(time.max()) - int(time.min())).bit_length()
    shift, within = _parting(first, span=span)
    if shift + span + within > _KEY_BITS:
        return _sorted_whole(rows, source, target, time, amount)
    part = np.append(first[: -1 : 1 << shift], len(rows))
    keys = np.empty(len(rows), np.int64)
    _spread(rows, keys, part, (source, target, time, amount), (shift, began, span, within))
    for begin, end in zip(part[:-1].tolist(), part[1:].tolist(), strict=True):
        keys[begin:end].sort()
    _gather(rows, keys, part, within)
    return rows


def _parting(first: Places, *, span: int) -> tuple[int, int]:
    """Return how many accounts (a power of two) make a part, and the bits that number the rows of the largest part."""
    nodes, rows = len(first) - 1, int(first[-1])
    shift = max(int(nodes * _PART_ROWS / rows), 1).bit_length() - 1
    while True:
        ends = np.append(first[: -1 : 1 << shift], rows)
        within = int(np.diff(ends).max()).bit_length()
        if shift == 0 or shift + span + within <= _KEY_BITS:
            return shift, within
        shift -= 1


def _sorted_whole(rows: Rows, source: Numbers, target: Numbers, time: Places, amount: Places) -> Rows:
    """Order times that lie too far apart for a packed key, at several times the cost."""
    order = np.lexsort((time, source))
    rows["time"], rows["amount"], rows["target"], rows["position"] = time[order], amount[order], target[order], order
    return rows


@kernel
def _spread(
    rows: Rows,
    keys: Places,
    part: Places,
    columns: tuple[Numbers, Numbers, Places, Places],
    packing: tuple[int, int, int, int],
) -> None:
    source, target, time, amount = columns
    shift, began, span, within = packing
    cursor = part.copy()
    low = (1 << shift) - 1
    for i in range(len(source)):
        p = source[i] >> shift
        place = cursor[p]
        cursor[p] = place + 1
        row = rows[place]
        row.time, row.amount, row.target, row.position = time[i], amount[i], target[i], i
        ahead = (np.int64(source[i] & low) << span) | (time[i] - began)
        keys[place] = (ahead << within) | (place - part[p])


@kernel
def _gather(rows: Rows, keys: Places, part: Places, within: int) -> None:
    """Put each part's rows in the order of its sorted keys, whose low bits are places in the part."""
    largest = 0
    for p in range(len(part) - 1):
        largest = max(largest, part[p + 1] - part[p])
    spare = np.empty(largest, rows.dtype)
    low = (1 << within) - 1
    for p in range(len(part) - 1):
        begin, size = part[p], part[p + 1] - part[p]
        for j in range(size):
            spare[j] = rows[begin + (keys[begin + j] & low)]
        for j in range(size):
            rows[begin + j] = spare[j]


@kernel
def after(rows: Rows, begin: int, end: int, time: int) -> int:
    """Return the first of the rows from `begin` to `end` that is later than `time`, or `end`."""
    while begin < end:
        middle = (begin + end) >> 1
        if rows[middle].time > time:
            end = middle
        else:
            begin = middle + 1
    return begin


@kernel
def _rows_of(first: Places, rows: Rows, source: Numbers, time: Places, position: Places) -> Places:
    found = np.empty(len(position), np.int64)
    for i in range(len(position)):
        begin, end = first[source[i]], first[source[i] + 1]
        place = after(rows, begin, end, time[i] - 1)
        while rows[place].position != position[i]:
            place += 1
        found[i] = place
    return found
