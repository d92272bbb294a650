"""How much memory a managed server may take on this machine.

Why small: several servers stand side by side next to the pages and DuckDB, and whole-network work reads the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

_MIB = 1 << 20
_GIB = 1 << 30
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Memory of one server, in MiB."""

    heap: int
    page_cache: int
    transaction: int
    transactions: int


def memory() -> int:
    """Return the bytes of memory this process may count on: the machine's, or its container's if that is less."""
    total = int(psutil.virtual_memory().total)
    try:
        return min(total, int(_CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):  # no such limit, or the word "max"
        return total


def sizes(total: int | None = None) -> Sizes:
    """Return a sixteenth of the memory for the heap and as much for the page cache, within sensible bounds."""
    share = (total or memory()) // 16 // _MIB
    heap = min(max(share, 512), 4096)
    return Sizes(heap, min(max(share, 128), 4096), transaction=heap // 2, transactions=heap * 3 // 4)


def open_limit(total: int | None = None) -> int:
    """Return how many servers may be open at once: one for every GiB of memory."""
    return max(1, (total or memory()) // _GIB)
