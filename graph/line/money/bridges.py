"""Breaks at payment institutions bridged: one file shows money going to the institution, another shows it coming out.

Why marked by what they rest on: an order or serial number both files carry names one payment; equal amount and time
only make it likely, so such a bridge is an inference and stays one wherever it is used.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from graph.line.money.book import NOWHERE, Book, Ints, book

_COLUMNS = ["event_out", "event_in", "source", "target", "amount", "occurred_at", "basis", "kind"]


def bridges(
    transfers: pd.DataFrame,
    *,
    institutions: Collection[str] = (),
    window_minutes: float = 30.0,
    least_fen: int = 10_000,
) -> pd.DataFrame:
    """Return which payment into an institution is which payment out of it.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`. A payment in has a payer and nobody known, or an institution's
        account, as payee; a payment out the other way round. Cash and fees are neither.
    institutions : collection of str
        Keys of the institutions' own accounts.
    window_minutes : float
        Without a common number the money comes out within this time of going in, or as long before (clocks differ).

    least_fen : int
        Smaller amounts are never joined by amount and time: small change is equal by chance.

    Returns
    -------
    pandas.DataFrame
        `event_out, event_in, source, target, amount, occurred_at, basis, kind`: basis serial or order_no with kind
        `fact`; basis amount_time with kind `inference`. Each event is in one bridge at most; by event_out's time.

    Notes
    -----
    Numbers come first; a number that more than one payment on a side carries bridges nothing. By amount and time only
    two payments are joined that have no other partner in the window. Of a payer's own money back to itself nothing is
    said. O(n log n).
    """
    kept = book(transfers)
    out, into = _halves(kept, frozenset(institutions))
    found: list[pd.DataFrame] = []
    for basis in ("serial", "order_no"):
        pairs = _by_number(kept, (out, into), basis)
        found.append(_lines(kept, pairs, basis=basis, kind="fact"))
        out, into = np.setdiff1d(out, pairs[:, 0]), np.setdiff1d(into, pairs[:, 1])
    out, into = (places[kept.amount[places] >= least_fen] for places in (out, into))
    pairs = _by_amount(kept, (out, into), round(window_minutes * 60_000))
    found.append(_lines(kept, pairs, basis="amount_time", kind="inference"))
    return pd.concat(found).sort_values(["occurred_at", "event_out"], ignore_index=True)


def bridged(transfers: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the transfers with both halves of each bridge made one, under the event of the payment in.

    `kind` of a line is that of its bridge, `fact` elsewhere; `bridge` is the event that was taken in, so that an answer
    that rests on it can say so.
    """
    halves = found.set_index("event_out")
    lines = transfers[~transfers["event"].isin(found["event_in"])].reset_index(drop=True)
    joined = lines["event"].isin(halves.index)
    mine = halves.loc[lines.loc[joined, "event"]]
    lines = lines.assign(kind="fact", bridge=pd.Series(None, index=lines.index, dtype=object))
    lines.loc[joined, "target"] = mine["target"].to_numpy()
    lines.loc[joined, "terminal"] = None
    lines.loc[joined, "kind"] = mine["kind"].to_numpy()
    lines.loc[joined, "bridge"] = mine["event_in"].to_numpy()
    return _with_payees(lines, transfers, joined=joined, event_in=mine["event_in"])


def _with_payees(
    lines: pd.DataFrame, transfers: pd.DataFrame, *, joined: pd.Series, event_in: pd.Series
) -> pd.DataFrame:
    """Let the payee's own statement speak in the joined line."""
    theirs = transfers.set_index("event").loc[event_in]
    for column in ("balance_target", "at_target", "seq_target", "name_target", "bank_target"):
        if column in lines:
            lines.loc[joined, column] = theirs[column].array
    return lines


def _halves(kept: Book, institutions: frozenset[str]) -> tuple[Ints, Ints]:
    own = kept.accounts.isin(list(institutions))
    hidden = [(ends == NOWHERE) | own[ends] for ends in (kept.source, kept.target)]
    ending = np.isin(kept.terminal().astype(str), ("cash", "fee"))
    out = np.flatnonzero(~hidden[0] & hidden[1] & ~ending)
    return out, np.flatnonzero(hidden[0] & ~hidden[1] & ~ending)


def _by_number(kept: Book, halves: tuple[Ints, Ints], basis: str) -> Ints:
    """Return pairs (out, in) that carry a number nobody else on their side carries, and equal amounts."""
    if basis not in kept.frame:
        return np.zeros((0, 2), np.int64)
    sides = [_numbered(kept, places, basis) for places in halves]
    pairs = sides[0].merge(sides[1], on=["number", "amount"], suffixes=("_out", "_in"))
    pairs = pairs[kept.source[pairs["place_out"]] != kept.target[pairs["place_in"]]]
    return np.asarray(pairs[["place_out", "place_in"]], dtype=np.int64)


def _numbered(kept: Book, places: Ints, basis: str) -> pd.DataFrame:
    numbers = kept.frame[basis].iloc[places].to_numpy(dtype=object)
    lines = pd.DataFrame({"number": numbers, "amount": kept.amount[places], "place": places})
    return lines[lines["number"].notna() & (lines["number"] != "")].drop_duplicates("number", keep=False)


def _by_amount(kept: Book, halves: tuple[Ints, Ints], window: int) -> Ints:
    """Return pairs of equal amount and near time that have no other partner."""
    sides = [
        pd.DataFrame({"amount": kept.amount[places], "time": kept.time[places], "place": places}) for places in halves
    ]
    # Slots as wide as the window: a partner stands in the same slot or in a neighbouring one.
    near = sides[0].assign(slot=sides[0]["time"] // window)
    near = pd.concat([near.assign(slot=near["slot"] + step) for step in (-1, 0, 1)])
    pairs = near.merge(
        sides[1].assign(slot=sides[1]["time"] // window), on=["amount", "slot"], suffixes=("_out", "_in")
    )
    pairs = pairs[(pairs["time_in"] - pairs["time_out"]).abs() <= window]
    pairs = pairs[kept.source[pairs["place_out"]] != kept.target[pairs["place_in"]]]
    single = ~pairs["place_out"].duplicated(keep=False) & ~pairs["place_in"].duplicated(keep=False)
    return np.asarray(pairs.loc[single, ["place_out", "place_in"]], dtype=np.int64)


def _lines(kept: Book, pairs: Ints, *, basis: str, kind: str) -> pd.DataFrame:
    out, into = kept.frame.iloc[pairs[:, 0]], kept.frame.iloc[pairs[:, 1]]
    return pd.DataFrame(
        {
            "event_out": out["event"].to_numpy(dtype=object),
            "event_in": into["event"].to_numpy(dtype=object),
            "source": out["source"].to_numpy(dtype=object),
            "target": into["target"].to_numpy(dtype=object),
            "amount": kept.amount[pairs[:, 0]],
            "occurred_at": out["occurred_at"].array,
            "basis": basis,
            "kind": kind,
        },
        columns=_COLUMNS,
    )
