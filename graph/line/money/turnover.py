"""What each account took in and gave out, in one line: the figures that roles and warnings rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.kernels.windows import passed_on
from graph.line.money.book import NOWHERE, Book, Ints

HOUR_MS = 3_600_000


def turnover(book: Book, *, window_hours: float = 24.0) -> pd.DataFrame:
    """Return one line per account, by key.

    Parameters
    ----------
    book : Book
        The transfers.
    window_hours : float
        Money that leaves within this time of coming counts as passed on.

    Returns
    -------
    pandas.DataFrame
        Index `account`; int64 `in_fen, out_fen, in_count, out_count, payers, payees, cash_out_fen, passed_fen` and
        `stay_hours` (mean stay of what was passed on; missing where nothing was). O(n log n).
    """
    size = len(book.accounts)
    lines = pd.DataFrame(index=pd.Index(book.accounts, name="account"))
    cash = book.terminal() == "cash"
    for name, ends, others in (("in", book.target, book.source), ("out", book.source, book.target)):
        known = ends != NOWHERE
        lines[f"{name}_fen"] = _summed(ends[known], book.amount[known], size)
        lines[f"{name}_count"] = np.bincount(ends[known], minlength=size).astype(np.int64)
        pairs = np.unique(np.stack([ends[known & (others != NOWHERE)], others[known & (others != NOWHERE)]]), axis=1)
        lines["payers" if name == "in" else "payees"] = np.bincount(pairs[0], minlength=size).astype(np.int64)
    drawn = cash & (book.source != NOWHERE)
    lines["cash_out_fen"] = _summed(book.source[drawn], book.amount[drawn], size)
    lines["passed_fen"], lines["stay_hours"] = _passed(book, window=round(window_hours * HOUR_MS))
    return lines


def by_account(book: Book) -> tuple[Ints, Ints, Ints]:
    """Return each account's movements in time order: where they begin, the transfers, and their signed amounts."""
    moves = np.flatnonzero(book.source != book.target)
    paid, got = moves[book.source[moves] != NOWHERE], moves[book.target[moves] != NOWHERE]
    account = np.concatenate([book.source[paid], book.target[got]])
    transfer = np.concatenate([paid, got])
    signed = np.concatenate([-book.amount[paid], book.amount[got]])
    order = np.lexsort((transfer, account))
    counts = np.bincount(account, minlength=len(book.accounts))
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return first, transfer[order].astype(np.int64), signed[order]


def _summed(ends: Ints, fen: Ints, size: int) -> Ints:
    total = np.zeros(size, np.int64)
    np.add.at(total, ends, fen)
    return total


def _passed(book: Book, *, window: int) -> tuple[Ints, np.ndarray]:
    first, transfer, signed = by_account(book)
    passed, waited = passed_on(first, signed, book.time[transfer], window)
    hours = waited / np.where(passed >= 100, passed / 100, np.nan) / 3_600
    return passed, hours
