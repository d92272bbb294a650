"""What each transfer begins: how many chains and how long, for all transfers at once.

Why not one search after another: which transfer may continue which is the same in every chain, so it is found once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.best_first import among
from graph.kernels.columns import Numbers, Places
from graph.kernels.jit import kernel
from graph.kernels.rule import Rule, checked
from graph.kernels.successors import successors
from graph.kernels.transfers import TransferIndex


@dataclass(frozen=True, slots=True)
class Begun:
    """What each transfer begins, in the order of the caller's columns.

    Parameters
    ----------
    longest : numpy.ndarray
        int32, shape (transfers,): how many transfers its longest chain has, itself included; 0 for one that returns to
        its own account.
    chains : numpy.ndarray
        int64, shape (transfers,): how many whole chains it begins.
    cut : numpy.ndarray
        bool, shape (transfers,): whether the bound ended the count, so that both may be more.
    """

    longest: Numbers
    chains: Places
    cut: NDArray[np.bool_]


def all_starts(
    index: TransferIndex,
    *,
    window_ms: int,
    least_ratio: float,
    most_ratio: float,
    hops: int,
    cap: int,
    most_pairs: int = 500_000_000,
) -> Begun:
    """Return how many chains every transfer begins, and the length of the longest.

    Parameters
    ----------
    index : TransferIndex
        The transfers.
    window_ms, least_ratio, most_ratio, hops
        See `Rule`; chains are those of `chain_search`.
    cap : int
        How many beginnings of chains are looked at for each transfer.
    most_pairs : int
        How many pairs of transfers that follow each other may be kept, eight bytes each.

    Returns
    -------
    Begun
        `chains` is what `chain_search` calls `found`.

    Raises
    ------
    ValueError
        If a bound makes no sense, or more pairs follow each other.

    Notes
    -----
    O(transfers · (log busiest account + transfers in the window) + beginnings of chains).

    Examples
    --------
    >>> from graph.kernels.transfers import transfer_index
    >>> index = transfer_index([0, 1, 1], [1, 2, 3], [0, 60_000, 70_000], [1000, 900, 950], nodes=4)
    >>> begun = all_starts(index, window_ms=3_600_000, least_ratio=0.85, most_ratio=1.0, hops=8, cap=1000)
    >>> begun.chains.tolist(), begun.longest.tolist()
    ([2, 1, 1], [2, 1, 1])
    """
    rule = checked(Rule(window_ms, least_ratio, most_ratio, hops))
    if cap < 1:
        raise ValueError(f"cap is at least 1, not {cap}")
    follows = successors(index, rule, most_pairs=most_pairs)
    size = len(index.rows)
    longest, chains, cut = np.ones(size, np.int32), np.ones(size, np.int64), np.zeros(size, np.bool_)
    ends, links = (index.source, index.target), (follows.span, follows.pair)
    _count(ends, links, rule.hops, int(cap), (longest, chains, cut))
    return Begun(longest, chains, cut)


@kernel
def _count(
    ends: tuple[Numbers, Numbers],
    follows: tuple[Places, Numbers],
    hops: int,
    cap: int,
    told: tuple[Numbers, Places, NDArray[np.bool_]],
) -> None:
    source, target = ends
    longest, chains, cut = told
    account, grown = np.empty(hops + 2, np.int32), np.empty(hops + 1, np.bool_)
    way = np.empty((hops + 1, 2), np.int64)
    for p in range(len(source)):
        if source[p] == target[p]:
            longest[p], chains[p] = 0, 0
        elif follows[0][p, 1] and hops > 1:
            account[0], account[1] = source[p], target[p]
            _enter(follows[0], way, grown, 1, p)
            longest[p], chains[p], cut[p] = _walked(follows, account, way, grown, cap)


@kernel
def _walked(
    follows: tuple[Places, Numbers], account: Numbers, way: Places, grown: NDArray[np.bool_], cap: int
) -> tuple[int, int, bool]:
    """Walk depth first; `way` holds the next pair to try at each depth and where they end, `grown` what had a child."""
    span, pair = follows
    longest, chains, examined, depth = 1, 0, 1, 1
    while depth:
        if way[depth, 0] == way[depth, 1]:
            chains += not grown[depth]
            depth -= 1
            continue
        position, target = pair[way[depth, 0], 0], pair[way[depth, 0], 1]
        way[depth, 0] += 1
        if among(account, depth + 1, target):
            continue
        if examined == cap:
            return longest, chains, True
        grown[depth] = True
        depth, examined = depth + 1, examined + 1
        longest = max(longest, depth)
        account[depth] = target
        _enter(span, way, grown, depth, position)
    return longest, chains, False


@kernel
def _enter(span: Places, way: Places, grown: NDArray[np.bool_], depth: int, position: int) -> None:
    grown[depth] = False
    way[depth, 0], way[depth, 1] = 0, 0
    if depth < len(way) - 1:
        way[depth, 0], way[depth, 1] = span[position, 0], span[position, 1]
