"""Delta tables as this ledger uses them: append, list the files with their batches, nothing else.

Why so little: the tables must stay readable by every engine, so no deletion vectors, no column mapping, no clustering;
readers get plain Parquet paths.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Schema, WriterProperties, write_deltalake

# Statistics only of what readers prune by, so that the log of a table with many files stays small.
_CONFIGURATION = {"delta.dataSkippingStatsColumns": "file,row,batch,seq", "delta.checkpointInterval": "25"}
# Row groups of two DuckDB vectors' groups: both of its threads find work in a middling file.
WRITER = WriterProperties(compression="ZSTD", compression_level=1, max_row_group_size=245_760)
# Appends never conflict with each other; the retries are for many processes that finish in the same moment.
COMMIT = CommitProperties(max_commit_retries=200)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table and the range of batches in it (None where the log has no statistics)."""

    path: str
    rows: int
    size: int
    first_batch: int | None
    last_batch: int | None


def create(folder: Path, schema: pa.Schema) -> None:
    """Make the table when it is absent, and give an older one the columns that were added since."""
    if not DeltaTable.is_deltatable(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        known = {name for name in _CONFIGURATION["delta.dataSkippingStatsColumns"].split(",") if name in schema.names}
        configuration = _CONFIGURATION | {"delta.dataSkippingStatsColumns": ",".join(sorted(known))}
        DeltaTable.create(str(folder), Schema.from_arrow(schema), mode="ignore", configuration=configuration)
        return
    table = DeltaTable(str(folder))
    present = {field.name for field in table.schema().fields}
    wanted = Schema.from_arrow(schema).fields
    if added := [field for field in wanted if field.name not in present]:
        table.alter.add_columns(added)


def append(folder: Path, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Append rows in one commit of the table."""
    write_deltalake(str(folder), rows, mode="append", writer_properties=WRITER, commit_properties=COMMIT)


def files(folder: Path) -> list[DataFile]:
    """Return the files of the newest version of a table, oldest commit first."""
    return list(_files(folder))


def _files(folder: Path) -> Iterator[DataFile]:
    actions = pa.table(DeltaTable(str(folder)).get_add_actions(flatten=True)).to_pydict()
    size = len(actions["path"])
    first, last = (actions.get(f"{end}.batch", [None] * size) for end in ("min", "max"))
    for i in range(size):
        path = str(folder / unquote(actions["path"][i]))
        yield DataFile(path, actions["num_records"][i], actions["size_bytes"][i], first[i], last[i])


def version(folder: Path) -> int:
    """Return the number of the newest commit of a table."""
    return int(DeltaTable(str(folder)).version())


def batches_of(file: DataFile) -> frozenset[int]:
    """Return the batches that have rows in a file."""
    if file.first_batch is not None and file.first_batch == file.last_batch:
        return frozenset((file.first_batch,))
    return _batches(file.path)


@lru_cache(maxsize=4096)
def _batches(path: str) -> frozenset[int]:  # a file never changes, so the answer is remembered
    column = pq.read_table(path, columns=["batch"]).column("batch")
    return frozenset(column.unique().to_pylist())


# Files below this size are worth joining; joined ones grow to it and are then left alone.
_SMALL = 64 << 20
# Nothing is deleted from disk, and no unlisted batch dropped, before it is so old: readers keep their lists of files,
# and drafts their rows, for a working day.
KEPT_HOURS = 24


def compact(folder: Path, *, drop: Collection[int] = ()) -> None:
    """Join small files, leave out the rows of dropped batches and delete files that no reader can still want."""
    table = DeltaTable(str(folder))
    if drop:
        table.delete(f"batch IN ({', '.join(map(str, sorted(drop)))})", commit_properties=COMMIT)
    table.optimize.compact(target_size=_SMALL, writer_properties=WRITER, commit_properties=COMMIT)
    table.vacuum(retention_hours=KEPT_HOURS, dry_run=False, enforce_retention_duration=False, full=True)


def small_files(folder: Path) -> int:
    """Return how many files of a table are worth joining."""
    return sum(file.size < _SMALL // 2 for file in files(folder))


def snapshot(folder: Path) -> list[Path]:
    """Return the files that make up the newest version of a table: its log so far, and its data.

    Later commits of others stay out, and none of these files changes or goes away for a day.
    """
    table = DeltaTable(str(folder))
    log = sorted(path for path in (folder / "_delta_log").iterdir() if _log_version(path) <= table.version())
    data = pa.table(table.get_add_actions()).column("path").to_pylist()
    return [*log, *(folder / unquote(path) for path in data)]


def _log_version(path: Path) -> float:
    """Return the version a file of the log belongs to; `_last_checkpoint` and drafts belong to none."""
    digits = path.name[:20]
    return int(digits) if len(digits) == 20 and digits.isdigit() else float("inf")
