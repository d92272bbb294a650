"""Chains of transfers (资金链): which way a sum went on, or came from, hop by hop, soon and nearly whole.

Why beside attribution: a chain claims nothing about money that lay in an account before; it is what an analyst finds by
eye, complete and ranked, and the first thing to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from graph.kernels.chains import Chains, TransferIndex, chain_search, transfer_index
from graph.line.money.book import NOWHERE, Book, Ints, book

Direction = Literal["forward", "backward"]
HOUR_MS = 3_600_000
_WIDEST = 2.0**40


@dataclass(frozen=True, slots=True)
class Band:
    """When a transfer goes on from another.

    Attributes
    ----------
    window_hours : float
        It leaves the account after the one before arrived, by at most so much.
    least, most : float
        Its amount over the amount of the one before.
    hops : int
        Transfers in a chain at most, the first included.
    """

    window_hours: float = 72.0
    least: float = 0.85
    most: float = 1.0
    hops: int = 8


BAND = Band()


@dataclass(frozen=True, slots=True)
class FoundChains:
    """Chains, the best of each start first.

    Attributes
    ----------
    chains : pandas.DataFrame
        `chain, start` (event), `hops, delivered` (amount at the far end), `share` (of the start's amount), `end` (account,
        missing at a terminal), `terminal, first_at, last_at`.
    steps : pandas.DataFrame
        `chain, step, event, source, target, terminal, occurred_at, amount`, steps in the order of time.
    starts : pandas.DataFrame
        `event, shown, found, cut, beyond`: "n of N" of each start; where `cut`, the search was stopped and no chain it
        did not come to delivers more than `beyond`.
    """

    chains: pd.DataFrame
    steps: pd.DataFrame
    starts: pd.DataFrame


def money_chains(
    transfers: pd.DataFrame,
    starts: Sequence[str],
    *,
    direction: Direction = "forward",
    band: Band = BAND,
    top: int = 10,
    cap: int = 100_000,
) -> FoundChains:
    """Return the chains that begin (or, backward, end) with given transfers and deliver most.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`; lines in any order.
    starts : sequence of str
        Events; for an account take `transfers_of`.
    direction : str
        forward: where it went; backward: where it came from, then the ratio is still later over earlier amount.
    band : Band
        When a transfer goes on from another.
    top : int
        Chains shown for each start.
    cap : int
        Beginnings of chains looked at for each start, the largest amounts first.

    Raises
    ------
    KeyError
        When a start is not among the transfers.

    Notes
    -----
    No account twice; a terminal ends a chain. Of equal instants the order (seq, event) counts as time, up to 999 in
    one millisecond. See `graph.kernels.chains.chain_search` for the cost.

    Examples
    --------
    >>> day = pd.date_range("2026-03-01", periods=3, freq="h", tz="UTC")
    >>> moves = pd.DataFrame({"event": list("abc"), "source": ["v", "m", "m"], "target": ["m", "x", "y"],
    ...                       "amount": [1000, 900, 50], "occurred_at": day})
    >>> money_chains(moves, ["a"]).steps["event"].tolist()
    ['a', 'b']
    """
    kept = book(transfers)
    index = _index(kept, direction)
    places = kept.places(list(starts))
    least, most = (band.least, band.most) if direction == "forward" else _turned(band)
    found = chain_search(
        index,
        places,
        window_ms=max(1, round(band.window_hours * HOUR_MS)),
        least_ratio=least,
        most_ratio=most,
        hops=band.hops,
        top=top,
        cap=cap,
    )
    return _told(kept, found, places, direction=direction)


def transfers_of(transfers: pd.DataFrame, account: str, *, direction: Direction = "forward") -> list[str]:
    """Return the transfers from which an account's chains begin: what it paid, or backward what it received."""
    side = transfers["source" if direction == "forward" else "target"]
    return book(transfers[side == account]).frame["event"].tolist()


def _turned(band: Band) -> tuple[float, float]:
    """Return the band of earlier over later amounts, one float wider so that no limit case is lost to rounding."""
    least = 1 / band.most if band.most else 0.0
    most = 1 / band.least if band.least else _WIDEST
    return float(np.nextafter(least, 0)), float(np.nextafter(most, _WIDEST * 2))


def _index(book: Book, direction: Direction) -> TransferIndex:
    """Return the index; each terminal is a node of its own, so that nothing goes on from it."""
    size, time = len(book), _distinct(book.time)
    source, target = (_with_terminals(ends, len(book.accounts) + side * size) for side, ends in enumerate(_ends(book)))
    nodes = len(book.accounts) + 2 * size
    if direction == "forward":
        return transfer_index(source, target, time, book.amount, nodes=nodes)
    return transfer_index(target, source, -time, book.amount, nodes=nodes)


def _ends(book: Book) -> tuple[Ints, Ints]:
    return book.source.astype(np.int64), book.target.astype(np.int64)


def _with_terminals(ends: Ints, first: int) -> Ints:
    return np.where(ends == NOWHERE, first + np.arange(len(ends)), ends)


def _distinct(time: Ints) -> Ints:
    """Return times of which equal ones are a millisecond apart in their order, as long as there is room."""
    number = np.arange(len(time))
    begins = np.diff(time, prepend=time[0] - 1 if len(time) else 0) != 0
    first = np.maximum.accumulate(np.where(begins, number, 0)) if len(time) else number
    return np.asarray(time + np.minimum(number - first, 999))


def _told(book: Book, found: Chains, places: Ints, *, direction: Direction) -> FoundChains:
    chain, step = np.nonzero(found.positions >= 0)
    lines = book.frame.iloc[found.positions[chain, step]].reset_index(drop=True)
    if direction == "backward":
        step = found.length[chain] - 1 - step
    columns = ["event", "source", "target", "terminal", "occurred_at", "amount"]
    steps = lines[columns].assign(chain=chain, step=step).sort_values(["chain", "step"], ignore_index=True)
    begun = book.frame["event"].to_numpy(dtype=object)[places]
    starts = pd.DataFrame(
        {
            "event": begun,
            "shown": np.bincount(found.start, minlength=len(places)),
            "found": found.found,
            "cut": found.cut,
            "beyond": found.beyond,
        }
    )
    steps = steps[["chain", "step", *columns]]
    return FoundChains(_chains(book, found, steps, places=places, direction=direction), steps, starts)


def _chains(book: Book, found: Chains, steps: pd.DataFrame, *, places: Ints, direction: Direction) -> pd.DataFrame:
    """Return one line per chain; its end is the far end, the last payee or backward the first payer."""
    side = "target" if direction == "forward" else "source"
    groups = steps.groupby("chain", sort=True)
    far = (groups.tail(1) if direction == "forward" else groups.head(1)).reset_index(drop=True)
    first = places[found.start]
    return pd.DataFrame(
        {
            "chain": np.arange(len(found.start)),
            "start": book.frame["event"].to_numpy(dtype=object)[first],
            "hops": found.length,
            "delivered": found.delivered,
            "share": found.delivered / book.amount[first],
            "end": far[side],
            "terminal": far["terminal"].where(far[side].isna()),
            "first_at": groups["occurred_at"].min().reset_index(drop=True),
            "last_at": groups["occurred_at"].max().reset_index(drop=True),
        }
    )
