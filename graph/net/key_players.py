"""Key players: which few people hold a network together, as a set and not as a list of the best single ones.

Why a search: two people who bridge the same gap are both central and one of them is enough, so taking the most central
ones leaves far more of a network than the best set does (Borgatti 2006, "Identifying sets of key players").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.net.disruption import STRUCTURAL, order_of_removal
from graph.net.fragments import Around, Int64s, around, cost, exact, left, swapped_once, swapped_twice
from graph.net.links import Links

Aim = Literal["pairs", "largest"]
EXACT_SIZE = 150
EXACT_PEOPLE = 3
"""Up to so many people out of so many nodes every choice is looked at."""
_CANDIDATES = 150
_TWICE = 400
_TWICE_FROM = 2
_RANDOM_STARTS = 4


@dataclass(frozen=True, slots=True)
class KeyPlayers:
    """A set of people and what is left without them.

    Attributes
    ----------
    nodes : tuple of int
        The set, ascending.
    exact : bool
        Whether no other set of this size leaves less.
    aim : "pairs" or "largest"
        What was made small.
    pairs_before, pairs_left : int
        Pairs of people who reach each other, before and after.
    largest_before, largest_left : int
        People of the largest part.
    warning : str
        Key of the sentence to show beside it.
    """

    nodes: tuple[int, ...]
    exact: bool
    aim: Aim
    pairs_before: int
    pairs_left: int
    largest_before: int
    largest_left: int
    warning: str = STRUCTURAL


def key_players(links: Links, *, k: int, aim: Aim = "pairs", seed: int = 0) -> KeyPlayers:
    """Return the k nodes without which least of a network hangs together.

    Parameters
    ----------
    links : Links
        The network; weights do not matter.
    k : int
        How many, at least 1 and fewer than there are nodes.
    aim : "pairs" or "largest"
        Make the pairs that reach each other few, or the largest part small (then pairs).
    seed : int
        For the random starts of the search.

    Returns
    -------
    KeyPlayers
        Exact for k up to 3 among up to 150 nodes; else the best of several starts (greedy, degree, recomputed
        betweenness, random), each improved by exchanging one and two nodes until nothing is gained.

    Raises
    ------
    ValueError
        If k is out of range.

    Notes
    -----
    Exact: C(n, k) walks of O(n + m). Otherwise exchanges among the 150 most promising nodes.

    Examples
    --------
    >>> path = Links(np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4]), np.ones(4), 5)
    >>> key_players(path, k=1).nodes
    (2,)
    """
    neighbours = around(links)
    if not 0 < k < neighbours.size:
        raise ValueError(f"k is {k}, the network has {neighbours.size} nodes")
    small = k <= EXACT_PEOPLE and neighbours.size <= EXACT_SIZE
    by_largest = aim == "largest"
    if small:
        nodes = np.asarray(exact(neighbours.first, neighbours.other, k, by_largest))
    else:
        nodes = _searched(links, neighbours, k=k, by_largest=by_largest, seed=seed)
    before, after = left(neighbours, np.zeros(0, np.int64)), left(neighbours, nodes)
    return KeyPlayers(tuple(sorted(nodes.tolist())), small, aim, before[0], after[0], before[1], after[1])


def _searched(links: Links, neighbours: Around, *, k: int, by_largest: bool, seed: int) -> Int64s:
    """Return the best of the improved starts, of equally good ones the first in order.

    One node is exchanged from every start, two only from the best of what that gives: it costs a hundred times more.
    """
    starts = _starts(links, neighbours, k=k, by_largest=by_largest, seed=seed)
    candidates = _candidates(neighbours, starts)
    once = {_improved(neighbours, start, candidates, by_largest=by_largest, twice=False) for start in starts}
    best = sorted((_cost(neighbours, nodes, by_largest), nodes) for nodes in once)[:_TWICE_FROM]
    chosen = (np.array(nodes, dtype=np.int64) for _, nodes in best)
    twice = {_improved(neighbours, start, candidates, by_largest=by_largest, twice=True) for start in chosen}
    return np.array(min((_cost(neighbours, nodes, by_largest), nodes) for nodes in twice)[1], dtype=np.int64)


def _starts(links: Links, neighbours: Around, *, k: int, by_largest: bool, seed: int) -> list[Int64s]:
    generator = np.random.default_rng(seed)
    by_degree = np.argsort(-np.diff(neighbours.first), kind="stable")[:k]
    by_paths = order_of_removal(links, measure="betweenness", steps=k) if neighbours.size <= 2_000 else by_degree
    chance = [generator.choice(neighbours.size, k, replace=False) for _ in range(_RANDOM_STARTS)]
    greedy = _greedy(neighbours, k=k, by_largest=by_largest)
    return [np.asarray(start, dtype=np.int64) for start in (greedy, by_degree, by_paths, *chance)]


def _greedy(neighbours: Around, *, k: int, by_largest: bool) -> Int64s:
    """Take away one node after another, each time the one without which least is left."""
    pool = _candidates(neighbours, [])
    chosen: list[int] = []
    for _ in range(k):
        rest = [node for node in pool.tolist() if node not in chosen]
        chosen.append(min(rest, key=lambda node: (_cost(neighbours, (*chosen, node), by_largest), node)))
    return np.array(chosen, dtype=np.int64)


def _candidates(neighbours: Around, starts: list[Int64s]) -> Int64s:
    """Return the nodes of most neighbours and those of the starts, ascending."""
    busy = np.argsort(-np.diff(neighbours.first), kind="stable")[:_CANDIDATES]
    return np.unique(np.concatenate([busy, *starts])).astype(np.int64)


def _improved(
    neighbours: Around, start: Int64s, candidates: Int64s, *, by_largest: bool, twice: bool
) -> tuple[int, ...]:
    """Return a set from which no exchange gains anything; of two nodes only if asked and the network is small."""
    chosen, arrays = start.copy(), (neighbours.first, neighbours.other)
    twice = twice and neighbours.size <= _TWICE
    while True:
        while swapped_once(*arrays, chosen, candidates, by_largest):
            pass
        if not (twice and swapped_twice(*arrays, chosen, candidates, by_largest)):
            return tuple(sorted(chosen.tolist()))


def _cost(neighbours: Around, nodes: tuple[int, ...], by_largest: bool) -> float:
    away = np.zeros(neighbours.size, np.bool_)
    away[list(nodes)] = True
    return float(cost(neighbours.first, neighbours.other, away, by_largest))
