"""How two or more entities are joined: the cheapest paths, where a step through a hub is dear.

Why not only the fewest steps: through a hotline everybody is two steps from everybody.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from graph.errors import QueryError
from graph.line.network import Floats, Int64s, Network, Terms, network

# So many nodes, the nearest to both ends, are searched path by path, and so many paths are tried for each wanted one.
_SEARCHED, _TRIED = 3_000, 50


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: from key to key, by which links (ids) of which types, its cost, and the hub it enters.

    `degree` is with how many others the key entered is linked under the terms.
    """

    source: str
    target: str
    links: tuple[str, ...]
    types: tuple[str, ...]
    cost: float
    degree: int


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one entity to another; `cost` is the sum over its steps."""

    keys: tuple[str, ...]
    steps: tuple[Step, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Paths:
    """An answer about paths.

    Attributes
    ----------
    paths : tuple of Path
        Cheapest first, equal ones by keys.
    apart : tuple of (str, str)
        Pairs of the asked entities that nothing was found to join within the terms.
    complete : bool
        Whether no cheaper path can have been missed.
    ignored : tuple of str
        Keys of the ignore list that were passed by; to be printed with the answer.
    terms : Terms
        What was let in.
    """

    paths: tuple[Path, ...]
    apart: tuple[tuple[str, str], ...]
    complete: bool
    ignored: tuple[str, ...]
    terms: Terms


def paths(links: pd.DataFrame, entities: Sequence[str], *, count: int = 1, terms: Terms | None = None) -> Paths:
    """Return the cheapest paths between every two of some entities.

    Parameters
    ----------
    links : pandas.DataFrame
        Columns source, target, type, id, first_at, last_at, weight; see `graph.line.network.network` for the costs.
    entities : sequence of str
        Two or more keys. Directed paths lead from the earlier to the later named.
    count : int
        Paths per pair.
    terms : Terms, optional
        Types, period, weight, direction, ignore list, longest path.

    Raises
    ------
    QueryError
        When fewer than two different entities are named.

    Notes
    -----
    Dijkstra from both ends gives for every node the least cost of a path through it; the nearest nodes are searched by
    Yen (1971) for the k shortest loopless paths. What lies outside cannot be cheaper than the least cost among it, so
    the answer is known to be complete or said not to be. O(links log links) per entity.

    Examples
    --------
    >>> links = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "type": "KNOWS", "id": ["l1", "l2"],
    ...     "first_at": pd.NaT, "last_at": pd.NaT, "weight": 1})
    >>> paths(links, ["a", "c"]).paths[0].keys
    ('a', 'b', 'c')
    """
    asked, terms = tuple(dict.fromkeys(entities)), terms or Terms()
    if len(asked) < 2:
        raise QueryError("请选至少两个对象。Choose at least two different things.")
    net = network(links, terms, ends=frozenset(asked))
    found: list[Path] = []
    apart, complete = [], True
    for pair in itertools.combinations(asked, 2):
        some, whole = _between(net, pair, count=count, terms=terms)
        found += some
        apart += [] if some else [pair]
        complete &= whole
    return Paths(tuple(sorted(found, key=_order)), tuple(apart), complete, net.ignored, terms)


def _order(path: Path) -> tuple[float, tuple[str, ...]]:
    return path.cost, path.keys


def _between(net: Network, pair: tuple[str, str], *, count: int, terms: Terms) -> tuple[list[Path], bool]:
    ends = net.keys.get_indexer(pd.Index(pair))
    if (ends < 0).any():
        return [], True
    through = _through(net, ends, terms)
    near = np.flatnonzero(np.isfinite(through))
    if not len(near):
        return [], True
    order = near[np.lexsort((near, through[near]))]
    searched, rest = np.sort(order[:_SEARCHED]), order[_SEARCHED:]
    some, exhausted = _cheapest(net, ends, searched, count=count, terms=terms)
    beyond = through[rest].min() if len(rest) else np.inf
    made = [_path(net, nodes) for nodes in some]
    sure = len(made) == count and made[-1].cost <= beyond + 1e-9
    return made, sure or (exhausted and not len(rest))


def _through(net: Network, ends: Int64s, terms: Terms) -> Floats:
    """Return for every node the least cost of a walk from end to end through it, inf where too many steps are needed."""
    total = np.zeros(len(net.keys))
    steps = np.zeros(len(net.keys))
    for end, cost in ((ends[0], net.cost), (ends[1], net.cost.T.tocsr())):
        total += dijkstra(cost, indices=end)
        steps += dijkstra(cost, indices=end, unweighted=True, limit=terms.hops)
    total[steps > terms.hops] = np.inf
    return total


def _cheapest(net: Network, ends: Int64s, nodes: Int64s, *, count: int, terms: Terms) -> tuple[list[list[int]], bool]:
    """Return the cheapest loopless paths over some nodes, and whether every path was seen."""
    ways = net.cost[nodes][:, nodes].tocoo()
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes.tolist())
    sources, targets = (nodes[end].tolist() for end in ways.coords)
    graph.add_weighted_edges_from(zip(sources, targets, ways.data.tolist(), strict=True), weight="cost")
    tries: Iterator[list[int]] = nx.shortest_simple_paths(graph, int(ends[0]), int(ends[1]), weight="cost")
    found: list[list[int]] = []
    try:
        for tried in itertools.islice(tries, count * _TRIED):
            found += [tried] if len(tried) <= terms.hops + 1 else []
            if len(found) == count:
                return found, False
        return found, next(tries, None) is None
    except nx.NetworkXNoPath:
        return [], True


def _path(net: Network, nodes: list[int]) -> Path:
    steps = tuple(_step(net, a, b) for a, b in itertools.pairwise(nodes))
    return Path(tuple(net.keys[nodes]), steps, round(sum(step.cost for step in steps), 9))


def _step(net: Network, a: int, b: int) -> Step:
    used = (net.links["a"] == a) & (net.links["b"] == b)
    if not net.directed:
        used |= (net.links["a"] == b) & (net.links["b"] == a)
    lines = net.links[used]
    return Step(
        source=net.keys[a],
        target=net.keys[b],
        links=tuple(sorted(lines["id"])),
        types=tuple(sorted(set(lines["type"]))),
        cost=float(net.cost[a, b]),
        degree=int(net.degree[b]),
    )
