"""Delta tables as this ledger uses them: append, list the files with their batches, compact.

Why so little: the tables must stay readable by every engine, so no deletion vectors, no column mapping, no clustering;
readers get plain Parquet paths.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import ColumnProperties, CommitProperties, DeltaTable, Schema, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from graph.errors import LedgerError

# Statistics only of what readers prune by, so that the log of a table with many files stays small.
_PRUNED_BY = ("file", "row", "batch", "seq")
# Inside a file readers look for an owner or a time, and add up faster what they know the bounds of; no other column's
# smallest and largest values help anybody.
_BOUNDED = ("owner", "started_at", "occurred_at", "from_at", "seconds", "amount", "balance")
# No dictionary where nearly every value is another: it would be built in vain, and the file is smaller without.
_EACH_ANOTHER = ("row", "content", "started_at", "started_text", "occurred_at", "occurred_text", "balance")


def _properties() -> dict[str, ColumnProperties]:
    return {
        name: ColumnProperties(
            dictionary_enabled=name not in _EACH_ANOTHER,
            statistics_enabled="CHUNK" if name in (*_PRUNED_BY, *_BOUNDED) else "NONE",
        )
        for name in {*_PRUNED_BY, *_BOUNDED, *_EACH_ANOTHER}
    }


# Row groups of two DuckDB vectors' groups: both of its threads find work in a middling file.
_WRITER = WriterProperties(
    compression="ZSTD",
    compression_level=1,
    max_row_group_size=245_760,
    default_column_properties=ColumnProperties(statistics_enabled="NONE"),
    column_properties=_properties(),
)
# Appends never conflict with each other; the retries are for many processes that finish in the same moment.
_COMMIT = CommitProperties(max_commit_retries=200)
_WIDENED = "fusion.widened"
# Files below this size are worth joining; joined ones grow to it and are then left alone.
_SMALL = 64 << 20
# Nothing is deleted from disk, and no unlisted batch dropped, before it is so old: readers keep their lists of files,
# and drafts their rows, for a working day.
KEPT_HOURS = 24


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table and the range of batches in it (None where the log has no statistics)."""

    path: str
    size: int
    first_batch: int | None
    last_batch: int | None

    def batches(self) -> frozenset[int]:
        """Return the batches that have rows in this file."""
        if self.first_batch is not None and self.first_batch == self.last_batch:
            return frozenset((self.first_batch,))
        return _batches(self.path)


class Table:
    """One Delta table; made when it is absent, given the columns that were added since when it is older.

    Parameters
    ----------
    folder : Path
        Where it is.
    schema : pyarrow.Schema
        Its columns.
    """

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder = folder
        self._gate = threading.Lock()
        if not DeltaTable.is_deltatable(str(folder)):
            _create(folder, schema)
        self._table = DeltaTable(str(folder))
        present = {field.name for field in self._table.schema().fields}
        if added := [field for field in Schema.from_arrow(schema).fields if field.name not in present]:
            self._table.alter.add_columns(added)
            self._table.alter.set_table_properties({_WIDENED: "true"}, raise_if_not_exists=False)
        # Whether some files lack columns of others, so that readers must look into each of them.
        self.widened = _WIDENED in self._table.metadata().configuration

    def append(self, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Append rows in one commit of the table.

        Raises
        ------
        LedgerError
            When they could not be written; nothing of them is in the table.
        """
        try:
            if isinstance(rows, pa.Table):
                with self._gate:
                    _write(self._newest(), rows)
            else:  # on a handle of its own: a long stream must not hold up those who list the files meanwhile
                _write(DeltaTable(str(self.folder)), rows)
        except DeltaError as error:
            raise LedgerError(f"无法写入账本。The ledger could not be written: {error}") from error

    def files(self) -> list[DataFile]:
        """Return the files of the newest version."""
        with self._gate:
            actions = pa.table(self._newest().get_add_actions(flatten=True)).to_pydict()
        none = [None] * len(actions["path"])
        columns = (
            actions["path"],
            actions["size_bytes"],
            actions.get("min.batch", none),
            actions.get("max.batch", none),
        )
        return [DataFile(self._path(path), *rest) for path, *rest in zip(*columns, strict=True)]

    def version(self) -> int:
        """Return the number of the newest commit."""
        with self._gate:
            return int(self._newest().version())

    def crowded(self, many: int) -> bool:
        """Return whether there are so many files that are worth joining."""
        return sum(file.size < _SMALL // 2 for file in self.files()) >= many

    def compact(self, *, drop: Collection[int] = ()) -> None:
        """Join small files, leave out the rows of dropped batches and delete files that no reader can still want."""
        table = DeltaTable(str(self.folder))
        try:
            if drop:
                table.delete(f"batch IN ({', '.join(map(str, sorted(drop)))})", commit_properties=_COMMIT)
            table.optimize.compact(target_size=_SMALL, writer_properties=_WRITER, commit_properties=_COMMIT)
            table.vacuum(retention_hours=KEPT_HOURS, dry_run=False, enforce_retention_duration=False, full=True)
        except DeltaError as error:
            raise LedgerError(f"账本整理未完成。The ledger could not be compacted: {error}") from error

    def snapshot(self) -> list[Path]:
        """Return the files that make up the newest version: its log so far, and its data.

        Later commits of others stay out, and none of these files changes or goes away for a day.
        """
        table = DeltaTable(str(self.folder))
        log = [path for path in (self.folder / "_delta_log").iterdir() if _log_version(path) <= table.version()]
        data = pa.table(table.get_add_actions()).column("path").to_pylist()
        return [*sorted(log), *(Path(self._path(path)) for path in data)]

    def _newest(self) -> DeltaTable:
        try:
            self._table.update_incremental()
        except DeltaError:  # the log was tidied up behind us: read it from its last checkpoint
            self._table = DeltaTable(str(self.folder))
        return self._table

    def _path(self, name: str) -> str:
        return str(self.folder / unquote(name))


def _write(table: DeltaTable, rows: pa.Table | pa.RecordBatchReader) -> None:
    write_deltalake(table, rows, mode="append", writer_properties=_WRITER, commit_properties=_COMMIT)


def _create(folder: Path, schema: pa.Schema) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pruned_by = ",".join(name for name in _PRUNED_BY if name in schema.names)
    configuration = {"delta.dataSkippingStatsColumns": pruned_by, "delta.checkpointInterval": "25"}
    DeltaTable.create(str(folder), Schema.from_arrow(schema), mode="ignore", configuration=configuration)


@lru_cache(maxsize=4096)
def _batches(path: str) -> frozenset[int]:  # a file never changes, so the answer is remembered
    column = pq.read_table(path, columns=["batch"]).column("batch")
    return frozenset(column.unique().to_pylist())


def _log_version(path: Path) -> float:
    """Return the version a file of the log belongs to; `_last_checkpoint` and drafts belong to none."""
    digits = path.name[:20]
    return int(digits) if len(digits) == 20 and digits.isdigit() else float("inf")
