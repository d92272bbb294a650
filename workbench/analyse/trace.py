"""Adapter of the question where a sum went: by one rule, over all of them, within hard bounds; and what to do next.

Why a module of its own: it joins most of what `graph.line.money` knows, and the two lists of each round come from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import pandas as pd

from graph.line.money.attribution import RULES, Attribution, Rule, attributions
from graph.line.money.bounds import bounds, ground
from graph.line.money.bridges import bridged, bridges
from graph.line.money.numbers import next_numbers
from graph.line.money.requests import next_statements
from graph.line.money.spread import account_spread, transfer_spread
from graph.line.money.stops import stop_payments
from graph.line.money.whereabouts import PLACES, totals, whereabouts
from workbench.analyse.choice import one_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.analyse.starts import Start, start
from workbench.present import yuan
from workbench.wording import said as told

LEAST_FEN = 100_000  # less than a thousand yuan is worth no request


def trace(
    inputs: Inputs,
    *,
    events: list[str],
    accounts: list[str],
    side: str,
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
    begun = start(whole, inputs.statements, events, accounts, side=side, since=since, until=until, amount=amount)
    inputs.step("rules")
    said, covered = attributions(begun.transfers, begun.seeds), frozenset(inputs.statements["owner"])
    inputs.step("bounds")
    place, spread = ground(begun.transfers), account_spread(said)
    limits = bounds(place, begun.seeds, spread["account"].head(bounded))
    limits = limits.rename(columns={"least": "lower", "most": "upper"})
    reached = spread.merge(limits, on="account", how="left").astype({"lower": "Int64", "upper": "Int64"})
    moved = said[chosen].transfers.merge(transfer_spread(said)[["event", "least", "most"]], on="event")
    frames = {
        "now": inputs.named(whereabouts(said[chosen], covered), "account"),
        "accounts": inputs.named(reached, "account"),
        "transfers": inputs.named(moved, "source", "target"),
        "places": _places(said, covered),
        "requests": next_statements(
            begun.transfers, said, inputs.statements, rule=chosen, known=inputs.account, least_fen=LEAST_FEN
        ),
        "numbers": _numbers(inputs, said[chosen]),
        "stops": stop_payments(
            place, begun.seeds, said, covered=covered, rule=chosen, known=inputs.account, least_fen=LEAST_FEN
        ),
    }
    warnings = [*_traced(said[chosen], begun), *begun.warnings]
    if len(spread) > bounded:
        warnings.append(told("analyse.bounded", shown=bounded, every=len(spread)))
    if joined is not None and (inferred := int((joined["kind"] == "inference").sum())):
        frames["bridges"] = inputs.named(joined, "source", "target")
        warnings.append(told("analyse.bridged", count=inferred))
    return Answer(frames, (), tuple(warnings))


def _traced(found: Attribution, begun: Start) -> list[str]:
    rule = told(f"money_list.rule_{found.rule}")
    return [told("analyse.traced", total=yuan(found.total), rule=rule, count=len(begun.seeds))]


def _numbers(inputs: Inputs, found: Attribution) -> pd.DataFrame:
    """Return the numbers to ask carriers about, behind the accounts that a sum reached; see `next_numbers`."""
    lines = found.transfers.rename(columns={"target": "account", "occurred_at": "first_at"})
    first = lines.groupby("account")[["first_at"]].min().reset_index().astype({"account": str})
    reached = found.accounts[found.accounts["arrived"] >= LEAST_FEN].merge(first, on="account")
    calls = inputs.calls[~inputs.calls[["caller", "callee"]].isin(inputs.ignored).any(axis=1)]
    asked = next_numbers(
        reached.rename(columns={"arrived": "traced"}),
        inputs.owned,
        calls,
        statements=inputs.statements,
        carriers=inputs.carriers,
    )
    return inputs.named(asked.rename(columns={"owner": "number"}), "number")


def _places(said: Mapping[Rule, Attribution], covered: Collection[str]) -> pd.DataFrame:
    """Return how much of the sum each rule has in each place: a line per rule."""
    found = {rule: totals(whereabouts(of, covered)) for rule, of in said.items()}
    lines = [{"rule": rule, **{place: of[place] for place in PLACES}} for rule, of in found.items()]
    return pd.DataFrame(lines)
