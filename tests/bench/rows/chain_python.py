"""The chains of 1,000 transfers, against plain Python with bisection on sorted columns, with the same answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from money import RULE, seeds, transfers
from plain_chains import sorted_columns, whole_chains
from processor import quickest
from searching import searched

UNIT, GOAL = "CPU s", "≤ 1/30 of Python, equal answers"

ours = searched


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 1 / 30


def agreed(ours: str, theirs: str) -> bool:
    """Compare what was found."""
    return ours == theirs


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data)


def peer(data: Path) -> tuple[float, int, str]:
    """Follow every chain with tuples and bisection."""
    drawn = transfers(data)
    columns = sorted_columns(*drawn.columns, nodes=drawn.nodes)
    row = np.empty(len(drawn.source), np.int64)
    row[columns[4]] = np.arange(len(row))
    begins = [(int(drawn.source[p]), int(row[p])) for p in seeds(drawn)]
    seconds, chains = quickest(lambda: whole_chains(columns, begins, **RULE))
    best: dict[int, int] = {}
    for chain in chains:
        best[chain[0]] = max(best.get(chain[0], 0), int(columns[2][chain[-1]]))
    return seconds, len(chains), f"{len(chains)} chains, {sum(best.values())} fen"
