"""The chains of one transfer among all, p99 of 1,000, at the kernel."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from money import RULE, TRANSFERS, seeds, transfers

from graph.kernels.best_first import best_chains
from graph.kernels.chains import TransferIndex, transfer_index
from graph.kernels.rule import Rule, checked

UNIT, GOAL = "CPU µs", "≤ 100 µs"
TOP, CAP = 10, 100_000


def met(ours: float, _ratio: None, _memory: float) -> bool:
    """Hold the percentile to the goal."""
    return ours <= 100


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data)


def ours(data: Path, size: int = TRANSFERS) -> tuple[float, int]:
    """Call the kernel for each seed alone; the first round warms what belongs to no seed."""
    drawn = transfers(data, size)
    index = transfer_index(*drawn.columns, nodes=drawn.nodes)
    rows, rule = index.row_of(seeds(drawn)), checked(Rule(*RULE.values()))
    source = index.source[index.rows["position"][rows]]
    micros = [_searched(index, rows[n : n + 1], source[n : n + 1], rule) for n in (*range(10), *range(len(rows)))]
    return float(np.percentile(micros[10:], 99)), len(rows)


def _searched(index: TransferIndex, row: np.ndarray, source: np.ndarray, rule: Rule) -> float:
    shown = np.full((TOP, rule.hops), -1, np.int32), np.empty(TOP, np.int64), np.zeros(1, np.int64)
    told = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)
    begun = time.thread_time_ns()
    best_chains((index.first, index.rows), (row, source), rule, (TOP, CAP), shown, told)
    return (time.thread_time_ns() - begun) / 1000


def tenth(data: Path) -> tuple[float, int]:
    """The same among a tenth of the transfers."""
    return ours(data, TRANSFERS // 10)
