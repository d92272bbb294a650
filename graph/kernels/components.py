"""Connected parts of labelled groups: a community that falls apart is several.

Why here: the fast community methods promise no connected communities, and one pass over the links mends that.
"""

from __future__ import annotations

import numpy as np

from graph.kernels.columns import Numbers, Places, Weights
from graph.kernels.csr import Csr
from graph.kernels.jit import kernel


def connected_parts(links: Csr, label: Numbers) -> Numbers:
    """Return labels under which two nodes are alike if links inside their group join them.

    Parameters
    ----------
    links : Csr
        An undirected network.
    label : numpy.ndarray
        int32, shape (nodes,): the groups.

    Returns
    -------
    numpy.ndarray
        int32, shape (nodes,): parts, numbered from 0 in the order of their first nodes. O(nodes + links).

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> connected_parts(csr([0, 2], [1, 3], nodes=4, undirected=True), np.zeros(4, np.int32)).tolist()
    [0, 0, 1, 1]
    """
    return _parts(links.first, links.other, label)


def modularity(links: Csr, label: Numbers, *, resolution: float = 1.0) -> float:
    """Return how much more of the weight lies inside groups than strengths alone would put there.

    Parameters
    ----------
    links : Csr
        An undirected network; a loop counts once for its node.
    label : numpy.ndarray
        int32, shape (nodes,): groups, numbered from 0.
    resolution : float
        What the expected share is multiplied by.

    Notes
    -----
    Newman and Girvan (2004), "Finding and evaluating community structure in networks". O(nodes + links).

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> two_pairs = csr([0, 2], [1, 3], nodes=4, undirected=True)
    >>> modularity(two_pairs, np.array([0, 0, 1, 1], np.int32))
    0.5
    """
    strength = links.strength
    whole = strength.sum()
    if whole == 0:
        return 0.0
    heavy = np.ones(len(links.other)) if links.weight is None else links.weight
    inside = _inside(links.first, links.other, heavy, label)
    total = np.bincount(label, weights=strength)
    return float(inside / whole - resolution * ((total / whole) ** 2).sum())


def companions(links: Csr) -> Numbers:
    """Return groups of nodes that are joined by the heaviest link of one of them.

    Parameters
    ----------
    links : Csr
        An undirected network. Of a node's equally heavy links that to the lowest node counts.

    Returns
    -------
    numpy.ndarray
        int32, shape (nodes,): for each node the one that stands for its group. O(nodes + links): the first round of
        Borůvka's spanning tree.

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> companions(csr([0, 1, 2], [1, 2, 3], weight=[9, 1, 9], nodes=4, undirected=True)).tolist()
    [1, 1, 3, 3]
    """
    heavy = np.ones(len(links.other)) if links.weight is None else links.weight
    return _companions(links.first, links.other, heavy)


@kernel
def _companions(first: Places, other: Numbers, weight: Weights) -> Numbers:
    nodes = len(first) - 1
    above = np.arange(nodes).astype(np.int32)
    for node in range(nodes):
        heaviest = first[node]
        for j in range(first[node], first[node + 1]):
            if weight[j] > weight[heaviest]:
                heaviest = j
        if first[node] < first[node + 1]:
            above[_top(above, node)] = _top(above, other[heaviest])
    for node in range(nodes):
        above[node] = _top(above, node)
    return above


@kernel
def _top(above: Numbers, node: int) -> int:
    """Return who stands for a node's group, and shorten the way there."""
    while above[node] != node:
        above[node] = above[above[node]]
        node = above[node]
    return node


@kernel
def _parts(first: Places, other: Numbers, label: Numbers) -> Numbers:
    nodes = len(first) - 1
    part, queue, parts = np.full(nodes, -1, np.int32), np.empty(nodes, np.int32), 0
    for begun in range(nodes):
        if part[begun] >= 0:
            continue
        queue[0], part[begun], size, place = begun, parts, 1, 0
        while place < size:
            node = queue[place]
            place += 1
            for j in range(first[node], first[node + 1]):
                if part[other[j]] < 0 and label[other[j]] == label[node]:
                    part[other[j]] = parts
                    queue[size] = other[j]
                    size += 1
        parts += 1
    return part


@kernel
def _inside(first: Places, other: Numbers, weight: Weights, label: Numbers) -> float:
    inside = 0.0
    for node in range(len(first) - 1):
        for j in range(first[node], first[node + 1]):
            if label[node] == label[other[j]]:
                inside += weight[j]
    return inside
