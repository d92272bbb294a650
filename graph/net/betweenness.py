"""Betweenness: on how many shortest paths between others each node lies.

Why here and not in Cypher: every shortest path between every pair is work for arrays; Brandes (2001), "A faster
algorithm for betweenness centrality", needs one breadth-first search per node.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def betweenness(pairs: Iterable[tuple[int, int]], size: int) -> NDArray[np.float64]:
    """Return the unnormalised betweenness of each node of an undirected network without weights.

    Parameters
    ----------
    pairs : iterable of (int, int)
        Who is linked with whom, by number from 0; repeats, directions and loops do not matter.
    size : int
        How many nodes there are.

    Returns
    -------
    numpy.ndarray
        Shape (size,). Each unordered pair of other nodes gives the share of its shortest paths that pass through.

    Examples
    --------
    >>> betweenness([(0, 1), (1, 2), (1, 0)], 3)
    array([0., 1., 0.])
    """
    neighbours: list[set[int]] = [set() for _ in range(size)]
    for a, b in pairs:
        if a != b:
            neighbours[a].add(b)
            neighbours[b].add(a)
    ordered = [sorted(linked) for linked in neighbours]
    total = np.zeros(size)
    for source in range(size):
        total += _dependencies(ordered, source)
    return total / 2


def _dependencies(neighbours: list[list[int]], source: int) -> NDArray[np.float64]:
    """Return what each node is worth to the paths that begin in `source`."""
    order, distance, paths = [source], {source: 0}, {source: 1.0}
    for node in order:
        for other in neighbours[node]:
            if other not in distance:
                distance[other], paths[other] = distance[node] + 1, 0.0
                order.append(other)
            if distance[other] == distance[node] + 1:
                paths[other] += paths[node]
    worth = np.zeros(len(neighbours))
    for node in reversed(order):
        for other in neighbours[node]:
            if distance[other] == distance[node] + 1:
                worth[node] += paths[node] / paths[other] * (1 + worth[other])
    worth[source] = 0
    return worth
