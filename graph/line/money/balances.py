"""What statements say an account had: its opening money, and where money came or went that no row tells of.

Why by each side's own order: two institutions' clocks differ, so only the place inside one statement tells which
balance follows which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.line.money.book import NOWHERE, Book, Ints, milliseconds

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of transfers that stand in that side's own statement, by account and then in the statement's order.

    Attributes
    ----------
    account : int64[m]
        Number of the account.
    transfer : int64[m]
        Place of the transfer in the book.
    out : bool[m]
        Whether the account paid.
    time : int64[m]
        Milliseconds UTC by the statement's own clock.
    before, after : int64[m]
        Balance in minor units before and after the transfer, `UNKNOWN` (or below) where none is said; an overdraft counts as 0.
    gap : int64[m]
        Money that came (+) or left (-) since the row before without a row; 0 where none is known to.
    first : bool[m]
        Whether the account's statement begins here.
    """

    account: Ints
    transfer: Ints
    out: NDArray[np.bool_]
    time: Ints
    before: Ints
    after: Ints
    gap: Ints
    first: NDArray[np.bool_]


def sides(book: Book) -> Sides:
    """Return every side that its own statement shows.

    A balance and the amounts since the last one must agree; where they do not, the difference moved in between without
    a row (a lost page, an unreadable line). O(n log n).
    """
    rows = pd.concat([_side(book, "source"), _side(book, "target")], ignore_index=True)
    rows = rows.sort_values(["account", "time", "seq", "transfer"], kind="stable", ignore_index=True)
    account = rows["account"].to_numpy(np.int64)
    first = np.diff(account, prepend=-1) != 0
    signed = np.where(rows["out"], -rows["amount"], rows["amount"]).astype(np.int64)
    known = rows["balance"].notna().to_numpy()
    balance = rows["balance"].fillna(0).to_numpy(np.int64)
    return Sides(
        account=account,
        transfer=rows["transfer"].to_numpy(np.int64),
        out=rows["out"].to_numpy(bool),
        time=rows["time"].to_numpy(np.int64),
        before=np.where(known, np.maximum(0, balance - signed), UNKNOWN),
        after=np.where(known, np.maximum(0, balance), UNKNOWN),
        gap=_gaps(account, signed, balance, known=known),
        first=first,
    )


def _side(book: Book, side: str) -> pd.DataFrame:
    frame = book.frame
    number = book.source if side == "source" else book.target
    said = (
        frame[f"balance_{side}"] if f"balance_{side}" in frame else pd.Series(pd.NA, index=frame.index, dtype="Int64")
    )
    at = frame[f"at_{side}"] if f"at_{side}" in frame else frame["occurred_at"].where(said.notna())
    own = np.flatnonzero((number != NOWHERE) & at.notna().to_numpy())
    return pd.DataFrame(
        {
            "account": number[own].astype(np.int64),
            "transfer": own,
            "out": side == "source",
            "time": milliseconds(at.iloc[own]),
            "seq": _seq(frame, side).iloc[own].fillna(0).to_numpy(np.int64),
            "amount": book.amount[own],
            "balance": said.iloc[own].astype("Int64").array,
        }
    )


def _seq(frame: pd.DataFrame, side: str) -> pd.Series:
    for name in (f"seq_{side}", "seq"):
        if name in frame:
            return frame[name]
    return pd.Series(0, index=frame.index)


def _gaps(account: Ints, signed: Ints, balance: Ints, *, known: NDArray[np.bool_]) -> Ints:
    """Return by how much each balance is off from the last one known of the account and the amounts since."""
    gap = np.zeros(len(account), np.int64)
    told = np.flatnonzero(known)
    if len(told):
        level = balance[told] - np.cumsum(signed)[told]  # stays the same while every movement has its row
        same = np.diff(account[told], prepend=-1) == 0
        gap[told] = np.where(same, np.diff(level, prepend=0), 0)
    return gap
