"""Keeping the tables tidy: small files joined, rows of killed attempts dropped, all while others read and import.

Why a day's patience: an attempt may still be running, and a reader may still hold the list of files it began with.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from graph.ledger.delta import KEPT_HOURS, Table
from graph.ledger.draft import batch_age

# From so many small files on, opening them costs readers more than joining them costs the import.
MANY = 48


def compact_all(tables: Iterable[Table], *, lists: Table, listed: Collection[int | None], lock: Path) -> None:
    """Compact the tables of rows and the list of imports; when another process is at it, leave it to that one.

    Parameters
    ----------
    tables : iterable of Table
        The tables of rows; batches that are not `listed` are dropped once they are a day old.
    lists : Table
        The table of imports.
    listed : collection of int
        Every batch that an import ever listed, retracted or not: earlier versions of the ledger show them.
    lock : Path
        The file that says who is compacting.
    """
    try:
        with FileLock(lock, timeout=0):
            for table in tables:
                table.compact(drop=_stale(table, listed))
            lists.compact()
    except Timeout:
        return


def _stale(table: Table, listed: Collection[int | None]) -> set[int]:
    present = {batch for file in table.files() for batch in file.batches()}
    return {batch for batch in present.difference(listed) if batch_age(batch) > KEPT_HOURS * 3600}
