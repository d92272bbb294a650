"""Rows into the draft: small files as one table each, large ones streamed while the next block is being read.

Why a thread per table: writing Parquet keeps one core busy, reading and normalising the other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Queue
from types import TracebackType
from typing import Self

import pyarrow as pa

from graph.ledger import Draft
from graph.ledger.tables import ROW_TABLES

_STREAM_FROM = 200_000
_AHEAD = 3


class Feed:
    """Takes tables in any order; everything is with the draft when the `with` block ends without an error."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._held: dict[str, list[pa.Table]] = {}
        self._rows: dict[str, int] = {}
        self._streams: dict[str, _Stream] = {}

    def put(self, table: str, rows: pa.Table) -> None:
        """Take rows of one of the ledger's tables; missing columns are null."""
        if not rows.num_rows:
            return
        self._rows[table] = self._rows.get(table, 0) + rows.num_rows
        if table in self._streams:
            self._streams[table].put(_fitted(table, rows))
            return
        self._held.setdefault(table, []).append(_fitted(table, rows))
        if self._rows[table] >= _STREAM_FROM:
            stream = self._streams[table] = _Stream(self._draft, table)
            for part in self._held.pop(table):
                stream.put(part)

    def __enter__(self) -> Self:
        """Return the feed itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hand over what is held back; after an error only let the threads end."""
        for stream in self._streams.values():
            stream.end(failed=error is not None)
        if error is None:
            for table, parts in self._held.items():
                self._draft.append(table, pa.concat_tables(parts))


class _Stream:
    """One table on its way through a thread of its own."""

    def __init__(self, draft: Draft, table: str) -> None:
        self._queue: Queue[pa.Table | None] = Queue(_AHEAD)
        self._failure: BaseException | None = None
        self._abandoned = False
        self._thread = threading.Thread(target=self._run, args=(draft, table), name=f"feed {table}", daemon=True)
        self._thread.start()

    def put(self, rows: pa.Table) -> None:
        if self._failure is None:
            self._queue.put(rows)
        if self._failure is not None:
            raise self._failure

    def end(self, *, failed: bool) -> None:
        self._abandoned = failed
        self._queue.put(None)
        self._thread.join()
        if self._failure is not None and not failed:
            raise self._failure

    def _run(self, draft: Draft, table: str) -> None:
        schema = _schema(table)
        try:
            draft.append(table, pa.RecordBatchReader.from_batches(schema, self._batches()))
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that reads the file, which raises it
            self._failure = failure
            while self._queue.get() is not None:
                pass

    def _batches(self) -> Iterator[pa.RecordBatch]:
        while (rows := self._queue.get()) is not None:
            yield from rows.to_batches()
        if self._abandoned:
            self._queue.put(None)
            raise InterruptedError("the file could not be read to its end")


def _schema(table: str) -> pa.Schema:
    schema = ROW_TABLES[table]
    return schema.remove(schema.get_field_index("batch"))


def _fitted(table: str, rows: pa.Table) -> pa.Table:
    """Return the rows with all columns of the ledger's table but the batch, in its order and types."""
    schema, size = _schema(table), rows.num_rows
    present = set(rows.column_names)
    columns = [rows.column(f.name).cast(f.type) if f.name in present else pa.nulls(size, f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)
