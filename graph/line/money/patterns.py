"""Shapes that money makes: many to one, one to many, out and together again, together and out again.

Why windows: over a year every shop is a fan-in; within hours few accounts are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.kernels.windows import busiest_windows
from graph.line.money.book import NOWHERE, Book, Ints, book

HOUR_MS = 3_600_000
_COLUMNS = ["account", "parties", "fen", "first_at", "last_at", "events"]


def fan_in(transfers: pd.DataFrame, *, window_hours: float = 24.0, parties: int = 5) -> pd.DataFrame:
    """Return the accounts that at least so many others paid within a window.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`.
    window_hours : float
        Length of the window, both ends included.
    parties : int
        Different payers, terminals not counted.

    Returns
    -------
    pandas.DataFrame
        `account, parties, fen, first_at, last_at, events`: of each account the window with most payers, of equal ones
        the first; most payers first, then by account. O(n log n).
    """
    return _fans(book(transfers), window_hours, parties, inward=True)


def fan_out(transfers: pd.DataFrame, *, window_hours: float = 24.0, parties: int = 5) -> pd.DataFrame:
    """Return the accounts that paid at least so many others within a window; see `fan_in`."""
    return _fans(book(transfers), window_hours, parties, inward=False)


def scatter_gather(
    transfers: pd.DataFrame, *, window_hours: float = 72.0, parties: int = 3, busiest: int = 200
) -> pd.DataFrame:
    """Return pairs of accounts between which money went through at least so many others within a window.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`.
    window_hours : float
        From the first payment of the scatterer to the last to the gatherer; each middle account pays after it was paid.
    parties : int
        Different middle accounts.
    busiest : int
        Accounts with more transfers in or out than this are no middle (they would join everybody with everybody).

    Returns
    -------
    pandas.DataFrame
        `scatterer, gatherer, parties, fen` (paid to the gatherer), `first_at, last_at, middles, events`: of each pair
        the window with most middles, of equal ones the first; most middles first, then by accounts. O(sum over middles of in · out), bounded by `busiest`.
    """
    kept, window = book(transfers), round(window_hours * HOUR_MS)
    hops = _two_hops(kept, window=window, busiest=busiest)
    wide = hops.groupby(["a", "c"])["b"].nunique()
    mine = hops.set_index(["a", "c"]).loc[wide[wide >= parties].index].reset_index()
    lines = [_scattered(kept, part, window) for _, part in mine.groupby(["a", "c"])]
    columns = ["scatterer", "gatherer", "parties", "fen", "first_at", "last_at", "middles", "events"]
    found = pd.DataFrame(lines, columns=columns)
    found = found[found["parties"] >= parties]
    order = ["parties", "scatterer", "gatherer"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)


def gather_scatter(transfers: pd.DataFrame, *, window_hours: float = 24.0, parties: int = 5) -> pd.DataFrame:
    """Return accounts that many paid within a window and that paid many within a window from its beginning.

    Returns
    -------
    pandas.DataFrame
        `account, payers, payees, in_fen, out_fen, first_at, last_at, events`; most payers and payees first, then by
        account. The payments out lie behind the first payment in, at most two windows later.
    """
    kept, window = book(transfers), round(window_hours * HOUR_MS)
    fans = _fans(kept, window_hours, parties, inward=True)
    came = [kept.places(list(events)) for events in fans["events"]]
    lines = [_spent(kept, account, moves, window=window) for account, moves in zip(fans["account"], came, strict=True)]
    columns = ["account", "payers", "payees", "in_fen", "out_fen", "first_at", "last_at", "events"]
    found = pd.DataFrame(lines, columns=columns)
    found = found[found["payees"] >= parties]
    order = found.assign(both=found["payers"] + found["payees"]).sort_values(
        ["both", "account"], ascending=[False, True]
    )
    return order[columns].reset_index(drop=True)


def _fans(kept: Book, window_hours: float, parties: int, *, inward: bool) -> pd.DataFrame:
    hub, party = (kept.target, kept.source) if inward else (kept.source, kept.target)
    moves = np.flatnonzero((hub != NOWHERE) & (party != NOWHERE) & (hub != party))
    moves = moves[np.argsort(hub[moves], kind="stable")]
    size = len(kept.accounts)
    first = np.concatenate([[0], np.cumsum(np.bincount(hub[moves], minlength=size))]).astype(np.int64)
    window = round(window_hours * HOUR_MS)
    most, begin, end = busiest_windows(first, party[moves], kept.time[moves], window, size)
    found = np.flatnonzero(most >= parties)
    lines = [(kept.accounts[i], int(most[i]), *_summary(kept, moves[begin[i] : end[i]])) for i in found.tolist()]
    table = pd.DataFrame(lines, columns=_COLUMNS)
    return table.sort_values(["parties", "account"], ascending=[False, True], ignore_index=True)


def _summary(kept: Book, moves: Ints) -> tuple[int, pd.Timestamp, pd.Timestamp, tuple[str, ...]]:
    at = kept.frame["occurred_at"].iloc[moves]
    return int(kept.amount[moves].sum()), at.min(), at.max(), tuple(kept.frame["event"].iloc[moves])


def _two_hops(kept: Book, *, window: int, busiest: int) -> pd.DataFrame:
    """Return a → b → c with both transfers: the later within the window, the three different."""
    moves = np.flatnonzero((kept.source != NOWHERE) & (kept.target != NOWHERE) & (kept.source != kept.target))
    size = len(kept.accounts)
    out, into = (np.bincount(ends[moves], minlength=size) for ends in (kept.source, kept.target))
    middle = (out > 0) & (into > 0) & (out <= busiest) & (into <= busiest)
    lines = pd.DataFrame({"s": kept.source[moves], "t": kept.target[moves], "move": moves, "time": kept.time[moves]})
    first = lines[middle[lines["t"]]].rename(columns={"s": "a", "t": "b"})
    second = lines[middle[lines["s"]]].rename(columns={"s": "b", "t": "c"})
    joined = first.merge(second, on="b", suffixes=("_in", "_out"))
    after = (joined["move_out"] > joined["move_in"]) & (joined["time_out"] - joined["time_in"] <= window)
    return joined[after & (joined["a"] != joined["c"])]


def _scattered(kept: Book, hops: pd.DataFrame, window: int) -> tuple[object, ...]:
    mine = _widest(hops.sort_values(["move_in", "move_out"]), window)
    paid = np.unique(mine["move_out"])
    moves = np.unique(np.concatenate([mine["move_in"], paid]))
    middles = tuple(kept.accounts[np.unique(mine["b"])])
    _, first_at, last_at, events = _summary(kept, moves)
    fen = int(kept.amount[paid].sum())
    a, c = (kept.accounts[int(hops[end].iloc[0])] for end in ("a", "c"))
    return a, c, len(middles), fen, first_at, last_at, middles, events


def _widest(hops: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return the hops of the window with most middle accounts, of equal ones the first."""
    best = hops.iloc[:0]
    for begin in np.unique(hops["time_in"]):
        inside = hops[(hops["time_in"] >= begin) & (hops["time_out"] <= begin + window)]
        best = inside if inside["b"].nunique() > best["b"].nunique() else best
    return best


def _spent(kept: Book, account: str, came: Ints, *, window: int) -> tuple[object, ...]:
    """Return an account's line of `gather_scatter`: what came, and the payments behind its beginning."""
    number, begin = kept.number(account), kept.time[came].min()
    behind = np.arange(came.min() + 1, np.searchsorted(kept.time, begin + 2 * window, side="right"))
    paid = behind[(kept.source[behind] == number) & (kept.target[behind] != NOWHERE)]
    payees = len(np.unique(kept.target[paid]))
    in_fen, first_at, last_in, events = _summary(kept, came)
    if not len(paid):
        return account, 0, 0, in_fen, 0, first_at, last_in, events
    out_fen, _, last_at, more = _summary(kept, paid)
    payers = len(np.unique(kept.source[came]))
    return account, payers, payees, in_fen, out_fen, first_at, max(last_in, last_at), events + more
