"""Who is who among 100,000 invented Chinese records: learned, weighed and grouped, beside Splink's defaults."""

from __future__ import annotations

import os
import time
from pathlib import Path

from people import written_down

from models.resolution import Resolution, fields
from workbench.evaluate.splink_defaults import splink_defaults

UNIT, GOAL = "s", "≤ 60 s"
RECORDS = int(os.environ.get("FUSION_BENCH_RECORDS") or 100_000)


def met(ours: float, _ratio: float | None, _memory: float) -> bool:
    """Hold the time to the goal."""
    return ours <= 60


def prepare(_data: Path) -> None:
    """Draw nothing: it takes a second."""


def ours(_data: Path, size: int = RECORDS) -> tuple[float, int]:
    """Learn from the records and group them."""
    records = written_down(size)
    begun = time.perf_counter()
    groups = Resolution().fit_groups(records)
    return time.perf_counter() - begun, len(groups)


def peer(_data: Path) -> tuple[float, int]:
    """Let Splink's defaults do the same."""
    records = written_down(RECORDS)
    begun = time.perf_counter()
    groups = splink_defaults(records, fields(records, key="record_id"), key="record_id")
    return time.perf_counter() - begun, len(groups)


def tenth(data: Path) -> tuple[float, int]:
    """The same for a tenth of the records."""
    return ours(data, RECORDS // 10)
