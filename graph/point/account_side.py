"""The transfers of some accounts as seen from them: which way, with whom, in the order of their own statement.

Why its own order: clocks of two institutions differ by minutes, but one statement's order is the order its balance
went.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

_KEPT = ["event", "terminal", "amount", "currency", "precision"]


def account_side(transfers: pd.DataFrame, accounts: Collection[str]) -> pd.DataFrame:
    """Return the transfers between some accounts and others.

    Parameters
    ----------
    transfers : pandas.DataFrame
        Columns event, source, target, terminal, amount (minor units), currency, occurred_at (UTC), precision, seq;
        balance_source, balance_target; where at_source, seq_source, at_target, seq_target are given, they say when and
        where a side's own statement has the transfer.
    accounts : collection of str
        Keys, taken as one party: what they pay each other is left out.

    Returns
    -------
    pandas.DataFrame
        Columns account, other (missing where none is named), terminal, paid (whether money left), event, amount,
        currency, precision, moment (UTC), seq, balance (Int64, after it); in the order (moment, seq, event).
    """
    own = sorted(set(accounts))
    pays, gets = transfers["source"].isin(own), transfers["target"].isin(own)
    out = _side(transfers[pays & ~gets], account="source", other="target")
    into = _side(transfers[gets & ~pays], account="target", other="source")
    both = pd.concat([out, into], ignore_index=True)
    return both.sort_values(["moment", "seq", "event"], kind="stable", ignore_index=True)


def _side(transfers: pd.DataFrame, *, account: str, other: str) -> pd.DataFrame:
    made = transfers[_KEPT].copy()
    made.insert(0, "account", transfers[account])
    made.insert(1, "other", transfers[other])
    made.insert(2, "paid", account == "source")
    made["moment"] = _own(transfers, f"at_{account}", "occurred_at")
    made["seq"] = _own(transfers, f"seq_{account}", "seq").astype("int64")
    made["balance"] = transfers[f"balance_{account}"].astype("Int64")
    return made


def _own(transfers: pd.DataFrame, column: str, common: str) -> pd.Series[pd.Timestamp]:
    return transfers[column].fillna(transfers[common]) if column in transfers else transfers[common]
