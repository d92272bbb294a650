"""The resolution that fits a network: modularity at 1 merges small gangs of a large network, and no other is right for all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.net.communities import communities
from graph.net.links import Links

_ROUNDS = 10


def fitted_resolution(links: Links, *, seed: int = 0) -> float:
    """Return the resolution at which modularity is the likelihood of the network's own communities.

    Notes
    -----
    Newman (2016), "Equivalence between modularity optimization and maximum likelihood methods for community detection":
    with `i` and `o` the weight inside and between communities over what degrees would give, the resolution is
    (i - o) / (ln i - ln o); found by iterating from 1 until it stands still. 1 where a network has no communities.
    """
    rows, resolution = links.csr(), 1.0
    for _ in range(_ROUNDS):
        found = communities(rows, seed=seed, method="modularity", resolution=resolution)
        former, resolution = resolution, _implied(found, links)
        if abs(former - resolution) < 0.01:
            break
    return resolution


def _implied(labels: NDArray[np.int32], links: Links) -> float:
    inside, expected = _inside(labels, links)
    if not (0 < inside < 1 and 0 < expected < 1):
        return 1.0
    i, o = inside / expected, (1 - inside) / (1 - expected)
    return float((i - o) / np.log(i / o)) if i > o else 1.0


def _inside(labels: NDArray[np.int32], links: Links) -> tuple[float, float]:
    """Return the share of the weight inside communities, and the share that degrees alone would put there."""
    total = float(links.weight.sum())
    if total == 0:
        return 0.0, 0.0
    inside = float(links.weight[labels[links.first] == labels[links.second]].sum()) / total
    ends, weights = np.concatenate([links.first, links.second]), np.concatenate([links.weight, links.weight])
    volume = np.bincount(labels[ends], weights) / (2 * total)
    return inside, float((volume**2).sum())
