"""The frames of an attribution: transfers with traced money, what left unseen, and a line per account it reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.line.money.book import NOWHERE, Book, Ints, Numbers

Flows = tuple[Ints, Ints, Ints, Ints, Ints]
"""Traced, entered, unseen before the transfer at its source and at its target (per transfer); held (per account)."""


def moved(book: Book, through: Ints, entered: Ints) -> pd.DataFrame:
    """Return the transfers with traced money, in order."""
    places = np.flatnonzero(through)
    columns = ["event", "source", "target", "terminal", "occurred_at", "amount"]
    lines = book.frame[columns].iloc[places].reset_index(drop=True)
    return lines.assign(traced=through[places], entered=entered[places])


def gone(book: Book, out: Ints, into: Ints) -> pd.DataFrame:
    """Return what left accounts unseen, payers' before payees'."""
    paid, got = np.flatnonzero(out), np.flatnonzero(into)
    account = book.accounts.take(np.concatenate([book.source[paid], book.target[got]]))
    event = book.events(np.concatenate([paid, got]))
    return pd.DataFrame({"account": account, "event": event, "traced": np.concatenate([out[paid], into[got]])})


def reached(book: Book, flows: Flows) -> pd.DataFrame:
    """Return a line per account that traced money reached."""
    through, entered, out, into, held = flows
    arrived = _summed(book, book.target, through)
    passed = _summed(book, book.source, through - entered)
    unseen = _summed(book, book.source, out) + _summed(book, book.target, into)
    found = np.flatnonzero(arrived)
    found = found[np.argsort(-arrived[found], kind="stable")]  # accounts are numbered by key
    last, events = _brought(book, through, found)
    return pd.DataFrame(
        {
            "account": book.accounts.take(found),
            "arrived": arrived[found],
            "passed": passed[found],
            "unseen": unseen[found],
            "held": held[found],
            "last_at": book.frame["occurred_at"].take(last).array,
            "events": events,
        }
    )


def _summed(book: Book, ends: Numbers, fen: Ints) -> Ints:
    total = np.zeros(len(book.accounts), np.int64)
    moves = np.flatnonzero((ends != NOWHERE) & (fen != 0))
    np.add.at(total, ends[moves], fen[moves])
    return total


def _brought(book: Book, through: Ints, accounts: Ints) -> tuple[Ints, pd.Series]:
    """Return, for each account, the last transfer that brought traced money, and the events of all, in order."""
    moves = np.flatnonzero((through > 0) & (book.target != NOWHERE))
    moves = moves[np.argsort(book.target[moves], kind="stable")]
    begin, end = (np.searchsorted(book.target[moves], accounts, side=side) for side in ("left", "right"))
    names = book.events(moves).tolist()
    spans = zip(begin.tolist(), end.tolist(), strict=True)
    return moves[end - 1], pd.Series([tuple(names[first:last]) for first, last in spans], dtype=object)
