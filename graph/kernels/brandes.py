"""Betweenness: on how many shortest paths between others each node lies.

Why eight sources at once: one visit to a neighbour brings the eight path counts of one cache line, added in one
instruction, where a search from a single source pays the same visit for one of them.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from graph.kernels.columns import Numbers, Places, Weights, numbers
from graph.kernels.csr import Csr
from graph.kernels.jit import kernel

# What a batch of sources works on: levels, path counts, worth, and what neighbours add up; each (nodes, 8).
Batch: TypeAlias = tuple[Numbers, Weights, Weights, Weights]
_LANES = 8


def brandes(links: Csr, sources: ArrayLike | None = None) -> Weights:
    """Return each node's dependencies, summed over sources.

    Parameters
    ----------
    links : Csr
        An undirected network without parallel links. Weights are not read; loops do not matter.
    sources : array_like of int, optional
        Shape (sources,): where shortest paths begin; without it, at every node.

    Returns
    -------
    numpy.ndarray
        float64, shape (nodes,): for every source and every other node as target, the share of their shortest paths that
        pass through the node. With every node as source each unordered pair counts twice.

    Raises
    ------
    ValueError
        If a source is no node.

    Notes
    -----
    Brandes (2001), "A faster algorithm for betweenness centrality": O(sources · links). The searches of a batch
    go level by level together. Memory: 176 bytes a node.

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> path = csr([0, 1], [1, 2], nodes=3, undirected=True)
    >>> brandes(path).tolist(), brandes(path, [0]).tolist()
    ([0.0, 2.0, 0.0], [0.0, 1.0, 0.0])
    """
    chosen = np.arange(links.nodes, dtype=np.int32) if sources is None else numbers(sources, below=links.nodes)
    return _summed(links.first, links.other, chosen)


def sampled_betweenness(links: Csr, *, sources: int, seed: int) -> Weights:
    """Return an unbiased estimate of the betweenness of each node from a random sample of sources.

    Parameters
    ----------
    links : Csr
        As in `brandes`.
    sources : int
        How many; with as many as there are nodes the result is exact.
    seed : int
        Which sample is drawn.

    Returns
    -------
    numpy.ndarray
        float64, shape (nodes,): each unordered pair counts once.

    Notes
    -----
    Brandes and Pich (2007), "Centrality estimation in large networks".
    """
    if sources >= links.nodes:
        return brandes(links) / 2
    if sources < 1:
        raise ValueError(f"sources is at least 1, not {sources}")
    drawn = np.sort(np.random.default_rng(seed).choice(links.nodes, sources, replace=False))
    return brandes(links, drawn) * (links.nodes / sources / 2)


@kernel
def _summed(first: Places, other: Numbers, sources: Numbers) -> Weights:
    nodes = len(first) - 1
    total = np.zeros(nodes)
    level, paths = np.empty((nodes, _LANES), np.int32), np.empty((nodes, _LANES))
    batch = level, paths, np.empty((nodes, _LANES)), np.zeros((nodes, _LANES))
    order, begin, mark = np.empty(nodes * _LANES, np.int32), np.empty(nodes + 2, np.int64), np.empty(nodes, np.int32)
    for s in range(0, len(sources), _LANES):
        some = sources[s : s + _LANES]
        deepest = _searched(first, other, some, batch, order, begin, mark)
        for d in range(deepest - 1, -1, -1):
            _return_to(first, other, batch, order, begin, d)
        for v in range(nodes):
            for lane in range(len(some)):
                if level[v, lane] > 0:
                    total[v] += batch[2][v, lane]
    return total


@kernel
def _searched(
    first: Places, other: Numbers, sources: Numbers, batch: Batch, order: Numbers, begin: Places, mark: Numbers
) -> int:
    """Search from all sources of a batch; level `d` is `order[begin[d]:begin[d + 1]]`. Return the deepest level."""
    size, depth = _begun(sources, batch, order, mark), 0
    begin[0], begin[1] = 0, size
    near, total = np.empty(len(mark), np.int32), np.empty(_LANES)
    while begin[depth] < begin[depth + 1]:
        _share_paths(batch, order[begin[depth] : begin[depth + 1]], depth)
        count = _neighbours(first, other, order[begin[depth] : begin[depth + 1]], mark, depth + 1, near)
        for w in near[:count]:
            if _reached(first, other, batch, w, depth + 1, total):
                order[size] = w
                size += 1
        _clear(batch, order[begin[depth] : begin[depth + 1]])
        depth += 1
        begin[depth + 1] = size
    return depth - 1


@kernel
def _begun(sources: Numbers, batch: Batch, order: Numbers, mark: Numbers) -> int:
    level, paths, worth, _ = batch
    level[:], paths[:], worth[:], mark[:] = -1, 0.0, 0.0, -1
    size = 0
    for lane in range(len(sources)):
        s = sources[lane]
        level[s, lane], paths[s, lane] = 0, 1.0
        if mark[s] < 0:
            order[size] = s
            size += 1
        mark[s] = 0
    return size


@kernel
def _share_paths(batch: Batch, nodes: Numbers, depth: int) -> None:
    level, paths, _, share = batch
    for v in nodes:
        for lane in range(_LANES):
            share[v, lane] = paths[v, lane] if level[v, lane] == depth else 0.0


@kernel
def _share_worth(batch: Batch, nodes: Numbers, depth: int) -> None:
    level, paths, worth, share = batch
    for w in nodes:
        for lane in range(_LANES):
            share[w, lane] = (1 + worth[w, lane]) / paths[w, lane] if level[w, lane] == depth else 0.0


@kernel
def _clear(batch: Batch, nodes: Numbers) -> None:
    for v in nodes:
        for lane in range(_LANES):
            batch[3][v, lane] = 0.0


@kernel
def _neighbours(first: Places, other: Numbers, nodes: Numbers, mark: Numbers, depth: int, near: Numbers) -> int:
    """Write each neighbour of these nodes once; return how many there are."""
    count = 0
    for v in nodes:
        for j in range(first[v], first[v + 1]):
            if mark[other[j]] != depth:
                mark[other[j]] = depth
                near[count] = other[j]
                count += 1
    if count > len(mark) // 16:  # then in ascending order, so that memory is read from one end to the other
        count = 0
        for w in range(len(mark)):
            if mark[w] == depth:
                near[count] = w
                count += 1
    return count


@kernel
def _reached(first: Places, other: Numbers, batch: Batch, w: int, depth: int, total: Weights) -> bool:
    """Add up the paths that reach a node now, for the sources that had not reached it; return whether there are any."""
    level, paths, _, share = batch
    waiting = False
    for lane in range(_LANES):
        waiting |= level[w, lane] < 0
    if not waiting:
        return False
    new = False
    _add_up(first, other, share, w, total)
    for lane in range(_LANES):
        if level[w, lane] < 0 and total[lane] > 0:
            level[w, lane], paths[w, lane] = depth, total[lane]
            new = True
    return new


@kernel
def _add_up(first: Places, other: Numbers, share: Weights, node: int, total: Weights) -> None:
    """Write what the neighbours of a node share, lane by lane; spelt out, the eight sums stay in registers."""
    a = b = c = d = e = f = g = h = 0.0
    for j in range(first[node], first[node + 1]):
        w = other[j]
        a, b, c, d = a + share[w, 0], b + share[w, 1], c + share[w, 2], d + share[w, 3]
        e, f, g, h = e + share[w, 4], f + share[w, 5], g + share[w, 6], h + share[w, 7]
    total[0], total[1], total[2], total[3] = a, b, c, d
    total[4], total[5], total[6], total[7] = e, f, g, h


@kernel
def _return_to(first: Places, other: Numbers, batch: Batch, order: Numbers, begin: Places, depth: int) -> None:
    """Give the nodes of a level their share of what lies behind them."""
    level, paths, worth, share = batch
    behind = order[begin[depth + 1] : begin[depth + 2]]
    total = np.empty(_LANES)
    _share_worth(batch, behind, depth + 1)
    for v in order[begin[depth] : begin[depth + 1]]:
        _add_up(first, other, share, v, total)
        for lane in range(_LANES):
            if level[v, lane] == depth:
                worth[v, lane] = paths[v, lane] * total[lane]
    _clear(batch, behind)
