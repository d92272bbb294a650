"""Whose call records to ask for next: of those in whose names accounts stand that a sum reached, and of whom they ring.

Why from the money: who holds an account is often a straw man, and the numbers he used that week lead to whoever gave the
orders.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from graph.line.money.requests import next_call_records

AROUND = pd.Timedelta(days=30)
"""So long before the first and after the last arrival call records are asked for."""
_HELD, _USED = ("HOLDS", "CONTROLS"), ("USES",)
_COLUMNS = [
    "owner", "carrier", "why", "accounts", "at_stake", "contacts", "calls", "period_from", "period_to", "events",
]  # fmt: skip


def next_numbers(
    reached: pd.DataFrame,
    belongings: pd.DataFrame,
    calls: pd.DataFrame,
    *,
    statements: pd.DataFrame,
    contacts: int = 2,
    carriers: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the numbers whose call records are wanted next.

    Parameters
    ----------
    reached : pandas.DataFrame
        `account, traced` (minor units), `first_at, last_at` (UTC) of the traced arrivals: one line per account.
    belongings : pandas.DataFrame
        `person, key, type, event`: who holds which account (HOLDS, CONTROLS) and uses which number (USES), by which row.
    calls, statements, contacts, carriers
        As for `graph.line.money.requests.next_call_records`.

    Returns
    -------
    pandas.DataFrame
        `owner` (the number), `carrier` (missing where no register says), `why`: holder (in the name of who holds a reached
        account) or contact (rang with so many of those numbers around that time); `accounts` that led there and
        `at_stake`, what reached them (holders only); `contacts, calls` with the holders' numbers; `period_from, period_to`
        to ask for; `events`: the rows that say whose it is, or the calls. By carrier (unknown last), holders before
        contacts, then by what is at stake, contacts, calls and number. Numbers whose files cover the arrivals are left out.
    """
    own = _holders(reached, belongings)
    if own.empty:
        return pd.DataFrame(columns=pd.Index(_COLUMNS))
    begin, end = own["period_from"].min(), own["period_to"].max()
    near = calls[(calls["started_at"] >= begin) & (calls["started_at"] <= end)]
    rung = _rung(near, statements, set(own["owner"]), contacts=contacts).assign(period_from=begin, period_to=end)
    found = pd.concat([own[~_covered(own, statements)], rung], ignore_index=True)
    found["carrier"] = found["owner"].map(dict(carriers or {})).astype(object)
    order = ["carrier", "why", "at_stake", "contacts", "calls", "owner"]
    ways = [True, False, False, False, False, True]
    return found.sort_values(order, ascending=ways, na_position="last", ignore_index=True)[_COLUMNS]


def _holders(reached: pd.DataFrame, belongings: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers in the names of who holds the accounts, one line each."""
    held = belongings[belongings["type"].isin(_HELD) & belongings["key"].isin(reached["account"])]
    used = belongings[belongings["type"].isin(_USED) & belongings["key"].str.startswith("tel:")]
    pairs = held.merge(used, on="person", suffixes=("", "_used")).merge(reached, left_on="key", right_on="account")
    lines = []
    for number, of in pairs.groupby("key_used", sort=True):
        accounts = of.drop_duplicates("account").sort_values(["traced", "account"], ascending=[False, True])
        told = sorted({*of["event"], *of["event_used"]})
        lines.append(
            (number, "holder", tuple(accounts["account"]), int(accounts["traced"].sum()), *_span(of), tuple(told))
        )
    names = ["owner", "why", "accounts", "at_stake", "first_at", "last_at", "events"]
    found = pd.DataFrame(lines, columns=pd.Index(names)).assign(contacts=0, calls=0)
    return found.assign(period_from=found["first_at"] - AROUND, period_to=found["last_at"] + AROUND) if lines else found


def _span(lines: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    return lines["first_at"].min(), lines["last_at"].max()


def _rung(calls: pd.DataFrame, statements: pd.DataFrame, numbers: set[str], *, contacts: int) -> pd.DataFrame:
    found = next_call_records(calls, statements, numbers, contacts=contacts)
    none = pd.Series([()] * len(found), found.index, dtype=object)
    return found.assign(why="contact", accounts=none, at_stake=0)


def _covered(own: pd.DataFrame, statements: pd.DataFrame) -> pd.Series:
    """Return whether one file of a number reaches from the first to the last arrival."""
    joined = own[["owner", "first_at", "last_at"]].merge(statements, on="owner")
    whole = joined[(joined["period_from"] <= joined["first_at"]) & (joined["last_at"] <= joined["period_to"])]
    return own["owner"].isin(whole["owner"])
