"""Cycles in time per transfer among 200,000, against snapml's graph features with the same counts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from money import DAY, transfers
from processor import missing, quickest

from graph.kernels.chains import transfer_index
from graph.kernels.cycles import temporal_cycles

UNIT, GOAL = "CPU s", "≤ 0.1× snapml, equal counts"
SIZE, LONGEST = 200_000, 30
DRAWN = {"busiest": 300, "days": 180}  # calmer than for the chains: a cycle of any length is asked for
OFF = ("vertex_stats", "fan", "degree", "scatter-gather", "lc-cycle")


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 0.1


def agreed(ours: str, theirs: str) -> bool:
    """Compare the counts of every transfer."""
    return ours == theirs


def absent() -> str:
    """Say how the peer is installed: it is proprietary."""
    return missing("snapml")


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data, SIZE, **DRAWN)


def ours(data: Path, size: int = SIZE) -> tuple[float, int, str]:
    """From columns to counts."""
    drawn = transfers(data, size, **DRAWN)

    def counted() -> np.ndarray:
        index = transfer_index(*drawn.columns, nodes=drawn.nodes)
        return temporal_cycles(index, window_ms=3 * DAY, longest=LONGEST, cap=10**9).counts

    seconds, counts = quickest(counted)
    return seconds, size, _digest(counts)


def tenth(data: Path) -> tuple[float, int, str]:
    """The same for a tenth of the transfers."""
    return ours(data, SIZE // 10)


def peer(data: Path) -> tuple[float, int, str]:
    """From columns to features, in one batch, by time; it counts seconds in 32 bits."""
    from snapml import GraphFeaturePreprocessor

    drawn = transfers(data, SIZE, **DRAWN)
    order = np.argsort(drawn.time, kind="stable")
    columns = (np.arange(SIZE), drawn.source[order], drawn.target[order], drawn.time[order] // 1000)
    table = np.column_stack(columns).astype(float)
    window = 3 * DAY // 1000
    wanted = {"temp-cycle": True, "temp-cycle_tw": window, "temp-cycle_bins": list(range(2, LONGEST + 1))}
    options = {"num_threads": 1, "time_window": window, **dict.fromkeys(OFF, False), **wanted}

    def counted() -> np.ndarray:
        features = GraphFeaturePreprocessor()
        features.set_params(options | {"vertex_stats_cols": [], "vertex_stats_feats": []})
        return features.transform(table)[:, 4:]

    seconds, counts = quickest(counted, times=1)
    back = np.empty_like(order)
    back[order] = np.arange(SIZE)
    return seconds, SIZE, _digest(counts[back])


def _digest(counts: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(counts, dtype=np.int64).tobytes()).hexdigest()
