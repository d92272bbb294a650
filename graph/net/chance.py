"""How many gangs chance would give: the map of tables in which everybody and every event keeps its size.

Why swap the two-mode table: who meets in groups forms cliques by construction, so any random network without them makes
every group look significant. Swapping people between events keeps how often each takes part and how many come to each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.net.consensus import Progress, silent
from graph.net.fused import Fused, Ints, linked
from graph.net.gangs import GangMap, gang_map

LEAST = 3
"""A gang has at least so many people."""
_ROUNDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Gangs beside those of shuffled tables.

    Attributes
    ----------
    gangs : DataFrame
        `gang, people, excess, p`: of the gangs of `LEAST` people or more, by how much more weight stays inside than
        expected, and the share of tables (this one among them) that have a gang of like size (half to twice) as closed.
    found : int
        Gangs with p at or below `level`.
    expected : float
        How many a shuffled table has at that level.
    level : float
        What counts as beyond chance.
    """

    gangs: pd.DataFrame
    found: int
    expected: float
    level: float


def shuffled(net: Fused, *, seed: int = 0) -> Fused:
    """Return the network of a random table with the same events per person and people per event, layer by layer.

    Notes
    -----
    Pairs of events of one layer trade the people that only one of them has (curveball; Strona et al. 2014), five times
    as often as there are events. O(lines).
    """
    generator = np.random.default_rng(seed)
    members = [set(part.tolist()) for part in np.split(net.attender, _starts(net)[1:])]
    layers = net.events["layer"].to_numpy(object)
    for layer in sorted(set(layers)):
        _trade(members, np.flatnonzero(layers == layer), generator)
    sizes = [len(part) for part in members]
    of_event = np.repeat(np.arange(len(members)), sizes)
    of_person = np.array([person for part in members for person in sorted(part)], dtype=np.int64)
    return linked(net.people, net.events, of_event, of_person=of_person, left_out=net.left_out, rarity=net.rarity)


def beyond_chance(
    net: Fused,
    found: GangMap,
    *,
    tables: int = 20,
    draws: int = 20,
    level: float = 0.05,
    seed: int = 0,
    progress: Progress = silent,
) -> Chance:
    """Return which gangs of a map chance would not give, and how many it would.

    Parameters
    ----------
    net, found
        The network and its map.
    tables : int
        Shuffled tables; the smallest p is 1 / (tables + 1), so 20 are needed for the level .05.
    draws : int
        Draws for the map of each shuffled table.
    level : float
        A gang with p at or below counts as found.
    seed : int
        The same seed gives the same tables.
    progress : callable
        Told after each table.
    """
    by_chance: list[pd.DataFrame] = []
    for table in range(tables):
        other = shuffled(net, seed=seed * 1_000_003 + table)
        by_chance.append(_shapes(gang_map(other, draws=draws, seed=seed + table)))
        progress(table + 1, tables)
    gangs = _compared(_shapes(found), by_chance)
    counts = [
        int((_compared(own, by_chance[:n] + by_chance[n + 1 :])["p"] <= level).sum()) for n, own in enumerate(by_chance)
    ]
    return Chance(gangs, int((gangs["p"] <= level).sum()), float(np.mean(counts)) if counts else 0.0, level)


def _starts(net: Fused) -> Ints:
    """Return where each event's lines begin."""
    sizes = np.bincount(net.attended, minlength=len(net.events))
    return np.asarray(np.cumsum(sizes) - sizes, dtype=np.int64)


def _trade(members: list[set[int]], events: Ints, generator: np.random.Generator) -> None:
    """Let pairs of these events trade at random the people that only one of them has."""
    if len(events) < 2:
        return
    rounds = _ROUNDS * len(events)
    first, ahead = generator.integers(len(events), size=rounds), generator.integers(1, len(events), size=rounds)
    for a, b in zip(events[first].tolist(), events[(first + ahead) % len(events)].tolist(), strict=True):
        one, other = members[a], members[b]
        free = generator.permutation(sorted(one ^ other)).tolist()
        shared, gives = one & other, len(one) - len(one & other)
        one.clear()
        other.clear()
        one.update(shared, free[:gives])
        other.update(shared, free[gives:])


def _shapes(found: GangMap) -> pd.DataFrame:
    """Return `gang, people, excess` of the gangs that are large enough."""
    gangs = found.gangs[found.gangs["people"] >= LEAST]
    return gangs.assign(excess=gangs["inside"] - gangs["expected"])[["gang", "people", "excess"]].reset_index(drop=True)


def _compared(gangs: pd.DataFrame, by_chance: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the gangs with their p: how often a table has one of like size at least as closed."""
    people, excess = gangs["people"].to_numpy()[:, None], gangs["excess"].to_numpy()[:, None]
    tables = np.zeros(len(gangs), np.int64)
    for other in by_chance:
        size, closed = other["people"].to_numpy(), other["excess"].to_numpy()
        tables += ((size >= people / 2) & (size <= people * 2) & (closed >= excess - 1e-12)).any(1)
    return gangs.assign(p=(1 + tables) / (1 + len(by_chance)))
