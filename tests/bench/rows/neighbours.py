"""The links of one number, p95 at the function."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from dataset import PHONES, projected
from latency import p95

UNIT, GOAL = "ms", "≤ 50 ms"


def met(ours: float, _ratio: None, _memory: float) -> bool:
    """Hold the percentile to the goal."""
    return ours <= 50


def prepare(data: Path) -> None:
    """Project the calls."""
    projected(data).close()


def ours(data: Path) -> tuple[float, int]:
    """Ask the library's question about random numbers, busy ones among them."""
    random = np.random.default_rng(2)
    keys = [f"tel:+86154{int(PHONES * u**3):08d}" for u in random.random(330)]
    with projected(data) as view:
        return p95(lambda key: view.ask("neighbours", key=key), keys)
