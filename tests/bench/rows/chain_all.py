"""Number and length of the chains that every transfer begins, against a plain depth-first kernel, same answer."""

from __future__ import annotations

from pathlib import Path

from money import RULE, TRANSFERS, transfers
from plain_chains import every_start, sorted_columns
from processor import quickest

from graph.kernels.all_starts import all_starts
from graph.kernels.chains import transfer_index

UNIT, GOAL = "CPU s", "≤ 0.5× the plain kernel, equal answers"


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 0.5


def agreed(ours: str, theirs: str) -> bool:
    """Compare what was found."""
    return ours == theirs


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data)


def ours(data: Path, size: int = TRANSFERS) -> tuple[float, int, str]:
    """From the index to the counts; a second index, by receiver, is part of it."""
    drawn = transfers(data, size)
    index = transfer_index(*drawn.columns, nodes=drawn.nodes)
    seconds, begun = quickest(lambda: all_starts(index, **RULE, cap=10**9))
    return seconds, size, f"{begun.chains.sum()} chains, {begun.longest.sum()} transfers"


def tenth(data: Path) -> tuple[float, int, str]:
    """The same for a tenth of the transfers."""
    return ours(data, TRANSFERS // 10)


def peer(data: Path) -> tuple[float, int, str]:
    """From sorted columns to the counts."""
    drawn = transfers(data)
    columns = sorted_columns(*drawn.columns, nodes=drawn.nodes)[:4]
    seconds, (chains, longest) = quickest(lambda: every_start(*columns, *RULE.values()))
    return seconds, len(drawn.source), f"{chains.sum()} chains, {longest.sum()} transfers"
