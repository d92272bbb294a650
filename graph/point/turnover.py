"""What went into some accounts and out of them, in total and with whom.

Why per currency: sums of different currencies are no sum.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from graph.point.account_side import account_side
from graph.point.cited import cited, empty
from graph.point.clock import local_day

_SUMS = ("received", "paid", "received_count", "paid_count", "days", "first_at", "last_at", "events")
_TOTALS = (
    "currency",
    "received",
    "paid",
    "net",
    "received_count",
    "paid_count",
    "days",
    "first_at",
    "last_at",
    "events",
)
_OTHERS = ("other", "terminal", "currency", *_SUMS, "share", "asymmetry")


def turnover(transfers: pd.DataFrame, accounts: Collection[str]) -> pd.DataFrame:
    """Return the totals of some accounts, one line per currency.

    Parameters
    ----------
    transfers : pandas.DataFrame
        As for `graph.point.account_side.account_side`.
    accounts : collection of str
        Keys of the accounts of one party; transfers between them do not count.

    Returns
    -------
    pandas.DataFrame
        `currency, received, paid, net` (minor units, int64), `received_count, paid_count`, `days` (local days with a
        transfer), `first_at, last_at` (UTC), `events`; by currency.
    """
    side = account_side(transfers, accounts)
    if side.empty:
        return empty(_TOTALS)
    found = _summed(side, ["currency"])
    found["net"] = found["received"] - found["paid"]
    return found[list(_TOTALS)]


def counterparties(transfers: pd.DataFrame, accounts: Collection[str]) -> pd.DataFrame:
    """Return with whom some accounts deal, the largest turnover first.

    Returns
    -------
    pandas.DataFrame
        One line per counterparty and currency: `other` (key, missing for a terminal), `terminal` (cash, fee, unknown
        or masked where no account is named), `received` from it and `paid` to it (minor units), their counts, `days,
        first_at, last_at, events`, `share` of all turnover in that currency, `asymmetry` ((paid − received) / both).
        Equal ones in the order (other, terminal, currency).

    Notes
    -----
    Every terminal of a kind is one line here for the sum alone; the transfers behind it need not have one other side.
    """
    side = account_side(transfers, accounts)
    if side.empty:
        return empty(_OTHERS)
    found = _summed(side, ["other", "terminal", "currency"])
    both = found["received"] + found["paid"]
    found["share"] = both / both.groupby(found["currency"]).transform("sum")
    found["asymmetry"] = (found["paid"] - found["received"]) / both
    order = found.assign(both=-both).sort_values(["both", "other", "terminal", "currency"], kind="stable")
    return order.reset_index(drop=True)[list(_OTHERS)]


def _summed(side: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    marked = side.assign(
        received=side["amount"].where(~side["paid"], 0),
        paid=side["amount"].where(side["paid"], 0),
        received_count=~side["paid"],
        paid_count=side["paid"],
        day=local_day(side["moment"]),
    )
    return marked.groupby(by, as_index=False, dropna=False, sort=True).agg(
        received=("received", "sum"),
        paid=("paid", "sum"),
        received_count=("received_count", "sum"),
        paid_count=("paid_count", "sum"),
        days=("day", "nunique"),
        first_at=("moment", "min"),
        last_at=("moment", "max"),
        events=("event", cited),
    )
