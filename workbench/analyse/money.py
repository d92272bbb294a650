"""Adapters of the money's line: which way it went, how much of a sum is where, and what is only convention."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar, get_args

import pandas as pd

from graph.line.money.attribution import RULES, Attribution, Rule, attributions
from graph.line.money.bounds import bounds, ground
from graph.line.money.chains import Band, Direction, transfers_of
from graph.line.money.chains import money_chains as chains_of
from graph.line.money.spread import account_spread, transfer_spread
from graph.line.money.whereabouts import PLACES, totals, whereabouts
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.wording import say


def money_chains(
    inputs: Inputs,
    *,
    events: list[str],
    accounts: list[str],
    direction: str,
    hours: float,
    least: float,
    most: float,
    hops: int,
    top: int,
) -> Answer:
    """Return the chains that begin (backward: end) with some transfers, or with all of some accounts."""
    towards: Direction = _one_of(direction, get_args(Direction), "direction")
    inputs.step("frames")
    transfers = inputs.transfers
    starts = list(
        dict.fromkeys([*events, *(e for a in accounts for e in transfers_of(transfers, a, direction=towards))])
    )
    if not starts:
        raise ValueError(say("analyse.no_start"))
    inputs.step("chains")
    band = Band(window_hours=hours, least=least, most=most, hops=hops)
    found = chains_of(transfers, starts, direction=towards, band=band, top=top)
    shown, every = int(found.starts["shown"].sum()), int(found.starts["found"].sum())
    warnings = [say("analyse.shown_of", shown=shown, every=every)]
    if cut := int(found.starts["cut"].sum()):
        warnings.append(say("analyse.cut", count=cut))
    frames = {"chains": inputs.named(found.chains, "end"), "steps": inputs.named(found.steps, "source", "target")}
    return Answer(frames | {"starts": found.starts}, (), tuple(warnings))


def trace(
    inputs: Inputs,
    *,
    events: list[str],
    accounts: list[str],
    since: datetime | None,
    until: datetime | None,
    amount: int | None,
    rule: str,
    bounded: int,
) -> Answer:
    """Return where a sum went: by one rule, the range over all of them, hard bounds, and where it is now."""
    chosen: Rule = _one_of(rule, RULES, "rule")
    inputs.step("frames")
    seeds, transfers = _seeds(inputs.transfers, events, accounts, since=since, until=until, amount=amount)
    inputs.step("rules")
    said = attributions(transfers, seeds)
    now = whereabouts(said[chosen], inputs.statements["owner"])
    spread = account_spread(said)
    inputs.step("bounds")
    first = spread["account"].head(bounded)
    limits = bounds(ground(transfers), seeds, first).rename(columns={"least": "lower", "most": "upper"})
    reached = spread.merge(limits, on="account", how="left").astype({"lower": "Int64", "upper": "Int64"})
    moved = said[chosen].transfers.merge(transfer_spread(said)[["event", "least", "most"]], on="event")
    frames = {
        "now": inputs.named(now, "account"),
        "accounts": inputs.named(reached, "account"),
        "transfers": inputs.named(moved, "source", "target"),
        "places": _places(said, inputs.statements["owner"]),
    }
    warnings = [say("analyse.traced", total=_yuan(said[chosen].total), rule=rule, count=len(seeds))]
    if len(spread) > bounded:
        warnings.append(say("analyse.bounded", shown=bounded, every=len(spread)))
    return Answer(frames, (), tuple(warnings))


def _seeds(
    transfers: pd.DataFrame,
    events: list[str],
    accounts: list[str],
    *,
    since: datetime | None,
    until: datetime | None,
    amount: int | None,
) -> tuple[dict[str, int], pd.DataFrame]:
    """Return how much of which transfer is traced, and the transfers of that currency."""
    paid = transfers["source"].isin(accounts)
    if since:
        paid &= transfers["occurred_at"] >= pd.Timestamp(since)
    if until:
        paid &= transfers["occurred_at"] <= pd.Timestamp(until)
    chosen = transfers[paid | transfers["event"].isin(events)]
    if missing := sorted(set(events) - set(chosen["event"])):
        raise ValueError(say("analyse.no_event", event=missing[0]))
    if chosen.empty:
        raise ValueError(say("analyse.no_start"))
    if chosen["currency"].nunique(dropna=False) > 1:
        raise ValueError(say("analyse.currencies"))
    seeds = dict(zip(chosen["event"], chosen["amount"].tolist(), strict=True))
    if amount is not None:
        if len(seeds) > 1:
            raise ValueError(say("analyse.part_of_one"))
        seeds = dict.fromkeys(seeds, amount)
    same = transfers["currency"].fillna("") == chosen["currency"].fillna("").iloc[0]
    return seeds, transfers[same].reset_index(drop=True)


def _places(said: Mapping[Rule, Attribution], covered: pd.Series) -> pd.DataFrame:
    """Return how much of the sum each rule has in each place: a line per rule."""
    found = {rule: totals(whereabouts(of, covered)) for rule, of in said.items()}
    lines = [{"rule": rule, **{place: of[place] for place in PLACES}} for rule, of in found.items()]
    return pd.DataFrame(lines)


Word = TypeVar("Word", bound=str)


def _one_of(given: str, known: tuple[Word, ...], name: str) -> Word:
    found = next((word for word in known if word == given), None)
    if found is None:
        raise ValueError(say("analyse.one_of", name=name, given=given, known=", ".join(known)))
    return found


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"
