"""Adapters of the network: gangs, roles and key people of the fused person network."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from graph.ledger.runs import Item
from graph.net.fused import Fused, fused, pairs
from graph.net.gangs import SOFT, GangMap, gang_map
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.wording import say

MOST_REASONS = 50


def gangs(inputs: Inputs, *, layers: list[str], draws: int, cut: float | None, least: int, seed: int) -> Answer:
    """Which groups most draws of the fused network agree on, with how firmly each member belongs."""
    inputs.step("frames")
    shared, net = network(inputs, layers)
    inputs.step("draws")
    found = gang_map(net, draws=draws, cut=cut, seed=seed, progress=inputs.within)
    members = found.members[found.members["gang"].isin(found.gangs.loc[found.gangs["people"] >= least, "gang"])]
    inputs.step("reasons")
    groups = found.gangs[found.gangs["people"] >= least].reset_index(drop=True)
    frames = {"gangs": groups, "members": inputs.named(members.reset_index(drop=True), "person")}
    items = tuple(gang_items(groups, members, reasons_of(shared, members)))
    return Answer(frames | {"ties": _ties(inputs, net, found)}, items, tuple(_said(net, members, items)))


def network(inputs: Inputs, layers: list[str]) -> tuple[pd.DataFrame, Fused]:
    """Return who shares what and the network of it: some layers or all, known hubs left out."""
    shared = inputs.incidences
    hubs = inputs.ignored
    gone = shared["person"].isin(hubs) | shared["event"].isin(hubs)
    kept = shared[~gone & (shared["layer"].isin(layers) if layers else True)]
    return kept, fused(kept, rarity=SOFT)


def reasons_of(shared: pd.DataFrame, members: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return for each member the rows by which it shares something with another member of its gang."""
    known = shared.merge(members[["person", "gang"]], on="person")
    together = known[known.groupby(["gang", "layer", "event"])["person"].transform("nunique") > 1]
    return {
        str(person): tuple(sorted({row for rows in of for row in rows})[:MOST_REASONS])
        for person, of in together.groupby("person")["reasons"]
    }


def gang_items(groups: pd.DataFrame, members: pd.DataFrame, reasons: dict[str, tuple[str, ...]]) -> Iterator[Item]:
    """Yield a group for each gang and a link for each member who is a person and rests on rows."""
    for gang, sure in zip(groups["gang"], groups["stability"], strict=True):
        own = members[members["gang"] == gang]
        name, told = f"group:{gang + 1}", {"name": say("analyse.gang", number=gang + 1), "confidence": sure}
        yield Item("Group", name, props=told, score=sure)
        for person, hold in zip(own["person"], own["stability"], strict=True):
            if person.startswith("person:") and person in reasons:
                yield Item("MEMBER_OF", person, name, {"share": hold, "confidence": hold}, reasons[person], hold)


def _ties(inputs: Inputs, net: Fused, found: GangMap) -> pd.DataFrame:
    """Return the pairs inside gangs with what each layer gives."""
    gang = dict(zip(net.people, found.labels.tolist(), strict=True))
    ties = pairs(net)
    inside = ties[[gang[a] == gang[b] for a, b in zip(ties["a"], ties["b"], strict=True)]].reset_index(drop=True)
    return inputs.named(inside.assign(gang=inside["a"].map(gang)), "a", "b")


def _said(net: Fused, members: pd.DataFrame, items: tuple[Item, ...]) -> Iterator[str]:
    unknown = int((~members["person"].str.startswith("person:")).sum())
    if unknown:
        yield say("analyse.unknown_members", count=unknown)
    if len(net.left_out):
        yield say("analyse.too_large", count=len(net.left_out))
    yield say("analyse.doubles")
    yield say("analyse.close_knit")
