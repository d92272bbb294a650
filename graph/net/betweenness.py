"""Betweenness: on how many shortest paths between others each node lies.

Why here and not in Cypher: every shortest path between every pair is work for arrays; Brandes (2001), "A faster
algorithm for betweenness centrality", needs one breadth-first search per node.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from graph.kernels.brandes import brandes
from graph.kernels.csr import csr


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

    Notes
    -----
    O(size · pairs); `graph.kernels.brandes.sampled_betweenness` estimates it for networks where that is too much.

    Examples
    --------
    >>> betweenness([(0, 1), (1, 2), (1, 0)], 3)
    array([0., 1., 0.])
    """
    linked = sorted({(min(pair), max(pair)) for pair in pairs})
    ends = np.array(linked, dtype=np.int64).reshape(-1, 2)
    return brandes(csr(ends[:, 0], ends[:, 1], nodes=size, undirected=True)) / 2
