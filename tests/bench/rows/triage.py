"""Features of all accounts of 200,000 transfers, cycles counted too, against snapml's graph features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from money import DAY, transfers
from processor import missing, quickest

from models.accounts.features import account_features
from workbench.analyse.money_flows import with_cycles

UNIT, GOAL = "CPU s", "≥ 10,000 transfers/s"
SIZE = 200_000
DRAWN = {"busiest": 300, "days": 180}
PER_SECOND = 10_000


def met(ours: float, _ratio: float | None, _memory: float) -> bool:
    """Hold the speed to the goal."""
    return ours * PER_SECOND <= SIZE


def absent() -> str:
    """Say how the peer is installed: it is proprietary."""
    return missing("snapml")


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data, SIZE, **DRAWN)


def ours(data: Path, size: int = SIZE) -> tuple[float, int]:
    """From columns to a line per account."""
    drawn = transfers(data, size, **DRAWN)
    names = np.array([f"{place:06}" for place in range(drawn.nodes)], dtype=object)
    frame = pd.DataFrame({"source": names[drawn.source], "target": names[drawn.target], "amount": drawn.amount})
    frame = frame.assign(day=drawn.time / DAY, timed=True)
    kept = frame[frame["source"] != frame["target"]].reset_index(drop=True)
    seconds, _ = quickest(lambda: account_features(with_cycles(kept)))
    return seconds, size


def tenth(data: Path) -> tuple[float, int]:
    """The same for a tenth of the transfers."""
    return ours(data, SIZE // 10)


def peer(data: Path) -> tuple[float, int]:
    """From columns to features, in one batch, by time; all its kinds, with its own windows."""
    from snapml import GraphFeaturePreprocessor

    drawn = transfers(data, SIZE, **DRAWN)
    order = np.argsort(drawn.time, kind="stable")
    ends = (drawn.source[order], drawn.target[order])
    table = np.column_stack([np.arange(SIZE), *ends, drawn.time[order] // 1000, drawn.amount[order]]).astype(float)

    def counted() -> np.ndarray:
        features = GraphFeaturePreprocessor()
        features.set_params({"num_threads": 1})
        return features.transform(table)

    seconds, _ = quickest(counted, times=1)
    return seconds, SIZE
