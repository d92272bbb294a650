"""Time of the processor, for work on one thread: a busy machine delays it, but does not lengthen it much."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeVar

# Before any library reads them: every peer on one thread.
for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

Answer = TypeVar("Answer")


def quickest(work: Callable[[], Answer], *, times: int = 3) -> tuple[float, Answer]:
    """Return the least seconds of several runs, so that memory is warm on both sides, and the last answer."""
    seconds = []
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        answer = work()
        seconds.append(time.process_time() - begun)
    return min(seconds), answer


def missing(module: str) -> str:
    """Return how a peer is installed, if it is not."""
    return "" if find_spec(module) else f"peer missing: .venv/bin/python -m pip install {module}"
