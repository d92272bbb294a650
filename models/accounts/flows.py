"""Transfers as arrays seen from every account: what came in and went out, in time, with places for looking back and on.

Why once per side: every behaviour is a sum over one account's rows in time, so each side is sorted once by (account, time)
and every window is then two binary searches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.contract import refuse_protected

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """The transfers of one side, in order of (account, day).

    Attributes
    ----------
    account, party : ndarray of int64, shape (transfers,)
        Places of the accounts whose row it is, and of the others.
    day, amount : ndarray of float64, shape (transfers,)
        Days, with fractions where the hour is known; amounts in one unit.
    line : ndarray of int64, shape (transfers,)
        Which line of the frame each is.
    """

    account: Ints
    party: Ints
    day: Floats
    amount: Floats
    line: Ints


@dataclass(frozen=True, slots=True)
class Flows:
    """Every account's two sides.

    Attributes
    ----------
    accounts : ndarray of str
        In ascending order.
    came, went : Side
        Arrivals and departures.
    timed : ndarray of bool, shape (transfers,)
        By line, whether the hour is known.
    cycles : ndarray of float64, shape (transfers,)
        By line, in how many cycles in time it has part; NaN where nobody counted.
    """

    accounts: NDArray[np.str_]
    came: Side
    went: Side
    timed: NDArray[np.bool_]
    cycles: Floats

    def both(self, came: Floats, went: Floats) -> Floats:
        """Return, per account, the sum of a value of its arrivals and of one of its departures."""
        size = len(self.accounts)
        return total(self.came, came, size) + total(self.went, went, size)


def flows(transfers: pd.DataFrame) -> Flows:
    """Return the two sides of every account.

    Parameters
    ----------
    transfers : DataFrame
        `source, target, amount, day`, perhaps `timed` and `cycles`; lines without two different accounts are left out.

    Raises
    ------
    Protected
        When a column is a protected attribute.
    """
    refuse_protected(map(str, transfers.columns))
    known = transfers["source"].notna() & transfers["target"].notna() & (transfers["source"] != transfers["target"])
    kept = transfers[known]
    ends = kept[["source", "target"]].to_numpy(dtype=str)
    accounts, places = np.unique(ends, return_inverse=True)
    place = places.reshape(ends.shape).astype(np.int64)
    day, amount = (kept[name].to_numpy(dtype=np.float64) for name in ("day", "amount"))
    timed = kept["timed"].to_numpy(dtype=np.bool_) if "timed" in kept else np.zeros(len(kept), dtype=np.bool_)
    cycles = kept["cycles"].to_numpy(dtype=np.float64) if "cycles" in kept else np.full(len(kept), np.nan)
    came, went = (_side(place[:, own], place[:, 1 - own], day=day, amount=amount) for own in (1, 0))
    return Flows(accounts, came, went, timed, cycles)


def within(side: Side, account: Ints, *, since: Floats, until: Floats) -> tuple[Ints, Ints]:
    """Return where the rows of accounts from one day to another, both included, begin and end in a side."""
    wide = float(np.ptp(side.day)) + 1e4 if len(side.day) else 1e4
    base = float(side.day.min()) if len(side.day) else 0.0
    line = side.account * wide + (side.day - base)
    low, high = (np.clip(day - base, -1.0, wide - 1e3) for day in (since, until))
    return (
        np.searchsorted(line, account * wide + low - 1e-9, "left").astype(np.int64),
        np.searchsorted(line, account * wide + high + 1e-9, "right").astype(np.int64),
    )


def total(side: Side, values: Floats, size: int) -> Floats:
    """Return the sum of a value over each account's rows, shape (size,)."""
    return np.asarray(np.bincount(side.account, values, size), dtype=np.float64)


def most(side: Side, values: Floats, size: int, *, least: float = 0.0) -> Floats:
    """Return the greatest value among each account's rows, `least` where it has none."""
    found = np.full(size, least)
    np.maximum.at(found, side.account, values)
    return found


def share(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where the whole is nothing."""
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))


def _side(account: Ints, party: Ints, *, day: Floats, amount: Floats) -> Side:
    order = np.lexsort((amount, party, day, account))
    return Side(account[order], party[order], day[order], amount[order], order.astype(np.int64))
