"""Planted gangs that label propagation finds among a million people of whose links 35 % leave the gang, adjusted Rand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gangs import PEOPLE, city
from processor import missing
from sklearn.metrics import adjusted_rand_score

from graph.kernels.csr import csr
from graph.net.communities import communities

UNIT, GOAL = "ARI", "≥ 0.95"


def met(ours: float, _ratio: float | None, _memory: float) -> bool:
    """Hold the index to the goal."""
    return ours >= 0.95


def absent() -> str:
    """Say how the peer is installed: it is GPL."""
    return missing("igraph")


def prepare(data: Path) -> None:
    """Draw the city."""
    city(data)


def ours(data: Path, people: int = PEOPLE) -> tuple[float, int]:
    """Take the default method."""
    drawn = city(data, people)
    links = csr(drawn.a, drawn.b, weight=drawn.weight, nodes=people, undirected=True)
    return float(adjusted_rand_score(drawn.gang, communities(links, seed=1))), people


def peer(data: Path) -> tuple[float, int]:
    """Take modularity, as most tools do."""
    import random

    import igraph

    drawn = city(data)
    random.seed(1)
    graph = igraph.Graph(n=PEOPLE, edges=np.column_stack([drawn.a, drawn.b]))
    groups = graph.community_leiden("modularity", weights=drawn.weight, n_iterations=2)
    return float(adjusted_rand_score(drawn.gang, groups.membership)), PEOPLE
