"""What lies around a few nodes: everything within some links, or what a walk that keeps returning meets.

Why not on the whole network: both touch only what is near, so their cost does not grow with what is far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from graph.kernels.columns import Numbers, Places, Weights, numbers
from graph.kernels.csr import Csr
from graph.kernels.jit import kernel


@dataclass(frozen=True, slots=True)
class Ego:
    """Nodes near others, ascending.

    Parameters
    ----------
    node : numpy.ndarray
        int32, shape (near,).
    distance : numpy.ndarray
        int32, shape (near,): the fewest links from one of those asked for.
    """

    node: Numbers
    distance: Numbers


@dataclass(frozen=True, slots=True)
class Ranked:
    """Nodes that a walk from the seeds meets, ascending.

    Parameters
    ----------
    node : numpy.ndarray
        int32, shape (met,).
    score : numpy.ndarray
        float64, shape (met,): the share of the walk's time, from below.
    left : float
        The share that was not followed any further; with the scores it adds up to 1.
    """

    node: Numbers
    score: Weights
    left: float


def ego(links: Csr, seeds: ArrayLike, *, hops: int, hub: int | None = None) -> Ego:
    """Return the nodes within some links of the seeds.

    Parameters
    ----------
    links : Csr
        The network; links are followed from near to far end.
    seeds : array_like of int
        Shape (seeds,): where to begin.
    hops : int
        How many links away a node may be.
    hub : int, optional
        Nodes with more neighbours are reached but not passed; seeds always are.

    Returns
    -------
    Ego
        The seeds at distance 0, and what is near them.

    Notes
    -----
    O(links of the nodes passed), and one byte a node of the network.

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> around = ego(csr([0, 1, 2], [1, 2, 3], nodes=4, undirected=True), [0], hops=2)
    >>> around.node.tolist(), around.distance.tolist()
    ([0, 1, 2], [0, 1, 2])
    """
    if hops < 0:
        raise ValueError(f"hops is at least 0, not {hops}")
    begun = np.unique(numbers(seeds, below=links.nodes))
    node, distance = _near(links.first, links.other, begun, int(hops), len(links.other) if hub is None else int(hub))
    order = np.argsort(node)
    return Ego(node[order], distance[order])


def push_pagerank(links: Csr, seeds: ArrayLike, *, alpha: float = 0.15, epsilon: float = 1e-7) -> Ranked:
    """Return the personalised PageRank of the nodes near the seeds.

    A walk begins at a seed, every seed alike; before each step it ends with probability `alpha`, else it follows a link
    with probability in proportion to its weight. A score is the probability that it ends there. From a node without
    links it cannot go on. Divide by `links.strength` to find whom the seeds are close to, rather than who is popular.

    Parameters
    ----------
    links : Csr
        The network; weights, if any, are above 0.
    seeds : array_like of int
        Shape (seeds,): repeats count once.
    alpha : float
        Between 0 and 1.
    epsilon : float
        What waits at a node is followed while it is at least this much for each unit of the node's strength. On an
        undirected network each score, divided by the node's strength, is at most `epsilon` too small.

    Returns
    -------
    Ranked
        Every node with a score above 0.

    Raises
    ------
    ValueError
        If there is no seed, or `alpha` or `epsilon` is out of its range.

    Notes
    -----
    Andersen, Chung and Lang (2006), "Local graph partitioning using PageRank vectors", without their lazy steps:
    O(1 / (epsilon · alpha)) whatever the size of the network, and 17 bytes a node.

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> met = push_pagerank(csr([0, 1], [1, 2], nodes=4, undirected=True), [0], alpha=0.5, epsilon=1e-9)
    >>> met.node.tolist(), met.score.round(4).tolist()
    ([0, 1, 2], [0.5833, 0.3333, 0.0833])
    """
    begun = np.unique(numbers(seeds, below=links.nodes))
    if not len(begun) or not 0 < alpha < 1 or epsilon <= 0:
        raise ValueError("there is a seed, alpha is between 0 and 1, and epsilon above 0")
    heavy = np.empty(0) if links.weight is None else links.weight
    score, left = _pushed(links.first, links.other, heavy, begun, (float(alpha), float(epsilon)))
    node = np.flatnonzero(score)
    return Ranked(node.astype(np.int32), score[node], float(left))


@kernel
def _near(first: Places, other: Numbers, seeds: Numbers, hops: int, hub: int) -> tuple[Numbers, Numbers]:
    nodes = len(first) - 1
    found, distance, met = np.empty(nodes, np.int32), np.empty(nodes, np.int32), np.zeros(nodes, np.bool_)
    size = 0
    for s in seeds:
        found[size], distance[size], met[s] = s, 0, True
        size += 1
    place = 0
    while place < size and distance[place] < hops:
        node = found[place]
        if distance[place] == 0 or first[node + 1] - first[node] <= hub:
            for j in range(first[node], first[node + 1]):
                if not met[other[j]]:
                    found[size], distance[size], met[other[j]] = other[j], distance[place] + 1, True
                    size += 1
        place += 1
    return found[:size].copy(), distance[:size].copy()


@kernel
def _pushed(
    first: Places, other: Numbers, weight: Weights, seeds: Numbers, walk: tuple[float, float]
) -> tuple[Weights, float]:
    """Push what waits at a node to its score and its neighbours, in the order in which nodes began to wait."""
    alpha, epsilon = walk
    nodes = len(first) - 1
    score, rest, waiting = np.zeros(nodes), np.zeros(nodes), np.zeros(nodes, np.bool_)
    queue, head, size = np.empty(nodes, np.int32), 0, len(seeds)
    for i in range(len(seeds)):
        queue[i], rest[seeds[i]], waiting[seeds[i]] = seeds[i], 1 / len(seeds), True
    while size:
        node = queue[head]
        head, size, waiting[node] = (head + 1) % nodes, size - 1, False
        strength = _strength_of(first, weight, node)
        if rest[node] < epsilon * strength:
            continue
        score[node] += rest[node] if strength == 0 else alpha * rest[node]
        spread = 0.0 if strength == 0 else (1 - alpha) * rest[node] / strength
        rest[node] = 0.0
        for j in range(first[node], first[node + 1]):
            rest[other[j]] += spread * (weight[j] if len(weight) else 1.0)
            if not waiting[other[j]]:
                queue[(head + size) % nodes], waiting[other[j]] = other[j], True
                size += 1
    return score, rest.sum()


@kernel
def _strength_of(first: Places, weight: Weights, node: int) -> float:
    if len(weight) == 0:
        return float(first[node + 1] - first[node])
    strength = 0.0
    for j in range(first[node], first[node + 1]):
        strength += weight[j]
    return strength
