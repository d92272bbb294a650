"""Chains of transfers: money that moves on, from account to account, soon and nearly whole.

Why best-first: where a chain meets a busy account there are more ways on than anybody can read, so the largest sum is
followed first; whatever the bound on the work, what it left out is worth less than what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.kernels.best_first import best_chains
from graph.kernels.columns import Numbers, Places
from graph.kernels.rule import Rule, checked
from graph.kernels.transfers import TransferIndex, transfer_index

__all__ = ["Chains", "Rule", "TransferIndex", "chain_search", "transfer_index"]


@dataclass(frozen=True, slots=True)
class Chains:
    """The best chains of each start, those of one start together, the best first.

    Parameters
    ----------
    start : numpy.ndarray
        int32, shape (chains,): which of the given starts the chain begins with, counted from 0.
    positions : numpy.ndarray
        int32, shape (chains, hops): its transfers as positions in the caller's columns, then -1.
    length : numpy.ndarray
        int32, shape (chains,): how many transfers it has.
    delivered : numpy.ndarray
        int64, shape (chains,): the amount of its last transfer, fen.
    examined : numpy.ndarray
        int64, shape (starts,): how many beginnings of chains were looked at.
    found : numpy.ndarray
        int64, shape (starts,): how many whole chains were among them, shown or not: the N of "n of N".
    beyond : numpy.ndarray
        int64, shape (starts,): where the bound ended the search, the most that a chain which was not found could
        deliver, fen; 0 where nothing was left out.
    """

    start: Numbers
    positions: Numbers
    length: Numbers
    delivered: Places
    examined: Places
    found: Places
    beyond: Places

    @property
    def cut(self) -> NDArray[np.bool_]:
        """Return for which starts the bound ended the search, so that there may be more than `found`."""
        return self.beyond > 0


def chain_search(
    index: TransferIndex,
    starts: ArrayLike,
    *,
    window_ms: int,
    least_ratio: float,
    most_ratio: float,
    hops: int,
    top: int,
    cap: int,
) -> Chains:
    """Return the chains that begin with given transfers and deliver most.

    A chain is a sequence of transfers, each leaving the account that the one before reached, later by at most the
    window, with an amount in the band, no account twice. It is whole: no transfer continues it, or it has `hops`.

    Parameters
    ----------
    index : TransferIndex
        The transfers.
    starts : array_like of int
        Shape (starts,): first transfers, as positions in the caller's columns. One that returns to its own account
        begins no chain.
    window_ms, least_ratio, most_ratio, hops
        See `Rule`.
    top : int
        How many chains are returned for each start: those whose last amount is largest; of equal ones the longer, then
        the one whose positions come first.
    cap : int
        How many beginnings of chains may be looked at for each start, the largest last amount first.

    Returns
    -------
    Chains
        Where a search was cut, `beyond` says how far the chains shown are the best in any case.

    Raises
    ------
    ValueError
        If a bound makes no sense, or a start is no position.

    Notes
    -----
    O(examined · (log busiest account + transfers in the window)); 20 bytes for each beginning up to `cap`.

    Examples
    --------
    >>> index = transfer_index([0, 1, 1], [1, 2, 3], [0, 60_000, 70_000], [1000, 900, 950], nodes=4)
    >>> bounds = {"window_ms": 3_600_000, "least_ratio": 0.85, "most_ratio": 1.0, "hops": 8}
    >>> chains = chain_search(index, [0], **bounds, top=10, cap=1000)
    >>> chains.positions[:, :2].tolist(), chains.delivered.tolist()
    ([[0, 2], [0, 1]], [950, 900])
    """
    rule = checked(Rule(window_ms, least_ratio, most_ratio, hops))
    if top < 1 or cap < 1:
        raise ValueError(f"top and cap are at least 1, not {top} and {cap}")
    rows = index.row_of(starts)
    size = len(rows)
    examined, found, beyond = (np.zeros(size, np.int64) for _ in range(3))
    positions = np.full((size * top, rule.hops), -1, np.int32)
    delivered, kept = np.empty(size * top, np.int64), np.zeros(size, np.int64)
    begins = (rows, index.source[index.rows["position"][rows]])
    shown, told = (positions, delivered, kept), (examined, found, beyond)
    best_chains((index.first, index.rows), begins, rule, (int(top), int(cap)), shown, told)
    filled = (np.arange(top) < kept[:, None]).reshape(-1)
    start, length = np.repeat(np.arange(size, dtype=np.int32), kept), (positions[filled] >= 0).sum(1, dtype=np.int32)
    return Chains(start, positions[filled], length, delivered[filled], examined, found, beyond)
