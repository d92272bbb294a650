"""Adapters of the network: gangs, roles and key people of the fused person network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pandas as pd

from graph.net.chance import LEAST, beyond_chance
from graph.net.consensus import links_of
from graph.net.disruption import disruption_curve
from graph.net.expand import Expansion, gang_around
from graph.net.fused import Fused, fused, pairs
from graph.net.gangs import SOFT, GangMap, beside, gang_map
from graph.net.key_players import Aim
from graph.net.key_players import key_players as players_of
from graph.net.reported import reported
from workbench.analyse.choice import one_of
from workbench.analyse.incidences import chosen
from workbench.analyse.inputs import Inputs
from workbench.analyse.membership import gang_items, overlaps, reasons_of, with_reasons
from workbench.analyse.result import Answer
from workbench.errors import UserError
from workbench.wording import said, say

MOST_RANKED = 200


def gangs(
    inputs: Inputs,
    *,
    layers: list[str],
    draws: int,
    cut: float | None,
    tables: int,
    every: bool,
    seed: int,
) -> Answer:
    """Which groups most draws agree on, and which of them cases touch beyond chance: only those are put before anybody."""
    inputs.step("frames")
    shared, net = network(inputs, layers)
    inputs.step("draws")
    found = gang_map(net, draws=draws, cut=cut, seed=seed, progress=inputs.within)
    inputs.step("null")
    null, told = _beyond(inputs, net, found, tables=tables, seed=seed)
    inputs.step("reasons")
    groups = _touched(inputs, found, null, every=every)
    members = found.members[found.members["gang"].isin(groups["gang"])].reset_index(drop=True)
    reasons = reasons_of(shared, members)
    items = tuple(gang_items(groups, members, reasons))
    told_of = _named(inputs, with_reasons(members, reasons))
    frames = {
        "gangs": groups,
        "members": told_of,
        "overlaps": overlaps(told_of),
        "ties": _ties(inputs, net, found, groups),
        "beside": _beside(net, found, seed=seed),
    }
    large = int((found.gangs["people"] >= LEAST).sum())
    counted = [said("analyse.reported", shown=int(groups["reported"].sum()), every=large)]
    counted += [] if every or large == len(groups) else [said("analyse.not_listed", count=large - len(groups))]
    return Answer(frames, items, (*counted, *told, *_said(net)))


def gang(inputs: Inputs, *, seeds: list[str], cut: float, layers: list[str], draws: int, seed: int) -> Answer:
    """From known people, numbers or accounts to the gang around them; the cut says who is taken in."""
    inputs.step("frames")
    shared, net = network(inputs, layers)
    known = seeds_in(inputs, net, seeds)
    inputs.step("draws")
    found = gang_around(net, known, draws=draws, seed=seed, progress=inputs.within)
    inputs.step("reasons")
    taken = found.members(cut)
    members = _as_members(found, taken)
    group = pd.DataFrame({"gang": [0], "people": [len(members)], "stability": [float(members["stability"].mean())]})
    reasons = reasons_of(shared, members)
    frames = {
        "members": _named(inputs, with_reasons(taken, reasons)),
        "cuts": _cuts(inputs, found),
        "reasons": _named(inputs, _reasons(shared, found, cut=cut), "other"),
        "ranking": _named(inputs, found.ranking.head(MOST_RANKED)),
        "seeds": _named(inputs, pd.DataFrame({"person": found.seeds}, dtype=object)),
    }
    items = tuple(gang_items(group, members, reasons))
    return Answer(frames, items, tuple(_said(net)))


def key_players(
    inputs: Inputs, *, seeds: list[str], cut: float, k: int, aim: str, layers: list[str], draws: int, seed: int
) -> Answer:
    """Which few people hold a gang (around seeds; without any, the whole network) together."""
    towards: Aim = one_of(aim, get_args(Aim), "aim")
    inputs.step("frames")
    shared, net = network(inputs, layers)
    inputs.step("draws")
    if seeds:
        found = gang_around(net, seeds_in(inputs, net, seeds), draws=draws, seed=seed, progress=inputs.within)
        inside = {*found.seeds, *found.members(cut)["person"]}
        net = fused(shared[shared["person"].isin(inside)], rarity=SOFT)
    inputs.step("compare")
    links = links_of(net)
    best, curve = players_of(links, k=k, aim=towards, seed=seed), disruption_curve(links)
    players = pd.DataFrame({"person": [net.people[node] for node in best.nodes]})
    left = {"pairs": (best.pairs_before, best.pairs_left), "largest": (best.largest_before, best.largest_left)}
    effect = pd.DataFrame([(name, *of) for name, of in left.items()], columns=pd.Index(["measure", "before", "left"]))
    curve["person"] = [net.people[node] if node >= 0 else None for node in curve["node"]]
    frames = {"players": _named(inputs, players), "effect": effect, "curve": _named(inputs, curve)}
    how = () if best.exact else (said("analyse.not_exact"),)
    return Answer(frames, (), (*how, said("analyse.structural"), said("analyse.registrants")))


def network(inputs: Inputs, layers: list[str]) -> tuple[pd.DataFrame, Fused]:
    """Return who shares what and the network of it: the traffic's layers, or those named; known hubs left out."""
    shared = chosen(inputs.incidences, layers)
    kept = shared[~shared["person"].isin(inputs.ignored) & ~shared["event"].isin(inputs.ignored)]
    return kept, fused(kept, rarity=SOFT)


def _agreement(one: pd.Series, other: pd.Series) -> float:
    """Return the adjusted Rand index of two partitions (Hubert & Arabie 1985): 1 where they agree, 0 by chance."""

    def pairs(sizes: pd.Series) -> float:
        return float((sizes * (sizes - 1) / 2).sum())

    labels = pd.DataFrame({"one": one.to_numpy(), "other": other.to_numpy()})
    both, (first, second) = pairs(labels.value_counts()), (pairs(labels[name].value_counts()) for name in labels)
    chance = first * second / max(1.0, len(labels) * (len(labels) - 1) / 2)
    most = (first + second) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _beside(net: Fused, found: GangMap, *, seed: int) -> pd.DataFrame:
    """Return how far two plain methods agree with the map: `method, groups, agreement` (adjusted Rand index)."""
    plain = beside(net, seed=seed).set_index("person").reindex(net.people)
    maps = {"consensus": pd.Series(found.labels, plain.index), **{name: plain[name] for name in plain}}
    lines = [
        (name, int((labels.value_counts() >= LEAST).sum()), _agreement(maps["consensus"], labels))
        for name, labels in maps.items()
    ]
    return pd.DataFrame(lines, columns=pd.Index(["method", "groups", "agreement"]))


def seeds_in(inputs: Inputs, net: Fused, seeds: list[str]) -> list[str]:
    """Return what of the network stands for some keys: of a person, all its numbers and accounts that are in it."""
    known = sorted({own for key in seeds for own in inputs.keys_of(key)} & set(net.people))
    if not known:
        raise UserError(say("analyse.not_in_network", keys="、".join(seeds)))
    return known


def _named(inputs: Inputs, frame: pd.DataFrame, *others: str) -> pd.DataFrame:
    """Return a frame of the network with members called members, and whom registers name for them."""
    return inputs.named(frame.rename(columns={"person": "member"}), "member", *others)


def _touched(inputs: Inputs, found: GangMap, null: pd.DataFrame, *, every: bool) -> pd.DataFrame:
    """Return the gangs to be shown, those that cases touch beyond chance first; `every` group of three if wished."""
    told = reported(found.members, inputs.marks).drop(columns=["people", "p"]).rename(columns={"expected": "by_size"})
    groups = found.gangs.merge(told, on="gang", how="left").merge(null, on="gang", how="left")
    shown = groups[(groups["people"] >= LEAST) & (groups["reported"] | every)]
    return shown.sort_values(["reported", "q", "gang"], ascending=[False, True, True], ignore_index=True)


def _as_members(found: Expansion, taken: pd.DataFrame) -> pd.DataFrame:
    """Return seeds and members as one gang: `person, gang, stability`; seeds are sure by assertion."""
    seeds = pd.DataFrame({"person": list(found.seeds), "stability": 1.0})
    rest = taken[["person", "confidence"]].rename(columns={"confidence": "stability"})
    return pd.concat([seeds, rest], ignore_index=True).assign(gang=0)


def _cuts(inputs: Inputs, found: Expansion) -> pd.DataFrame:
    cuts = found.cuts()
    joined = [tuple(inputs.called(person) for person in who) for who in cuts["joined"]]
    return cuts.assign(joined=pd.Series(joined, dtype=object))


def _reasons(shared: pd.DataFrame, found: Expansion, *, cut: float) -> pd.DataFrame:
    """Return what ties each member to the others, with the rows by which either shares it."""
    lines = found.reasons(cut=cut)
    told = {key: tuple(of) for key, of in shared.groupby(["layer", "event", "person"])["reasons"].first().items()}
    ends = zip(lines["layer"], lines["event"], lines["person"], lines["other"], strict=True)
    rows = [tuple(sorted({r for who in pair for r in told[layer, event, who]})) for layer, event, *pair in ends]
    return lines.assign(reasons=pd.Series(rows, lines.index, dtype=object))


def _beyond(
    inputs: Inputs, net: Fused, found: GangMap, *, tables: int, seed: int
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return how likely chance gives each gang: `gang, by_chance`, and a sentence that counts those beyond."""
    if not tables:
        return pd.DataFrame({"gang": pd.Series(dtype="int64"), "by_chance": pd.Series(dtype="float64")}), ()
    null = beyond_chance(net, found, tables=tables, seed=seed, progress=inputs.within)
    told = said("analyse.beyond", found=null.found, level=f"{null.level:.0%}", expected=f"{null.expected:.1f}")
    return null.gangs[["gang", "p"]].rename(columns={"p": "by_chance"}), (told,)


def _ties(inputs: Inputs, net: Fused, found: GangMap, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs inside the shown gangs with what each layer gives."""
    gang = dict(zip(net.people, found.labels.tolist(), strict=True))
    ties = pairs(net)
    ends = ties["a"].map(gang), ties["b"].map(gang)
    inside = ties[(ends[0] == ends[1]) & ends[0].isin(groups["gang"])].reset_index(drop=True)
    return inputs.named(inside.assign(gang=inside["a"].map(gang)), "a", "b")


def _said(net: Fused) -> Iterator[str]:
    if len(net.left_out):
        yield said("analyse.too_large", count=len(net.left_out))
    yield said("analyse.registrants")
    yield said("analyse.close_knit")
