"""Where a trace begins: single transfers, all that accounts paid or got in a time, or a loss known by its sum.

Why apart from the trace: choosing the start is the investigator's judgement, and every guess made for them is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from graph.line.money.losses import STATED, loss, with_stated
from workbench.analyse.choice import one_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.errors import UserError
from workbench.present import yuan
from workbench.wording import said, say

SIDES = ("paid", "received")
_WITHIN = pd.Timedelta(days=1)  # a stated time is a memory
_SLACK = pd.Timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Start:
    """How much of which transfer is traced, the transfers of that currency, and what was taken for granted."""

    seeds: dict[str, int]
    transfers: pd.DataFrame
    warnings: tuple[str, ...] = ()


def transfers(
    inputs: Inputs, *, accounts: list[str], side: str, since: datetime | None, until: datetime | None, top: int
) -> Answer:
    """Return what accounts paid or got, known other side or not, the largest first: what a trace can begin with."""
    towards = one_of(side, SIDES, "side")
    inputs.step("frames")
    whole = inputs.transfers
    inputs.step("compare")
    own = _within(whole[whole[_COLUMN[towards]].isin(accounts)], since, until)
    shown = own.sort_values(["amount", "occurred_at", "event"], ascending=[False, True, True]).head(top)
    kept = shown[_SHOWN].reset_index(drop=True)
    warnings = (said("analyse.largest_of", shown=top, every=len(own)),) if len(own) > top else ()
    return Answer({"transfers": inputs.named(kept, "source", "target")}, (), warnings)


_COLUMN = {"paid": "source", "received": "target"}
_SHOWN = ["occurred_at", "amount", "source", "target", "terminal", "channel", "memo", "event"]


def start(
    whole: pd.DataFrame,
    statements: pd.DataFrame,
    events: list[str],
    accounts: list[str],
    *,
    side: str,
    since: datetime | None,
    until: datetime | None,
    amount: int | None,
) -> Start:
    """Return where a trace begins.

    Raises
    ------
    UserError
        When there is nothing to begin with, the transfers are of several currencies, or a statement covers the time of an
        arrival and does not have it.
    """
    towards = one_of(side, SIDES, "side")
    if not events and towards == "received" and amount is not None:
        return _arrival(whole, statements, accounts, amount, since=since, until=until)
    chosen = whole[whole["event"].isin(events)]
    if missing := sorted(set(events) - set(chosen["event"])):
        raise UserError(say("analyse.no_event", event=missing[0]))
    if not events:
        chosen = _within(whole[whole[_COLUMN[towards]].isin(accounts)], since, until)
    if chosen.empty:
        raise UserError(say("analyse.no_start"))
    return _begun(whole, chosen, amount)


def _within(lines: pd.DataFrame, since: datetime | None, until: datetime | None) -> pd.DataFrame:
    begin, end = (pd.Timestamp(at) if at else None for at in (since, until))
    lines = lines if begin is None else lines[lines["occurred_at"] >= begin]
    return lines if end is None else lines[lines["occurred_at"] <= end]


def _begun(whole: pd.DataFrame, chosen: pd.DataFrame, amount: int | None) -> Start:
    if chosen["currency"].nunique(dropna=False) > 1:
        raise UserError(say("analyse.currencies"))
    same = whole["currency"].fillna("") == chosen["currency"].fillna("").iloc[0]
    lines = whole[same].reset_index(drop=True)
    if amount is None:
        return Start(dict(zip(chosen["event"], chosen["amount"].tolist(), strict=True)), lines)
    if amount <= 0:
        raise UserError(say("analyse.no_sum"))
    found = loss(chosen, amount)
    total = yuan(sum(found.seeds.values()))
    exact = found.basis in ("one", "all") or (len(chosen) == 1 and found.basis == "largest")
    told = said(f"analyse.loss_{found.basis}", amount=yuan(amount), count=len(found.seeds), total=total)
    return Start(found.seeds, lines, () if exact else (told,))


def _arrival(
    whole: pd.DataFrame,
    statements: pd.DataFrame,
    accounts: list[str],
    amount: int,
    *,
    since: datetime | None,
    until: datetime | None,
) -> Start:
    """Return a sum that came into an account about a time: as a row has it, else as somebody states it."""
    if len(accounts) != 1 or since is None or amount <= 0:
        raise UserError(say("analyse.arrival_needs"))
    at = pd.Timestamp(since)
    end = pd.Timestamp(until) if until else at + _WITHIN
    came = whole[(whole["target"] == accounts[0]) & (whole["amount"] == amount)]
    came = came[(came["occurred_at"] >= at - _SLACK) & (came["occurred_at"] <= end)].sort_values("occurred_at")
    if len(came):
        return _begun(whole, came.head(1), None)
    own = statements[statements["owner"] == accounts[0]]
    if ((own["period_from"] <= at) & (end <= own["period_to"])).any():
        raise UserError(say("analyse.not_in_statement", account=accounts[0], amount=yuan(amount)))
    lines = with_stated(whole, accounts[0], amount, at=at)
    mine = lines[(lines["source"] == accounts[0]) | (lines["target"] == accounts[0])]["currency"].dropna()
    currency = (
        mine.iloc[0] if len(mine) else lines["currency"].dropna().iloc[0] if lines["currency"].notna().any() else None
    )
    lines.loc[lines["event"] == STATED, "currency"] = currency
    same = lines["currency"].fillna("") == (currency or "")
    return Start({STATED: amount}, lines[same].reset_index(drop=True), (said("analyse.stated"),))
