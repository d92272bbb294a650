"""Signs that an account belongs to an innocent trader: warnings before anybody stops its money.

Why signs and no verdict: a till that a launderer pays at looks like any till, and a launderer can imitate one; the
person who decides sees which signs there are and the figures behind them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.line.money.book import NOWHERE, Book, Ints, book
from graph.line.money.turnover import turnover

SIGNS = ("many_payers", "long_history", "regular_hours", "uneven_amounts", "keeps_its_money", "small_part")
_DAY_MS, _HOUR_MS, _ZONE_MS = 86_400_000, 3_600_000, 8 * 3_600_000


@dataclass(frozen=True, slots=True)
class TraderLimits:
    """From where on a sign is there.

    Attributes
    ----------
    payers : int
        many_payers: so many different payers.
    days, every : int, float
        long_history: receipts over so many days, on at least this share of them.
    daytime : float
        regular_hours: this share of receipts between 7 and 22 o'clock (UTC+8).
    uneven : float
        uneven_amounts: this share of receipts is no multiple of 100 yuan.
    kept : float
        keeps_its_money: no more than this share of what came left within a day.
    traced : float
        small_part: traced money is no more than this share of what came.
    receipts : int
        Accounts with fewer receipts show no sign of regularity.
    signs : int
        So many signs make a warning.
    """

    payers: int = 20
    days: int = 45
    every: float = 0.3
    daytime: float = 0.9
    uneven: float = 0.5
    kept: float = 0.5
    traced: float = 0.3
    receipts: int = 20
    signs: int = 4


LIMITS = TraderLimits()


def trader_signs(
    transfers: pd.DataFrame, arrived: pd.Series, *, limits: TraderLimits = LIMITS, accounts: Collection[str] = ()
) -> pd.DataFrame:
    """Return which signs of an innocent trader accounts show.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`; all there are, not the traced ones alone.
    arrived : pandas.Series
        Account → traced minor units that reached it.
    limits : TraderLimits
        From where on a sign is there.
    accounts : collection of str
        Which; those of `arrived` when empty.

    Returns
    -------
    pandas.DataFrame
        `account, receipts, payers, days, active, daytime, uneven, passed, traced` (the figures; shares of receipts or of
        sums), `signs` (tuple of `SIGNS`), `innocent` (whether there are enough of them), in the given order.
    """
    kept = book(transfers)
    wanted = list(accounts) or list(arrived.index)
    figures = _figures(kept, wanted, arrived)
    signs = [_signs(line, limits) for _, line in figures.iterrows()]
    innocent = [len(found) >= limits.signs for found in signs]
    return figures.assign(signs=pd.Series(signs, index=figures.index, dtype=object), innocent=innocent)


def _figures(kept: Book, wanted: list[str], arrived: pd.Series) -> pd.DataFrame:
    flows = turnover(kept).reindex(wanted)
    came = flows["in_fen"].fillna(0).to_numpy()
    lines = [_receipts(kept, account) for account in wanted]
    columns = ["receipts", "days", "active", "daytime", "uneven"]
    figures = pd.DataFrame(lines, columns=columns)
    figures.insert(0, "account", wanted)
    figures.insert(2, "payers", flows["payers"].fillna(0).to_numpy(np.int64))
    whole = np.maximum(came, 1)
    passed = flows["passed_fen"].fillna(0).to_numpy() / whole
    traced = arrived.reindex(wanted).fillna(0).to_numpy() / whole
    return figures.assign(passed=passed, traced=np.minimum(traced, 1.0))


def _receipts(kept: Book, account: str) -> tuple[int, int, float, float, float]:
    """Return number, days spanned, share of days with one, share by day, share of uneven amounts."""
    number = kept.number(account)
    places = np.flatnonzero(kept.target == number) if number != NOWHERE else np.zeros(0, np.int64)
    if not len(places):
        return 0, 0, 0.0, 0.0, 0.0
    local: Ints = kept.time[places] + _ZONE_MS
    day, hour = local // _DAY_MS, local % _DAY_MS // _HOUR_MS
    days = int(day[-1] - day[0]) + 1
    uneven = float((kept.amount[places] % 10_000 != 0).mean())
    return len(places), days, len(np.unique(day)) / days, float(((hour >= 7) & (hour < 22)).mean()), uneven


def _signs(line: pd.Series, limits: TraderLimits) -> tuple[str, ...]:
    enough = line["receipts"] >= limits.receipts
    there = (
        line["payers"] >= limits.payers,
        line["days"] >= limits.days and line["active"] >= limits.every,
        enough and line["daytime"] >= limits.daytime,
        enough and line["uneven"] >= limits.uneven,
        enough and line["passed"] <= limits.kept,
        enough and line["traced"] <= limits.traced,
    )
    return tuple(sign for sign, shown in zip(SIGNS, there, strict=True) if shown)
