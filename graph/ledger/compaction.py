"""Keeping the tables tidy: small files joined, rows of killed attempts dropped, all while others read and import.

Why a day's patience: an attempt may still be running, and a reader may still hold the list of files it began with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from deltalake.exceptions import CommitFailedError
from filelock import FileLock, Timeout

from graph.ledger import delta
from graph.ledger.draft import batch_age
from graph.ledger.tables import ROW_TABLES

# From so many small files on, opening them costs a reader more than joining them costs the import.
_MANY = 48


def needs_compaction(tables: Path, names: Iterable[str]) -> bool:
    """Return whether one of the tables has many small files."""
    return any(delta.small_files(tables / name) >= _MANY for name in names)


def compact_all(tables: Path, listed: Collection[int | None]) -> None:
    """Compact every table; batches that are not listed are dropped once they are a day old."""
    try:
        with FileLock(tables / ".compact.lock", timeout=0):
            for name in ROW_TABLES:
                _compact(tables / name, _stale(tables / name, listed))
            _compact(tables / "imports", set())
    except Timeout:
        return


def _compact(folder: Path, drop: Collection[int]) -> None:
    try:
        delta.compact(folder, drop=drop)
    except CommitFailedError:  # somebody changed the same files; the next compaction finds them again
        return


def _stale(folder: Path, listed: Collection[int | None]) -> set[int]:
    present = {batch for file in delta.files(folder) for batch in delta.batches_of(file)}
    return {batch for batch in present.difference(listed) if batch_age(batch) > delta.KEPT_HOURS * 3600}
