"""Betweenness from 64 sources on 100,000 people and a million links, against igraph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gangs import city
from processor import missing, quickest

from graph.kernels.brandes import brandes
from graph.kernels.csr import csr

UNIT, GOAL = "CPU s", "≤ 0.7× igraph, equal answers"
PEOPLE, SOURCES = 100_000, 64


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 0.7


def agreed(ours: str, theirs: str) -> bool:
    """Compare who is most between, and how much."""
    return ours == theirs


def absent() -> str:
    """Say how the peer is installed: it is GPL."""
    return missing("igraph")


def prepare(data: Path) -> None:
    """Draw the city."""
    city(data, PEOPLE)


def ours(data: Path, people: int = PEOPLE) -> tuple[float, int, str]:
    """Eight sources at once."""
    drawn = city(data, people)
    links = csr(drawn.a, drawn.b, nodes=people, undirected=True)
    seconds, worth = quickest(lambda: brandes(links, _sources(people)))
    return seconds, people, f"{worth.argmax()} {worth.max() / 2:.3f}"


def tenth(data: Path) -> tuple[float, int, str]:
    """The same for a tenth of the people."""
    return ours(data, PEOPLE // 10)


def peer(data: Path) -> tuple[float, int, str]:
    """One after another."""
    import igraph

    drawn = city(data, PEOPLE)
    graph = igraph.Graph(n=PEOPLE, edges=np.column_stack([drawn.a, drawn.b]))
    sources = _sources(PEOPLE).tolist()
    seconds, worth = quickest(lambda: np.array(graph.betweenness(sources=sources, directed=False)), times=1)
    return seconds, PEOPLE, f"{worth.argmax()} {worth.max():.3f}"


def _sources(people: int) -> np.ndarray:
    return np.sort(np.random.default_rng(5).choice(people, SOURCES, replace=False))
