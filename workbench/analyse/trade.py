"""Adapters of what gangs do: positions and functions of members, change between two periods, shared suppliers."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from graph.line.money.roles import account_roles
from graph.net.chance import LEAST
from graph.net.change import gang_change, network_change
from graph.net.ecosystem import ecosystem as ecosystem_of
from graph.net.expand import gang_around
from graph.net.fused import Fused, fused
from graph.net.gangs import SOFT, gang_map
from graph.net.roles import positions
from graph.net.trade import trade_functions
from workbench.analyse.inputs import Inputs
from workbench.analyse.net import network, seeds_in
from workbench.analyse.result import Answer
from workbench.wording import said

_SUPPLIERS = ("pass_through", "collector")


def roles(inputs: Inputs, *, seeds: list[str], cut: float, layers: list[str], draws: int, seed: int) -> Answer:
    """Which position each member of a gang around seeds has, and which function in the trade its behaviour suggests."""
    inputs.step("frames")
    lines, net = network(inputs, layers)
    inputs.step("draws")
    found = gang_around(net, seeds_in(inputs, net, seeds), draws=draws, seed=seed, progress=inputs.within)
    inside = {*found.seeds, *found.members(cut)["person"]}
    inputs.step("compare")
    gang = fused(lines[lines["person"].isin(inside)], rarity=SOFT)
    placed = positions(gang, np.zeros(gang.size, np.int64)).drop(columns="gang")
    members = pd.DataFrame({"person": sorted(inside), "key": sorted(inside)})
    trade = trade_functions(members, calls=inputs.calls, transfers=inputs.transfers, held=_held(inputs))
    told = trade.functions.merge(placed, on="person", how="left").rename(columns={"person": "member"})
    why = trade.reasons.rename(columns={"person": "member"})
    frames = {"members": inputs.named(told, "member"), "reasons": inputs.named(why, "member")}
    return Answer(frames, (), (said("analyse.behaviour"), said("analyse.registrants")))


def change(inputs: Inputs, *, moment: datetime, days: int, draws: int, seed: int) -> Answer:
    """Return what became of ties, people and gangs from the days before a moment to those after it."""
    inputs.step("frames")
    at, span = pd.Timestamp(moment), pd.Timedelta(days=days)
    before, after = (_period(inputs, begin, begin + span) for begin in (at - span, at))
    inputs.step("draws")
    maps = [gang_map(net, draws=draws, seed=seed, progress=inputs.within).members for net in (before, after)]
    inputs.step("compare")
    changed = network_change(before, after)
    frames = {
        "gangs": gang_change(*maps),
        "people": inputs.named(changed.people.rename(columns={"person": "member"}), "member"),
        "ties": inputs.named(changed.ties, "a", "b"),
    }
    return Answer(frames, (), (said("analyse.coverage_changes"), said("analyse.registrants")))


def ecosystem(inputs: Inputs, *, draws: int, largest: int, seed: int) -> Answer:
    """How gangs hang together through those who supply several of them with numbers, cards or accounts for laundering."""
    inputs.step("frames")
    _, net = network(inputs, [])
    inputs.step("draws")
    found = gang_map(net, draws=draws, seed=seed, progress=inputs.within)
    inputs.step("compare")
    large = found.gangs.loc[found.gangs["people"] >= LEAST, "gang"]
    members = found.members[found.members["gang"].isin(large)]
    trade = ecosystem_of(members, _supplies(inputs), largest=largest)
    shown = members[["person", "gang"]].rename(columns={"person": "member"}).reset_index(drop=True)
    frames = {
        "links": trade.links,
        "suppliers": inputs.named(trade.suppliers, "supplier"),
        "left_out": trade.left_out,
        "members": inputs.named(shown, "member"),
    }
    return Answer(frames, (), (said("analyse.behaviour"), said("analyse.registrants")))


def _held(inputs: Inputs) -> pd.DataFrame:
    """Return in whose name numbers and accounts stand: `person, key, event`, likely doubles as one."""
    owned = inputs.owned
    return owned.loc[owned["type"].isin(("USES", "HOLDS")), ["person", "key", "event"]]


def _period(inputs: Inputs, begin: pd.Timestamp, end: pd.Timestamp) -> Fused:
    """Return the network of the traffic of one period."""
    lines = inputs.traffic(begin, end)
    return fused(lines[~lines["person"].isin(inputs.ignored)], rarity=SOFT)


def _supplies(inputs: Inputs) -> pd.DataFrame:
    """Return who gives what to whom: registrants their numbers and cards, laundering accounts their service."""
    held = _held(inputs)
    kind = held["key"].str.startswith("tel:").map({True: "number", False: "card"})
    named = held.rename(columns={"person": "supplier", "key": "customer"}).assign(kind=kind)
    transfers = inputs.transfers
    serving = account_roles(transfers, frozenset(inputs.statements["owner"]))
    accounts = serving.loc[serving["role"].isin(_SUPPLIERS), "account"]
    paid = transfers[transfers["target"].isin(accounts)].dropna(subset=["source"])
    launder = paid.rename(columns={"target": "supplier", "source": "customer"}).assign(kind="launderer")
    columns = ["supplier", "kind", "customer", "event"]
    parts = [part[columns] for part in (named, launder) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else named[columns]
