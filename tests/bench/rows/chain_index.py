"""The index from which chains of transfers are read, against numpy's argsort of payer and time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from money import TRANSFERS, transfers
from processor import quickest

from graph.kernels.chains import transfer_index

UNIT, GOAL = "CPU s", "≤ 0.5× argsort"


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 0.5


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data)


def ours(data: Path, size: int = TRANSFERS) -> tuple[float, int]:
    """Order whole transfers and say where each account begins."""
    drawn = transfers(data, size)
    seconds, _ = quickest(lambda: transfer_index(*drawn.columns, nodes=drawn.nodes))
    return seconds, size


def tenth(data: Path) -> tuple[float, int]:
    """The same for a tenth of the transfers."""
    return ours(data, TRANSFERS // 10)


def peer(data: Path) -> tuple[float, int]:
    """Order only, by account and second packed into one number."""
    drawn = transfers(data)
    seconds, _ = quickest(lambda: np.argsort((drawn.source.astype(np.int64) << 32) | (drawn.time // 1000)))
    return seconds, TRANSFERS
