"""Rows on their way into the ledger: written under a batch of their own, counting for nothing until committed.

Why a batch per attempt: a killed import leaves rows that no line of the list names, so a second attempt needs no
cleaning up and can never be confused with the first.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypedDict, Unpack

import pyarrow as pa

from graph.errors import LedgerError
from graph.ledger.delta import Table
from graph.ledger.imports import Import
from graph.ledger.originals import Original
from graph.ledger.report import Report
from graph.ledger.tables import ROW_TABLES

# Rows held back so that a small import makes one file per table and a large one files of some megabytes.
_HELD = 250_000


_gate = threading.Lock()
_last = 0


class _Required(TypedDict):
    case_key: str
    actor: str
    report: Report


class Terms(_Required, total=False):
    """What is said of an import beside its rows: whose case, on what authority, by whom, read by which mapping."""

    document_no: str | None
    officers: str | None
    mapping: str | None
    mapping_version: str | None
    normaliser_version: str | None
    action: str
    of_import: str | None
    why: str | None


def new_batch() -> int:
    """Return a number no other attempt has, greater than those this process had before.

    Milliseconds since 1970 shifted by 20 bits, and 20 random bits: other processes would have to draw the same bits in
    the same millisecond.
    """
    global _last
    with _gate:
        _last = max(_last + 1, (time.time_ns() // 1_000_000 << 20) | secrets.randbits(20))
        return _last


def batch_age(batch: int) -> float:
    """Return how many seconds ago a batch was begun."""
    return time.time() - (batch >> 20) / 1_000


class Draft:
    """One attempt to import one file.

    Parameters
    ----------
    tables : mapping
        The Delta tables of the ledger, by name.
    original : Original
        The kept file the rows come from.
    commit : callable
        How the ledger lists the batch, given the draft and the terms.
    """

    def __init__(
        self, tables: Mapping[str, Table], original: Original, commit: Callable[[Draft, Terms], Import]
    ) -> None:
        self.original = original
        self.batch = new_batch()
        self.counts: Counter[str] = Counter()
        self._tables = tables
        self._commit = commit
        self._held: dict[str, list[pa.Table]] = {}

    def append(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Add rows to a table of `tables.ROW_TABLES`; columns left out are null, unknown ones are refused.

        A table is held back until enough rows are together, a reader is streamed at once.

        Raises
        ------
        LedgerError
            For a table or column that the ledger does not have, or a value of another type.
        """
        schema = _schema_of(table)
        if isinstance(rows, pa.RecordBatchReader):
            self._stream(table, rows)
            return
        fitted = self._fitted(rows, schema)
        self.counts[table] += fitted.num_rows
        held = self._held.setdefault(table, [])
        held.append(fitted)
        if sum(part.num_rows for part in held) >= _HELD:
            self._flush(table)

    def commit(self, **terms: Unpack[Terms]) -> Import:
        """Write what is held back, then list the batch: from here on its rows count.

        Returns
        -------
        Import
            The new line, or the line that already stands for the same bytes, case and document.
        """
        for table in list(self._held):
            self._flush(table)
        return self._commit(self, terms)

    def _flush(self, table: str) -> None:
        held = self._held.pop(table, [])
        if rows := pa.concat_tables(held) if held else None:
            self._write(table, rows)

    def _write(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        self._tables[table].append(rows)

    def _stream(self, table: str, rows: pa.RecordBatchReader) -> None:
        schema = ROW_TABLES[table]
        broken: list[Exception] = []

        def batches() -> Iterator[pa.RecordBatch]:
            try:
                for batch in rows:
                    self.counts[table] += batch.num_rows
                    yield from self._fitted(pa.Table.from_batches([batch]), schema).to_batches()
            except Exception as error:  # kept to be raised as itself: the writer would wrap it in words of its own
                broken.append(error)
                raise

        try:
            self._write(table, pa.RecordBatchReader.from_batches(schema, batches()))
        except LedgerError as error:
            raise (broken or [error])[0] from error

    def _fitted(self, rows: pa.Table, schema: pa.Schema) -> pa.Table:
        if unknown := set(rows.column_names) - set(schema.names):
            raise LedgerError(f"账本没有这些列。The ledger has no columns {sorted(unknown)}.")
        size = rows.num_rows
        given = {name: rows.column(name) for name in rows.column_names}
        given["batch"] = pa.repeat(pa.scalar(self.batch, pa.int64()), size)
        try:
            columns = [given[f.name].cast(f.type) if f.name in given else pa.nulls(size, f.type) for f in schema]
        except pa.ArrowException as error:
            raise LedgerError(f"写入账本的数据类型不符。A value does not fit the ledger: {error}") from error
        return pa.Table.from_arrays(columns, schema=schema)


def _schema_of(table: str) -> pa.Schema:
    if table not in ROW_TABLES:
        raise LedgerError(f"账本没有表 {table}。The ledger has no table {table}.")
    return ROW_TABLES[table]
