"""Adapters of the money's line: which way it went, how much of a sum is where, and what is only convention."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import get_args

import pandas as pd

from graph.line.money.attribution import RULES, Attribution, Rule, attributions
from graph.line.money.bounds import bounds, ground
from graph.line.money.bridges import bridged, bridges
from graph.line.money.chains import Band, Direction, transfers_of
from graph.line.money.chains import money_chains as chains_of
from graph.line.money.cycles import money_cycles
from graph.line.money.patterns import fan_in, fan_out, gather_scatter, scatter_gather
from graph.line.money.requests import next_statements
from graph.line.money.roles import RoleLimits, account_roles
from graph.line.money.spread import account_spread, transfer_spread
from graph.line.money.stops import stop_payments
from graph.line.money.whereabouts import PLACES, totals, whereabouts
from workbench.analyse.choice import one_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.errors import UserError
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
    towards: Direction = one_of(direction, get_args(Direction), "direction")
    inputs.step("frames")
    transfers = inputs.transfers
    starts = list(
        dict.fromkeys([*events, *(e for a in accounts for e in transfers_of(transfers, a, direction=towards))])
    )
    if not starts:
        raise UserError(say("analyse.no_start"))
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
    bridge: bool,
) -> Answer:
    """Return where a sum went: by one rule, the range over all, hard bounds, where it is now, whom to ask and to stop."""
    chosen: Rule = one_of(rule, RULES, "rule")
    inputs.step("frames")
    joined = bridges(inputs.transfers) if bridge else None
    whole = inputs.transfers if joined is None else bridged(inputs.transfers, joined)
    seeds, transfers = _seeds(whole, events, accounts, since=since, until=until, amount=amount)
    inputs.step("rules")
    said, covered = attributions(transfers, seeds), frozenset(inputs.statements["owner"])
    inputs.step("bounds")
    place, spread = ground(transfers), account_spread(said)
    limits = bounds(place, seeds, spread["account"].head(bounded)).rename(columns={"least": "lower", "most": "upper"})
    reached = spread.merge(limits, on="account", how="left").astype({"lower": "Int64", "upper": "Int64"})
    moved = said[chosen].transfers.merge(transfer_spread(said)[["event", "least", "most"]], on="event")
    frames = {
        "now": inputs.named(whereabouts(said[chosen], covered), "account"),
        "accounts": inputs.named(reached, "account"),
        "transfers": inputs.named(moved, "source", "target"),
        "places": _places(said, covered),
        "requests": next_statements(transfers, said, inputs.statements),
        "stops": stop_payments(place, seeds, said, covered=covered),
    }
    warnings = [
        say("analyse.traced", total=_yuan(said[chosen].total), rule=say(f"money_list.rule_{chosen}"), count=len(seeds))
    ]
    if len(spread) > bounded:
        warnings.append(say("analyse.bounded", shown=bounded, every=len(spread)))
    if joined is not None and (inferred := int((joined["kind"] == "inference").sum())):
        frames["bridges"] = inputs.named(joined, "source", "target")
        warnings.append(say("analyse.bridged", count=inferred))
    return Answer(frames, (), tuple(warnings))


def money_roles(inputs: Inputs, *, hours: float, parties: int) -> Answer:
    """Which accounts pass through, collect, keep or cash out, and the shapes that money makes between them."""
    inputs.step("frames")
    transfers, covered = inputs.transfers, frozenset(inputs.statements["owner"])
    inputs.step("roles")
    roles = account_roles(transfers, covered, limits=RoleLimits(window_hours=hours))
    inputs.step("shapes")
    cycles = money_cycles(transfers)
    frames = {
        "roles": inputs.named(roles, "account"),
        "fan_in": inputs.named(fan_in(transfers, window_hours=hours, parties=parties), "account"),
        "fan_out": inputs.named(fan_out(transfers, window_hours=hours, parties=parties), "account"),
        "scatter_gather": inputs.named(scatter_gather(transfers), "scatterer", "gatherer"),
        "gather_scatter": inputs.named(gather_scatter(transfers, window_hours=hours, parties=parties), "account"),
        "cycles": inputs.named(cycles.cycles, "account"),
    }
    return Answer(frames, (), (say("analyse.cut", count=1),) if cycles.cut else ())


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
        raise UserError(say("analyse.no_event", event=missing[0]))
    if chosen.empty:
        raise UserError(say("analyse.no_start"))
    if chosen["currency"].nunique(dropna=False) > 1:
        raise UserError(say("analyse.currencies"))
    seeds = dict(zip(chosen["event"], chosen["amount"].tolist(), strict=True))
    if amount is not None:
        if len(seeds) > 1:
            raise UserError(say("analyse.part_of_one"))
        seeds = dict.fromkeys(seeds, amount)
    same = transfers["currency"].fillna("") == chosen["currency"].fillna("").iloc[0]
    return seeds, transfers[same].reset_index(drop=True)


def _places(said: Mapping[Rule, Attribution], covered: Collection[str]) -> pd.DataFrame:
    """Return how much of the sum each rule has in each place: a line per rule."""
    found = {rule: totals(whereabouts(of, covered)) for rule, of in said.items()}
    lines = [{"rule": rule, **{place: of[place] for place in PLACES}} for rule, of in found.items()]
    return pd.DataFrame(lines)


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"
