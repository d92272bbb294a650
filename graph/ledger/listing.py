"""An append-only list whose lines make rows count: read whole, appended to by one process at a time.

Why generic: imports and kept results are committed the same way, rows first and then the line that names their batch,
and they share one lock, so that each is made at one ledger version and not between two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from graph.errors import LedgerError
from graph.ledger import delta

_PATIENCE = 120.0


class Numbered(Protocol):
    """A line of a list: its number counts from 1 without gaps."""

    @property
    def seq(self) -> int:
        """The number."""


Line = TypeVar("Line", bound=Numbered)


class Listing(Generic[Line]):
    """The list itself, in a Delta table beside a lock file.

    Parameters
    ----------
    folder : Path
        Of the Delta table.
    schema : pyarrow.Schema
        The columns of a line.
    read : callable
        Makes a line of its columns; those that came after the line was written are missing.
    """

    def __init__(self, folder: Path, schema: pa.Schema, read: Callable[[dict[str, Any]], Line]) -> None:
        self.table = delta.Table(folder, schema)
        self._schema = schema
        self._line = read
        self._lock = FileLock(folder.parent / ".commit.lock", timeout=_PATIENCE)
        self._read: dict[str, list[Line]] = {}

    def records(self) -> list[Line]:
        """Return every line in order of `seq`, as of now."""
        known = self._read
        self._read = {file.path: known.get(file.path) or self._lines(file.path) for file in self.table.files()}
        return sorted((line for lines in self._read.values() for line in lines), key=lambda line: line.seq)

    def commit(self, decide: Callable[[list[Line]], Line]) -> Line:
        """Append the line that `decide` makes of the current list; nobody else commits meanwhile.

        A line whose `seq` is already in the list is what is there: nothing is appended.
        """
        try:
            with self._lock:
                records = self.records()
                record = decide(records)
                if record.seq > (records[-1].seq if records else 0):
                    self.table.append(lines_table([record], self._schema))
                return record
        except Timeout as error:
            raise LedgerError("账本正被其他进程写入，请稍后重试。The ledger is being written; try again.") from error

    def _lines(self, path: str) -> list[Line]:
        return [self._line(line) for line in pq.read_table(path).to_pylist()]


def lines_table(records: Iterable[Numbered], schema: pa.Schema) -> pa.Table:
    """Return lines as an Arrow table with these columns."""
    lines = list(records)
    return pa.table([[getattr(line, name) for line in lines] for name in schema.names], schema=schema)
