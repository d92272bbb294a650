"""People through shared events, weighed, against scipy's product of the incidence matrix with its transpose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from processor import quickest
from scipy.sparse import csr_array, triu

from graph.kernels.projection import projection

UNIT, GOAL = "CPU s", "≤ 0.5× scipy, equal answers"
PEOPLE, EVENTS, INCIDENCES = 500_000, 300_000, 1_200_000


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 0.5


def agreed(ours: str, theirs: str) -> bool:
    """Compare number and weight of the pairs."""
    return ours == theirs


def prepare(_data: Path) -> None:
    """Draw nothing: it takes a second."""


def ours(_data: Path, scale: int = 1) -> tuple[float, int, str]:
    """From incidences to pairs."""
    person, event = _drawn(scale)
    people, events = PEOPLE // scale, EVENTS // scale
    seconds, shared = quickest(lambda: projection(person, event, people=people, events=events))
    return seconds, len(shared.a), f"{len(shared.a)} pairs, {shared.weight.sum():.3f}"


def tenth(data: Path) -> tuple[float, int, str]:
    """The same for a tenth."""
    return ours(data, 10)


def peer(_data: Path) -> tuple[float, int, str]:
    """From incidences to the upper half of the product."""
    person, event = _drawn(1)

    def product() -> csr_array:
        part = csr_array((np.ones(len(person)), (person, event)), shape=(PEOPLE, EVENTS))
        part.data[:] = 1
        size = part.sum(axis=0)
        return triu((part * (1 / np.maximum(size - 1, 1))).tocsr() @ part.T, 1)

    seconds, shared = quickest(product)
    return seconds, shared.nnz, f"{shared.nnz} pairs, {shared.sum():.3f}"


def _drawn(scale: int) -> tuple[np.ndarray, np.ndarray]:
    """Return who has part in what: events of very unequal size, up to thirty times the least."""
    random, events, size = np.random.default_rng(1), EVENTS // scale, INCIDENCES // scale
    total = np.cumsum(np.minimum(random.pareto(1.5, events) + 1, 30))
    event = np.searchsorted(total, random.random(size) * total[-1]).clip(0, events - 1)
    return random.integers(0, PEOPLE // scale, size), event
