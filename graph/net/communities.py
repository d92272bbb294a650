"""Communities of a whole network, each of them connected, the same for the same seed.

Why label propagation is the default: on a city of many small gangs modularity merges them (its resolution limit), while
its value stays high; what it is good for is the comparison. Why a repair: neither method promises connected communities.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import networkit
import numpy as np
from numpy.typing import NDArray

from graph.kernels.columns import Numbers, Weights
from graph.kernels.components import companions, connected_parts
from graph.kernels.csr import Csr, csr

Method = Literal["label_propagation", "modularity"]
_TIE = 1e-3
# More rounds of moves a level change modularity in the fourth digit at most, where gangs are hardly to be seen.
_ROUNDS = 4


def communities(
    links: Csr, *, seed: int, method: Method = "label_propagation", resolution: float = 1.0
) -> NDArray[np.int32]:
    """Return to which community each node belongs.

    Parameters
    ----------
    links : Csr
        An undirected network without parallel links; weights, if any, are above 0.
    seed : int
        In which order nodes are visited and how ties are settled.
    method : {"label_propagation", "modularity"}
        Raghavan, Albert and Kumara (2007): each node takes the label that weighs most among its neighbours, until few
        change. Or Blondel et al. (2008) with a refining phase: nodes move while modularity grows.
    resolution : float
        For modularity: above 1 communities are smaller.

    Returns
    -------
    numpy.ndarray
        int32, shape (nodes,): communities, each connected, numbered from 0, the largest first; of equal ones the one
        that has the lowest node. A node without links is one of its own.

    Raises
    ------
    ValueError
        If the method is unknown, or resolution below 0.

    Notes
    -----
    A few passes over the links, in networkit, on one thread. The result depends on how nodes are numbered; number them
    by their keys. How sure a membership is, no single run tells.

    Examples
    --------
    >>> from graph.kernels.csr import csr
    >>> triangles = csr([0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3], nodes=6, undirected=True)
    >>> communities(triangles, seed=1, method="modularity").tolist()
    [0, 0, 0, 1, 1, 1]
    """
    if method not in ("label_propagation", "modularity"):
        raise ValueError(f"label_propagation or modularity, not {method}")
    if resolution < 0:
        raise ValueError(f"resolution is at least 0, not {resolution}")
    if not len(links.other):
        return np.arange(links.nodes, dtype=np.int32)
    with _one_thread(seed):
        return connected(_labels(links, method, resolution, seed), links)


def connected(label: NDArray[np.integer], links: Csr) -> NDArray[np.int32]:
    """Return the groups with every one that falls apart split into its connected parts, numbered as `by_size` does."""
    return by_size(connected_parts(links, label.astype(np.int32)))


def by_size(label: Numbers) -> Numbers:
    """Return the same groups, numbered so that the largest is 0; of equal ones, the one with the lowest node."""
    _, first, group, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(size), np.int32)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[group]


def _labels(links: Csr, method: Method, resolution: float, seed: int) -> Numbers:
    random = np.random.default_rng(seed)
    if method == "modularity":
        number = _side_by_side(links, random)
        graph = _graph(links, number, 1.0)
        found = networkit.community.PLM(graph, refine=True, gamma=resolution, maxIter=_ROUNDS)
    else:
        number = random.permutation(links.nodes).astype(np.int32)
        found = networkit.community.PLP(_graph(links, number, _shaken(links, random)))
    found.run()
    return np.array(found.getPartition().getVector(), dtype=np.int32)[number]


def _side_by_side(links: Csr, random: np.random.Generator) -> Numbers:
    """Return numbers that put companions side by side in memory, for which moving nodes waits a third of its time."""
    rank = random.permutation(links.nodes)[companions(links)]
    number = np.empty(links.nodes, np.int32)
    number[np.argsort(rank, kind="stable")] = np.arange(links.nodes)
    return number


def _shaken(links: Csr, random: np.random.Generator) -> Weights:
    """Return factors a little above 1 for the weights of links.

    networkit gives a tie always to the same label, and in the first round all are ties: one label floods whole
    districts. A thousandth of each weight settles ties at random instead.
    """
    return 1 + _TIE * random.random(len(links.other))


def _graph(links: Csr, number: Numbers, factor: float | Weights) -> networkit.Graph:
    """Return networkit's graph of renumbered nodes: it wants each link once, and is built fastest in their order."""
    near = np.repeat(np.arange(links.nodes, dtype=np.int32), links.degree)
    once = near <= links.other
    a, b = number[near[once]], number[links.other[once]]
    weight = ((np.ones(len(links.other)) if links.weight is None else links.weight) * factor)[once]
    half = csr(np.minimum(a, b), np.maximum(a, b), weight=weight, nodes=links.nodes)
    ends = np.repeat(np.arange(links.nodes, dtype=np.int32), half.degree), half.other
    return networkit.GraphFromCoo((half.weight, ends), n=links.nodes, weighted=True)


@contextmanager
def _one_thread(seed: int) -> Iterator[None]:
    """Run networkit on one thread from a seed, and give its threads back."""
    before = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    try:
        yield
    finally:
        networkit.setNumberOfThreads(before)
