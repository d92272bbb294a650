"""Records in groups, by average link: a single strong pair cannot chain two persons together.

Why average and not connected components: with many records a chain of likely pairs joins strangers; a group here holds
only where its pairs speak for it on the whole. Two that may never be one stay apart whatever third ones say.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_NEVER = 1e9
LARGEST = 600
"""A component of more nodes than this is cut at a higher threshold first."""


def components(ends: Ints, odds: Floats, *, nodes: int, floor: float, largest: int = LARGEST) -> Ints:
    """Return which component every node is in: nodes that pairs above a floor connect, none larger than `largest`.

    Parameters
    ----------
    ends : ndarray of int64, shape (pairs, 2)
        Nodes from 0 on.
    odds : ndarray of float64, shape (pairs,)
        log10 posterior odds.
    nodes : int
        How many nodes there are.
    floor : float
        Pairs at or below it connect nothing; it is raised by halves within a component that is too large.
    """
    kept = odds > floor
    label = _connected(ends[kept], nodes)
    sizes = np.bincount(label, minlength=1)
    while (sizes > largest).any():
        floor += 0.5
        wide = sizes[label] > largest
        inside = wide[ends[:, 0]] & wide[ends[:, 1]] & (odds > floor)
        again = _connected(ends[inside], nodes)
        label = np.unique(np.column_stack([label, np.where(wide, again + 1, 0)]), axis=0, return_inverse=True)[
            1
        ].ravel()
        sizes = np.bincount(label)
    return np.asarray(label, dtype=np.int64)


def pairs_within(label: Ints) -> Ints:
    """Return every pair of nodes of one component, shape (pairs, 2), sorted."""
    order = np.argsort(label, kind="stable")
    sizes = np.bincount(label)[label[order]]
    ends = np.cumsum(np.bincount(label))[label[order]]  # behind the last place of each node's component
    after = ends - np.arange(len(order)) - 1
    first = np.repeat(np.arange(len(order)), np.where(sizes > 1, after, 0))
    step = np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    return np.column_stack([order[first], order[first + 1 + step]])


def groups(ends: Ints, odds: Floats, label: Ints, *, bound: float, apart: NDArray[np.bool_]) -> Ints:
    """Return the group of every node, named by its smallest node.

    Parameters
    ----------
    ends, odds : ndarray
        Every pair of nodes of one component, with its log10 posterior odds.
    label : ndarray of int64, shape (nodes,)
        The component of each node.
    bound : float
        Odds count up to this size either way, so that one pair cannot outvote many.
    apart : ndarray of bool, shape (pairs,)
        Pairs that may never be in one group.

    Notes
    -----
    Average link (Sokal and Michener 1958) of clipped log odds, cut at even odds. A pair that may never be one weighs more
    than all others together. O(nodes of the component squared).
    """
    far = bound - np.clip(odds, -bound, bound) + np.where(apart, _NEVER, 0.0)
    group = np.arange(len(label))
    alone = np.bincount(label)[label[ends[:, 0]]] == 2
    joined = ends[alone & (far <= bound)]
    group[joined.max(axis=1)] = joined.min(axis=1)
    order = np.argsort(label[ends[:, 0]], kind="stable")
    starts = np.searchsorted(label[ends[order, 0]], np.arange(label.max(initial=0) + 2))
    for nodes in _members(label, least=3):
        at = order[starts[label[nodes[0]]] : starts[label[nodes[0]] + 1]]
        place = np.searchsorted(nodes, ends[at])
        distance = np.zeros((len(nodes), len(nodes)))
        distance[place[:, 0], place[:, 1]] = far[at]
        parts = fcluster(linkage(distance[np.triu_indices(len(nodes), 1)], "average"), bound, "distance")
        smallest = np.full(parts.max() + 1, len(label))
        np.minimum.at(smallest, parts, nodes)
        group[nodes] = smallest[parts]
    return group


def _connected(ends: Ints, nodes: int) -> Ints:
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _members(label: Ints, *, least: int) -> Iterator[Ints]:
    """Return the nodes of every component of so many or more, sorted."""
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return (part for part in parts if len(part) >= least)
