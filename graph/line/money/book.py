"""The transfers of a frame as arrays, in one order, with accounts numbered: what every money analysis walks through.

Why one order for all: whether money arrived before it left decides every answer, so ties are broken the same way
everywhere, and never by the order of the lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
NOWHERE = -1
"""Number of a side that no row names."""


@dataclass(frozen=True, slots=True)
class Book:
    """Transfers in the order (occurred_at, seq, event).

    Attributes
    ----------
    frame : pandas.DataFrame
        The lines in that order, index 0 … n-1.
    accounts : pandas.Index
        Keys, sorted; an account's number is its place.
    source, target : int32[n]
        Numbers of accounts, `NOWHERE` for a terminal.
    amount : int64[n]
        Minor units.
    time : int64[n]
        Milliseconds UTC.
    """

    frame: pd.DataFrame
    accounts: pd.Index
    source: Numbers
    target: Numbers
    amount: Ints
    time: Ints

    def __len__(self) -> int:
        """Return the number of transfers."""
        return len(self.amount)

    def places(self, events: pd.Series | list[str]) -> Ints:
        """Return where events stand.

        Raises
        ------
        KeyError
            When one is not there.
        """
        wanted = pd.Index(events)
        here = np.flatnonzero(self.frame["event"].isin(wanted))
        found = pd.Index(self.frame["event"].take(here)).get_indexer(wanted)
        if (found < 0).any():
            missing = wanted[found < 0][0]
            raise KeyError(f"没有这笔转账：{missing}。There is no such transfer: {missing}.")
        return np.asarray(here[found], dtype=np.int64)

    def events(self, places: Ints) -> NDArray[np.object_]:
        """Return the events that stand at some places."""
        return self.frame["event"].take(places).to_numpy(dtype=object)

    def number(self, account: str) -> int:
        """Return the number of an account, `NOWHERE` when no transfer names it."""
        found = self.accounts.get_indexer(pd.Index([account]))
        return int(found[0])

    def terminal(self) -> NDArray[np.object_]:
        """Return what the missing side of each transfer is, "" where both sides are known."""
        return np.asarray(self.frame["terminal"].astype(object).fillna(""), dtype=object)


def book(transfers: pd.DataFrame) -> Book:
    """Return the transfers of a frame as arrays.

    Parameters
    ----------
    transfers : pandas.DataFrame
        Columns `event, source, target, amount, occurred_at` and, if there are ties, `seq`; see
        `graph.ledger.frames.transfer_events`. Lines in any order.

    Notes
    -----
    O(n log n), or O(n) for lines that stand in order already.
    """
    frame = in_order(transfers)
    source, target = frame["source"], frame["target"]
    codes, keys = pd.factorize(pd.concat([source, target], ignore_index=True), sort=True)
    ends = codes.astype(np.int32)
    return Book(
        frame=frame,
        accounts=pd.Index(keys),
        source=ends[: len(frame)],
        target=ends[len(frame) :],
        amount=frame["amount"].to_numpy(np.int64),
        time=milliseconds(frame["occurred_at"]),
    )


def in_order(transfers: pd.DataFrame) -> pd.DataFrame:
    """Return the lines in the order (occurred_at, seq, event), numbered from 0."""
    frame = transfers.reset_index(drop=True)
    time = milliseconds(frame["occurred_at"], unit="us")
    seq = frame["seq"].to_numpy(np.int64) if "seq" in frame else np.zeros(len(frame), np.int64)
    order = np.lexsort((seq, time))
    tied = (np.diff(time[order]) == 0) & (np.diff(seq[order]) == 0)
    if tied.any():
        order = _untied(order, tied, frame["event"])
    if "terminal" not in frame:
        frame = frame.assign(terminal=pd.Series([None] * len(frame), dtype=object))
    return frame if (np.diff(order) == 1).all() else frame.take(order).reset_index(drop=True)


def milliseconds(instants: pd.Series, *, unit: str = "ms") -> Ints:
    """Return instants as whole numbers since 1970 UTC."""
    return np.asarray(instants.dt.tz_convert(None).to_numpy(dtype=f"datetime64[{unit}]").astype(np.int64))


def _untied(order: Ints, tied: NDArray[np.bool_], event: pd.Series) -> Ints:
    """Return the order with each run of ties put by event."""
    run = np.concatenate([[0], np.cumsum(~tied)])
    in_run = np.concatenate([tied, [False]]) | np.concatenate([[False], tied])
    places = np.flatnonzero(in_run)
    names = event.take(order[places]).to_numpy(dtype=object)
    by_name = pd.DataFrame({"run": run[places], "event": names}).sort_values(["run", "event"]).index.to_numpy()
    fresh = order.copy()
    fresh[places] = order[places[by_name]]
    return fresh
