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
from graph.kernels.components import connected_parts
from graph.kernels.csr import Csr

Method = Literal["label_propagation", "modularity"]
_TIE = 1e-3


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
        return by_size(connected_parts(links, _labels(links, method, resolution, seed)))


def by_size(label: Numbers) -> Numbers:
    """Return the same groups, numbered so that the largest is 0; of equal ones, the one with the lowest node."""
    _, first, group, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(size), np.int32)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[group]


def _labels(links: Csr, method: Method, resolution: float, seed: int) -> Numbers:
    """Run networkit over nodes numbered at random, and return the labels in their own order."""
    random = np.random.default_rng(seed)
    number = random.permutation(links.nodes).astype(np.int32)
    near = np.repeat(np.arange(links.nodes, dtype=np.int32), links.degree)
    once = near <= links.other
    ends = number[near[once]], number[links.other[once]]
    weight = np.ones(len(ends[0])) if links.weight is None else links.weight[once]
    if method == "modularity":
        found = networkit.community.PLM(_graph(ends, weight, links.nodes), refine=True, gamma=resolution)
    else:
        found = networkit.community.PLP(_graph(ends, _shaken(weight, random), links.nodes))
    found.run()
    return np.array(found.getPartition().getVector(), dtype=np.int32)[number]


def _shaken(weight: Weights, random: np.random.Generator) -> Weights:
    """Return weights that differ a little.

    networkit gives a tie always to the same label, and in the first round all are ties: one label floods whole
    districts. A thousandth of each weight settles ties at random instead.
    """
    return weight * (1 + _TIE * random.random(len(weight)))


def _graph(ends: tuple[Numbers, Numbers], weight: Weights, nodes: int) -> networkit.Graph:
    """Return networkit's graph: it wants each link once and stores it at both ends."""
    return networkit.GraphFromCoo((weight, ends), n=nodes, weighted=True)


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
