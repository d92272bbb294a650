"""Money that comes back: cycles of transfers, each later than the one before, within a window.

Why a plain search: asked of some accounts, or of a case's few thousand transfers, the window leaves little to follow;
whole networks have a kernel of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from graph.line.money.book import NOWHERE, Book, Ints, book

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class FoundCycles:
    """Cycles in the order of their first transfers.

    Attributes
    ----------
    cycles : pandas.DataFrame
        `cycle, account` (where it begins and ends), `hops, least_fen` (its smallest transfer: what can have gone round),
        `first_at, last_at, events`.
    cut : bool
        Whether the search stopped at the cap, so that there may be more.
    """

    cycles: pd.DataFrame
    cut: bool


def money_cycles(
    transfers: pd.DataFrame, *, window_hours: float = 72.0, hops: int = 6, cap: int = 1_000_000
) -> FoundCycles:
    """Return the cycles of two to `hops` transfers.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`.
    window_hours : float
        From the first to the last transfer of a cycle.
    hops : int
        Transfers at most.
    cap : int
        Transfers looked at before the search stops.

    Notes
    -----
    Each transfer comes after the one before in the order (occurred_at, seq, event); no account twice but the first.
    """
    kept = book(transfers)
    walk = _Walk(kept, round(window_hours * HOUR_MS), hops, left=cap, outgoing=_outgoing(kept))
    found = [path for start in walk.starts.tolist() for path in walk.round(start)]
    lines = [_line(kept, number, path) for number, path in enumerate(found)]
    columns = ["cycle", "account", "hops", "least_fen", "first_at", "last_at", "events"]
    return FoundCycles(pd.DataFrame(lines, columns=columns), walk.left <= 0)


@dataclass(slots=True)
class _Walk:
    """A bounded search from one transfer after another."""

    book: Book
    window: int
    hops: int
    left: int
    outgoing: list[Ints]

    @property
    def starts(self) -> Ints:
        """Return transfers between two accounts, in order."""
        known = (self.book.source != NOWHERE) & (self.book.target != NOWHERE)
        return np.flatnonzero(known & (self.book.source != self.book.target))

    def round(self, start: int) -> Iterator[list[int]]:
        """Yield the cycles that begin with a transfer."""
        until = int(self.book.time[start]) + self.window
        home, paths = int(self.book.source[start]), [[start]]
        while paths and self.left > 0:
            path = paths.pop()
            seen = {int(self.book.target[place]) for place in path}
            for move in reversed(self._onward(path[-1], until)):
                self.left -= 1
                end = int(self.book.target[move])
                if end == home:
                    yield [*path, move]
                elif end not in seen and end != NOWHERE and len(path) + 1 < self.hops:
                    paths.append([*path, move])

    def _onward(self, move: int, until: int) -> list[int]:
        """Return the transfers that leave where one arrived, after it and in time."""
        mine = self.outgoing[int(self.book.target[move])]
        begin = int(np.searchsorted(mine, move, side="right"))
        end = int(np.searchsorted(self.book.time[mine], until, side="right"))
        return [int(move) for move in mine[begin:end]]


def _outgoing(kept: Book) -> list[Ints]:
    """Return each account's transfers out, in order."""
    order = np.argsort(kept.source, kind="stable")
    first = np.searchsorted(kept.source[order], np.arange(len(kept.accounts) + 1))
    return [order[begin:end] for begin, end in pairwise(first)]


def _line(kept: Book, number: int, path: list[int]) -> tuple[object, ...]:
    at = kept.frame["occurred_at"].iloc[path]
    account = kept.accounts[kept.source[path[0]]]
    events = tuple(kept.frame["event"].iloc[path])
    return number, account, len(path), int(kept.amount[path].min()), at.iloc[0], at.iloc[-1], events
