"""Communities by modularity of 10 million weighted links, from arrays, each connected, against igraph's Leiden."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gangs import PEOPLE, city
from processor import missing, quickest

from graph.kernels.components import connected_parts, modularity
from graph.kernels.csr import Csr, csr
from graph.net.communities import communities

UNIT, GOAL = "CPU s", "≤ 0.5× igraph, modularity within .001"


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 0.5


def agreed(ours: float, theirs: float) -> bool:
    """Compare modularity."""
    return ours >= theirs - 0.001


def absent() -> str:
    """Say how the peer is installed: it is GPL."""
    return missing("igraph")


def prepare(data: Path) -> None:
    """Draw the city."""
    city(data)


def ours(data: Path, people: int = PEOPLE) -> tuple[float, int, float]:
    """From arrays to communities; that each is connected and how good they are is looked at afterwards."""
    drawn = city(data, people)

    def found() -> tuple[Csr, np.ndarray]:
        links = csr(drawn.a, drawn.b, weight=drawn.weight, nodes=people, undirected=True)
        return links, communities(links, seed=1, method="modularity")

    communities(csr([0], [1], nodes=2, undirected=True), seed=1)
    seconds, (links, label) = quickest(found, times=1)
    if connected_parts(links, label).max() != label.max():
        raise SystemExit("a community is not connected")
    return seconds, len(drawn.a), modularity(links, label)


def tenth(data: Path) -> tuple[float, int, float]:
    """The same for a tenth of the people."""
    return ours(data, PEOPLE // 10)


def peer(data: Path) -> tuple[float, int, float]:
    """From arrays to communities, two rounds."""
    import random

    import igraph

    drawn = city(data)
    random.seed(1)

    def found() -> igraph.VertexClustering:
        graph = igraph.Graph(n=PEOPLE, edges=np.column_stack([drawn.a, drawn.b]))
        graph.es["weight"] = drawn.weight
        return graph.community_leiden("modularity", weights="weight", n_iterations=2)

    seconds, groups = quickest(found, times=1)
    links = csr(drawn.a, drawn.b, weight=drawn.weight, nodes=PEOPLE, undirected=True)
    return seconds, len(drawn.a), modularity(links, np.array(groups.membership, np.int32))
