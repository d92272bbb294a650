"""Adapters of the network: gangs, roles and key people of the fused person network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

import numpy as np
import pandas as pd

from graph.ledger.runs import Item
from graph.net.chance import beyond_chance
from graph.net.consensus import links_of
from graph.net.disruption import disruption_curve
from graph.net.expand import Expansion, gang_around
from graph.net.fused import Fused, fused, pairs
from graph.net.gangs import SOFT, GangMap, gang_map
from graph.net.key_players import Aim
from graph.net.key_players import key_players as players_of
from graph.net.roles import BROKERAGE, positions
from graph.net.trade import trade_functions
from workbench.analyse.choice import one_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.wording import say

MOST_REASONS = 50
MOST_RANKED = 200


def gangs(
    inputs: Inputs, *, layers: list[str], draws: int, cut: float | None, least: int, tables: int, seed: int
) -> Answer:
    """Which groups most draws of the fused network agree on, with how firmly each member belongs."""
    inputs.step("frames")
    shared, net = network(inputs, layers)
    inputs.step("draws")
    found = gang_map(net, draws=draws, cut=cut, seed=seed, progress=inputs.within)
    inputs.step("null")
    groups, told = _beyond(inputs, net, found, tables=tables, seed=seed)
    groups = groups[groups["people"] >= least].reset_index(drop=True)
    members = found.members[found.members["gang"].isin(groups["gang"])].reset_index(drop=True)
    inputs.step("reasons")
    reasons = reasons_of(shared, members)
    items = tuple(gang_items(groups, members, reasons))
    told_of = inputs.named(_with_reasons(members, reasons), "person")
    frames = {"gangs": groups, "members": told_of, "ties": _ties(inputs, net, found)}
    return Answer(frames, items, (*told, *_said(net, members)))


def gang(inputs: Inputs, *, seeds: list[str], cut: float, layers: list[str], draws: int, seed: int) -> Answer:
    """From known people, numbers or accounts to the gang around them; the cut says who is taken in."""
    inputs.step("frames")
    shared, net = network(inputs, layers)
    known = _people(inputs, net, seeds)
    inputs.step("draws")
    found = gang_around(net, known, draws=draws, seed=seed, progress=inputs.within)
    inputs.step("reasons")
    taken = found.members(cut)
    members = _as_members(found, taken)
    group = pd.DataFrame({"gang": [0], "people": [len(members)], "stability": [float(members["stability"].mean())]})
    reasons = reasons_of(shared, members)
    frames = {
        "members": inputs.named(_with_reasons(taken, reasons), "person"),
        "cuts": _cuts(inputs, found),
        "reasons": inputs.named(_reasons(shared, found, taken, cut=cut), "person", "other"),
        "ranking": inputs.named(found.ranking.head(MOST_RANKED), "person"),
        "seeds": inputs.named(pd.DataFrame({"person": found.seeds}, dtype=object), "person"),
    }
    items = tuple(gang_items(group, members, reasons))
    return Answer(frames, items, tuple(_said(net, members)))


def roles(inputs: Inputs, *, seeds: list[str], cut: float, layers: list[str], draws: int, seed: int) -> Answer:
    """Who in the gang around seeds is busy, who stands between, and what each seems to do in the trade, with why."""
    inputs.step("frames")
    _, net = network(inputs, layers)
    known = _people(inputs, net, seeds)
    inputs.step("draws")
    found = gang_around(net, known, draws=draws, seed=seed, progress=inputs.within)
    inside = _inside(inputs, found, cut)
    inputs.step("reasons")
    keys, held = _keys_of(inputs, inside.people.tolist())
    trade = trade_functions(keys, calls=inputs.calls, transfers=inputs.transfers, held=held)
    placed = positions(inside, np.zeros(inside.size, np.int64)).drop(columns=["gang", *BROKERAGE])
    placed = placed.merge(trade.functions, on="person", how="left").fillna({"function": "", "strength": 0.0})
    shown = placed.sort_values(["degree", "betweenness", "person"], ascending=[False, False, True], ignore_index=True)
    frames = {"positions": inputs.named(shown, "person"), "functions": inputs.named(trade.reasons, "person")}
    return Answer(frames, (), (say("analyse.described"), say("analyse.doubles"), say("analyse.close_knit")))


def key_players(
    inputs: Inputs, *, seeds: list[str], cut: float, k: int, aim: str, layers: list[str], draws: int, seed: int
) -> Answer:
    """Which few people hold a gang (around seeds; without any, the whole network) together."""
    towards: Aim = one_of(aim, get_args(Aim), "aim")
    inputs.step("frames")
    _, net = network(inputs, layers)
    inputs.step("draws")
    if seeds:
        found = gang_around(net, _people(inputs, net, seeds), draws=draws, seed=seed, progress=inputs.within)
        net = _inside(inputs, found, cut)
    inputs.step("compare")
    links = links_of(net)
    best, curve = players_of(links, k=k, aim=towards, seed=seed), disruption_curve(links)
    chosen = pd.DataFrame({"person": [net.people[node] for node in best.nodes]})
    left = {"pairs": (best.pairs_before, best.pairs_left), "largest": (best.largest_before, best.largest_left)}
    effect = pd.DataFrame([(name, *of) for name, of in left.items()], columns=pd.Index(["measure", "before", "left"]))
    curve["person"] = [net.people[node] if node >= 0 else None for node in curve["node"]]
    frames = {"players": inputs.named(chosen, "person"), "effect": effect, "curve": inputs.named(curve, "person")}
    how = () if best.exact else (say("analyse.not_exact"),)
    return Answer(frames, (), (*how, say("analyse.structural"), say("analyse.doubles")))


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


def _with_reasons(members: pd.DataFrame, reasons: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    return members.assign(reasons=pd.Series([reasons.get(of, ()) for of in members["person"]], members.index, object))


def gang_items(groups: pd.DataFrame, members: pd.DataFrame, reasons: dict[str, tuple[str, ...]]) -> Iterator[Item]:
    """Yield a group for each gang and a link for each member who is a person and rests on rows."""
    for gang, sure in zip(groups["gang"], groups["stability"], strict=True):
        own = members[members["gang"] == gang]
        name, told = f"group:{gang + 1}", {"name": say("analyse.gang", number=gang + 1), "confidence": sure}
        yield Item("Group", name, props=told, score=sure)
        for person, hold in zip(own["person"], own["stability"], strict=True):
            if person.startswith("person:") and person in reasons:
                yield Item("MEMBER_OF", person, name, {"share": hold, "confidence": hold}, reasons[person], hold)


def _people(inputs: Inputs, net: Fused, seeds: list[str]) -> list[str]:
    """Return the people of the network behind some keys."""
    known = sorted({person for key in seeds for person in inputs.behind(key)} & set(net.people))
    if not known:
        raise ValueError(say("analyse.not_in_network", keys="、".join(seeds)))
    return known


def _inside(inputs: Inputs, found: Expansion, cut: float) -> Fused:
    """Return the network of the seeds and of whom the cut takes in, and of nobody else."""
    inside = {*found.seeds, *found.members(cut)["person"]}
    return fused(inputs.incidences[inputs.incidences["person"].isin(inside)], rarity=SOFT)


def _keys_of(inputs: Inputs, people: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return whose numbers and accounts are of some people, and in whose name they stand: `person, key` each."""
    owned = inputs.belongings.assign(person=[inputs.doubles.get(who, who) for who in inputs.belongings["person"]])
    mine = owned[owned["person"].isin(people) & owned["key"].str.match("(?:tel|acct):")]
    bare = [person for person in people if not person.startswith("person:")]  # a number of nobody known is its user
    order = mine.assign(place=mine["type"].map({"CONTROLS": 0, "USES": 1, "HOLDS": 2}))
    used = order.sort_values(["key", "place", "person"]).drop_duplicates("key")[["person", "key"]]
    whose = pd.concat([used, pd.DataFrame({"person": bare, "key": bare}, dtype=object)], ignore_index=True)
    return whose, mine.loc[mine["type"] == "HOLDS", ["person", "key"]].drop_duplicates()


def _as_members(found: Expansion, taken: pd.DataFrame) -> pd.DataFrame:
    """Return seeds and members as one gang: `person, gang, stability`; seeds are sure by assertion."""
    seeds = pd.DataFrame({"person": list(found.seeds), "stability": 1.0})
    rest = taken[["person", "confidence"]].rename(columns={"confidence": "stability"})
    return pd.concat([seeds, rest], ignore_index=True).assign(gang=0)


def _cuts(inputs: Inputs, found: Expansion) -> pd.DataFrame:
    cuts = found.cuts()
    joined = [tuple(inputs.called(person) for person in who) for who in cuts["joined"]]
    return cuts.assign(joined=pd.Series(joined, dtype=object))


def _reasons(shared: pd.DataFrame, found: Expansion, taken: pd.DataFrame, *, cut: float) -> pd.DataFrame:
    """Return what ties each member to the others, with the rows by which either shares it."""
    parts = [found.reasons(person, cut=cut).assign(person=person) for person in taken["person"]]
    columns = ["person", "other", "layer", "event", "people", "share"]
    if not parts:
        return pd.DataFrame(columns=pd.Index([*columns, "reasons"]))
    lines = pd.concat(parts, ignore_index=True)[columns]
    told = {key: tuple(of) for key, of in shared.groupby(["layer", "event", "person"])["reasons"].first().items()}
    ends = zip(lines["layer"], lines["event"], lines["person"], lines["other"], strict=True)
    rows = [tuple(sorted({r for who in pair for r in told[layer, event, who]})) for layer, event, *pair in ends]
    return lines.assign(reasons=pd.Series(rows, lines.index, dtype=object))


def _beyond(
    inputs: Inputs, net: Fused, found: GangMap, *, tables: int, seed: int
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the gangs with how likely chance gives such a one, and a sentence that counts them."""
    if not tables:
        return found.gangs, ()
    null = beyond_chance(net, found, tables=tables, seed=seed, progress=inputs.within)
    told = say("analyse.beyond", found=null.found, level=f"{null.level:.0%}", expected=f"{null.expected:.1f}")
    return found.gangs.merge(null.gangs[["gang", "p"]], on="gang", how="left"), (told,)


def _ties(inputs: Inputs, net: Fused, found: GangMap) -> pd.DataFrame:
    """Return the pairs inside gangs with what each layer gives."""
    gang = dict(zip(net.people, found.labels.tolist(), strict=True))
    ties = pairs(net)
    inside = ties[[gang[a] == gang[b] for a, b in zip(ties["a"], ties["b"], strict=True)]].reset_index(drop=True)
    return inputs.named(inside.assign(gang=inside["a"].map(gang)), "a", "b")


def _said(net: Fused, members: pd.DataFrame) -> Iterator[str]:
    unknown = int((~members["person"].str.startswith("person:")).sum())
    if unknown:
        yield say("analyse.unknown_members", count=unknown)
    if len(net.left_out):
        yield say("analyse.too_large", count=len(net.left_out))
    yield say("analyse.doubles")
    yield say("analyse.close_knit")
