"""What an account does with money, with reasons: pass-through, collector, sink, cash-out.

Why reasons and not a score: each role is a sentence about figures that stand beside it, and an honest till can fulfil
one too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from graph.line.money.book import book
from graph.line.money.turnover import turnover

ROLES = ("pass_through", "collector", "sink", "cash_out")


@dataclass(frozen=True, slots=True)
class RoleLimits:
    """From where on an account has a role.

    Attributes
    ----------
    least_fen : int
        Accounts that took in less have none.
    window_hours, passed, kept : float
        pass_through: at least `passed` of what came left within the window, and no more than 1 / `passed` times what
        came left at all.
    payers, payees : int
        collector: so many payers at least, so many payees at most.
    held : float
        sink: at least this share of what came did not leave; only for accounts with a statement.
    cash : float
        cash_out: at least this share of what came was drawn in cash.
    """

    least_fen: int = 500_000
    window_hours: float = 24.0
    passed: float = 0.8
    payers: int = 5
    payees: int = 3
    held: float = 0.8
    cash: float = 0.5


LIMITS = RoleLimits()


def account_roles(transfers: pd.DataFrame, covered: Collection[str], *, limits: RoleLimits = LIMITS) -> pd.DataFrame:
    """Return the roles that accounts have.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`.
    covered : collection of str
        Accounts with a statement; of the others only what rows of others show is known, so none is called a sink.
    limits : RoleLimits
        From where on.

    Returns
    -------
    pandas.DataFrame
        `account, role, measure` (the share the role rests on; payers for a collector), the figures of
        `turnover`, and `events`, the transfers that took part: those in for a sink or collector, cash drawn for
        cash_out, all for pass_through. By account, then in the order of `ROLES`. An account can have several.
    """
    kept = book(transfers)
    lines = turnover(kept, window_hours=limits.window_hours)
    lines = lines[lines["in_fen"] >= max(1, limits.least_fen)]
    found = pd.concat([_with_role(lines, role, covered=covered, limits=limits) for role in ROLES])
    found = found.assign(order=found["role"].map(ROLES.index)).sort_values(["account", "order"], ignore_index=True)
    touched = kept.frame["source"].isin(found["account"]) | kept.frame["target"].isin(found["account"])
    found["events"] = pd.Series(_events(kept.frame[touched], found), index=found.index, dtype=object)
    return found[["account", "role", "measure", *lines.columns, "events"]]


def _with_role(lines: pd.DataFrame, role: str, *, covered: Collection[str], limits: RoleLimits) -> pd.DataFrame:
    came = lines["in_fen"]
    if role == "pass_through":
        measure = lines["passed_fen"] / came
        fits = (measure >= limits.passed) & (lines["out_fen"] * limits.passed <= came)
    elif role == "collector":
        measure = lines["payers"].astype(float)
        fits = (measure >= limits.payers) & (lines["payees"] <= limits.payees) & (lines["payees"] > 0)
    elif role == "sink":
        measure = 1 - lines["out_fen"] / came
        fits = (measure >= limits.held) & lines.index.isin(list(covered))
    else:
        measure = lines["cash_out_fen"] / came
        fits = measure >= limits.cash
    return lines.assign(role=role, measure=measure)[fits].reset_index()


def _events(frame: pd.DataFrame, found: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the events that each found role rests on."""
    into = frame.groupby("target")["event"].agg(tuple).to_dict()
    out = frame.groupby("source")["event"].agg(tuple).to_dict()
    cash = frame[frame["terminal"] == "cash"].groupby("source")["event"].agg(tuple).to_dict()
    parts = {"pass_through": (into, out), "collector": (into,), "sink": (into,), "cash_out": (cash,)}
    return [
        tuple(event for table in parts[role] for event in table.get(account, ()))
        for account, role in zip(found["account"], found["role"], strict=True)
    ]
