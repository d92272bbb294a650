"""Communities of one network in one run: by modularity at a resolution, and by label propagation.

Why both: modularity merges small gangs in a large network (its resolution limit) and label propagation fails where
gangs mix much; neither is right alone, so both are shown beside the consensus of `graph.net.gangs`.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkit
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_ROUNDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Undirected weighted links between nodes numbered from 0: each pair once, first < second, ascending."""

    first: Ints
    second: Ints
    weight: Floats
    size: int

    def present(self) -> Links:
        """Return the links of positive weight."""
        there = self.weight > 0
        return Links(self.first[there], self.second[there], self.weight[there], self.size)


def modular(links: Links, *, resolution: float = 1.0, seed: int = 0) -> Ints:
    """Return communities of high modularity, each connected.

    Parameters
    ----------
    links : Links
        The network.
    resolution : float
        Above 1 gives more and smaller communities (Reichardt & Bornholdt 2006).
    seed : int
        The same seed gives the same communities.

    Returns
    -------
    ndarray of int64, shape (size,)
        Number of each node's community, the largest first; a node without links is one of its own.

    Notes
    -----
    Louvain with refinement (networkit `PLM`; Blondel et al. 2008), about O(links) for each of a few levels.
    """
    graph, order = _graph(links, seed)
    found = networkit.community.PLM(graph, refine=True, gamma=resolution)
    return connected(_vector(found.run().getPartition())[order], links)


def propagated(links: Links, *, seed: int = 0) -> Ints:
    """Return the communities of label propagation (Raghavan et al. 2007), each connected; see `modular`."""
    graph, order = _graph(links, seed)
    return connected(_vector(networkit.community.PLP(graph).run().getPartition())[order], links)


def connected(labels: Ints, links: Links) -> Ints:
    """Return the labels with every community that falls apart split into its connected parts, numbered afresh."""
    inside = labels[links.first] == labels[links.second]
    ends = links.first[inside], links.second[inside]
    within = sparse.coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(links.size, links.size))
    _, parts = csgraph.connected_components(within, directed=False)
    return numbered(parts.astype(np.int64))


def numbered(labels: Ints) -> Ints:
    """Return the labels as numbers from 0: the largest community first, equal ones by their first node."""
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(first))
    return rank[inverse]


def modularity(labels: Ints, links: Links, *, resolution: float = 1.0) -> float:
    """Return the share of the weight inside communities less what degrees alone would put there."""
    inside, expected = _inside(labels, links)
    return inside - resolution * expected


def fitted_resolution(links: Links, *, seed: int = 0) -> float:
    """Return the resolution at which modularity is the likelihood of the network's own communities.

    Notes
    -----
    Newman (2016), "Equivalence between modularity optimization and maximum likelihood methods for community detection":
    with `i` and `o` the weight inside and between communities over what degrees would give, the resolution is
    (i - o) / (ln i - ln o); found by iterating from 1 until it stands still. 1 where a network has no communities.
    """
    resolution = 1.0
    for _ in range(_ROUNDS):
        former, resolution = resolution, _implied(modular(links, resolution=resolution, seed=seed), links)
        if abs(former - resolution) < 0.01:
            break
    return resolution


def _implied(labels: Ints, links: Links) -> float:
    inside, expected = _inside(labels, links)
    if not (0 < inside < 1 and 0 < expected < 1):
        return 1.0
    i, o = inside / expected, (1 - inside) / (1 - expected)
    return float((i - o) / np.log(i / o)) if i > o else 1.0


def _inside(labels: Ints, links: Links) -> tuple[float, float]:
    """Return the share of the weight inside communities, and the share that degrees alone would put there."""
    total = float(links.weight.sum())
    if total == 0:
        return 0.0, 0.0
    inside = float(links.weight[labels[links.first] == labels[links.second]].sum()) / total
    ends, weights = np.concatenate([links.first, links.second]), np.concatenate([links.weight, links.weight])
    volume = np.bincount(labels[ends], weights) / (2 * total)
    return inside, float((volume**2).sum())


def _graph(links: Links, seed: int) -> tuple[networkit.Graph, Ints]:
    """Return networkit's graph with its nodes in a drawn order, and the place of each node in it.

    One thread and a seeded generator make every run the same. networkit visits nodes in their order, and where keys of
    one gang are neighbours a label runs through all of them: so no order but chance may decide.
    """
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed % 2**31, False)
    order = np.random.default_rng(seed).permutation(links.size)
    there = links.present()
    ends = order[there.first], order[there.second]
    return networkit.GraphFromCoo((there.weight, ends), n=links.size, weighted=True), order


def _vector(partition: networkit.Partition) -> Ints:
    return np.array(partition.getVector(), dtype=np.int64)
