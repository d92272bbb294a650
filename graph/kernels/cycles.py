"""Cycles in time: money that comes back to the account it left, each transfer later than the one before.

Why from the transfer that closes a cycle backward: everything it can close lies before it and within the window, so
each cycle is met exactly once, and what was counted never changes when later transfers arrive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.columns import Numbers, Places
from graph.kernels.jit import kernel
from graph.kernels.transfers import Rows, TransferIndex, after, transfer_index


@dataclass(frozen=True, slots=True)
class CycleCounts:
    """In how many cycles each transfer has part, in the order of the caller's columns.

    Parameters
    ----------
    counts : numpy.ndarray
        int64, shape (transfers, longest - 1): column `k` is for cycles of `k + 2` accounts.
    cut : numpy.ndarray
        bool, shape (transfers,): whether the bound ended the search for the cycles that this transfer closes.
    """

    counts: Places
    cut: NDArray[np.bool_]


def temporal_cycles(index: TransferIndex, *, window_ms: int, longest: int, cap: int) -> CycleCounts:
    """Return in how many cycles each transfer has part, by their length.

    A cycle is a transfer that closes it, and accounts in order, none twice: money can go from each to the next, every
    transfer strictly later than the one before, and the closing one last, at most the window after the first. Where
    several transfers between the same two accounts fit, all of them have part, and the cycle counts once.

    Parameters
    ----------
    index : TransferIndex
        The transfers; amounts do not matter.
    window_ms : int
        From the first transfer of a cycle to its last, milliseconds.
    longest : int
        Cycles of more accounts are not looked for.
    cap : int
        How many accounts may be visited in the search for the cycles that one transfer closes.

    Returns
    -------
    CycleCounts
        What is counted and what was cut.

    Raises
    ------
    ValueError
        If a bound makes no sense.

    Notes
    -----
    The cycles of Kumar and Calders (2018), "2SCENT: an efficient algorithm for enumerating all simple temporal cycles",
    told apart by the closing transfer and the accounts. O(transfers · ways back within the window), at most `cap` each.

    Examples
    --------
    >>> index = transfer_index([0, 1, 2], [1, 2, 0], [1, 2, 3], [9, 8, 7], nodes=3)
    >>> temporal_cycles(index, window_ms=5, longest=3, cap=100).counts.tolist()
    [[0, 1], [0, 1], [0, 1]]
    """
    if window_ms < 1 or longest < 2 or cap < 1:
        raise ValueError(f"window and cap are at least 1, longest at least 2, not {window_ms}, {cap} and {longest}")
    arrivals = transfer_index(index.target, index.source, index.time, index.amount, nodes=index.nodes)
    counts = np.zeros((len(index.rows), int(longest) - 1), np.int64)
    cut = np.zeros(len(index.rows), np.bool_)
    leaving, arriving = (index.first, index.rows), (arrivals.first, arrivals.rows)
    _count((index.source, index.target, index.time), leaving, arriving, (int(window_ms), int(cap)), counts, cut)
    return CycleCounts(counts, cut)


@kernel
def _count(
    columns: tuple[Numbers, Numbers, Places],
    leaving: tuple[Places, Rows],
    arriving: tuple[Places, Rows],
    bounds: tuple[int, int],
    counts: Places,
    cut: NDArray[np.bool_],
) -> None:
    source, target, time = columns
    size, nodes, most = len(source), len(leaving[0]) - 1, counts.shape[1]
    met = np.zeros(nodes, np.int64), np.zeros(nodes, np.bool_)
    waiting = np.empty(size, np.int32), np.empty(size, np.int64), np.empty(most + 1, np.int64)
    way = np.empty(most, np.int32), np.empty(most, np.int64)
    for closing in range(size):
        first, last, until = target[closing], source[closing], time[closing]
        since = until - bounds[0]
        begun = after(leaving[1], leaving[0][first], leaving[0][first + 1], since - 1)
        if first == last or begun == leaving[0][first + 1] or leaving[1][begun].time >= until:
            continue  # nothing left the account that the money came back to
        way[0][0], way[1][0] = last, until
        cut[closing] = _walk_back(arriving, way, (first, since, bounds[1], closing), met, waiting, counts)


@kernel
def _walk_back(
    arriving: tuple[Places, Rows],
    way: tuple[Numbers, Places],
    search: tuple[int, int, int, int],
    met: tuple[Places, NDArray[np.bool_]],
    waiting: tuple[Numbers, Places, Places],
    counts: Places,
) -> bool:
    """Go back depth first to the account the cycle began with; return whether the bound ended the search.

    `way` holds, from the last account of the cycle back, accounts and until when money had to reach them; what waits
    to be tried at depth `d` begins at `waiting[2][d]`.
    """
    first, since, budget, closing = search
    account, until = way
    source, _, base = waiting
    depth, ended = 0, False
    base[0], size = 0, _step_back(arriving, way, 0, since, met, waiting, 0)
    while depth >= 0:
        if size == base[depth]:
            met[1][account[depth]] = False
            depth -= 1
            continue
        size -= 1
        if source[size] == first:
            _mark(arriving, way, depth, first, since, counts)
            counts[closing, depth] += 1
        elif depth + 1 < len(account):
            ended |= budget == 0
            if budget:
                budget, depth = budget - 1, depth + 1
                account[depth], until[depth], base[depth] = source[size], waiting[1][size], size
                size = _step_back(arriving, way, depth, since, met, waiting, size)
    return ended


@kernel
def _step_back(
    arriving: tuple[Places, Rows],
    way: tuple[Numbers, Places],
    depth: int,
    since: int,
    met: tuple[Places, NDArray[np.bool_]],
    waiting: tuple[Numbers, Places, Places],
    size: int,
) -> int:
    """Let those wait who sent money to the account at `depth` in time, each once with its last; return how many wait."""
    account, until = way[0][depth], way[1][depth]
    place, on_way = met
    source, time, _ = waiting
    first, rows = arriving
    begin, on_way[account] = size, True
    for j in range(after(rows, first[account], first[account + 1], until - 1) - 1, first[account] - 1, -1):
        if rows[j].time < since:
            break
        sender = rows[j].target
        known = begin <= place[sender] < size and source[place[sender]] == sender
        if not known and not on_way[sender]:
            source[size], time[size], place[sender] = sender, rows[j].time, size
            size += 1
    return size


@kernel
def _mark(
    arriving: tuple[Places, Rows], way: tuple[Numbers, Places], depth: int, begun: int, since: int, counts: Places
) -> None:
    """Count a cycle for each transfer on it: later than money can come from its start, earlier than it has to go on."""
    first, rows = arriving
    sender, earliest = begun, since - 1
    for d in range(depth, -1, -1):
        account, until, reached = way[0][d], way[1][d], False
        soonest = earliest
        for j in range(after(rows, first[account], first[account + 1], earliest), first[account + 1]):
            if rows[j].time >= until:
                break
            if rows[j].target == sender:
                counts[rows[j].position, depth] += 1
                soonest = soonest if reached else rows[j].time
                reached = True
        sender, earliest = account, soonest
