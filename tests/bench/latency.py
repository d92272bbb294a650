"""The 95th percentile of a function's time over many calls, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np


def p95(ask: Callable[[str], object], subjects: Iterable[str]) -> tuple[float, int]:
    """Return the percentile and how many calls it is of; the first tenth warms up and is not counted."""
    times = []
    for subject in subjects:
        begun = time.perf_counter()
        ask(subject)
        times.append((time.perf_counter() - begun) * 1000)
    counted = times[len(times) // 10 :]
    return float(np.percentile(counted, 95)), len(counted)
