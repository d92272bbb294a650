"""Whether every original is the file that was imported, and the ledger holds the rows it was told to hold.

Why it names every difference instead of stopping at the first: what is damaged decides what must be fetched again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa

from graph.errors import LedgerError
from graph.ledger.delta import Table
from graph.ledger.imports import Import, live
from graph.ledger.originals import Originals, sha256_of
from graph.ledger.report import Report
from graph.ledger.scope import Scope
from graph.ledger.tables import ROW_TABLES

# Reads an original again as the import read it: (table, rows) without batches; LedgerError when it cannot.
Reread = Callable[[Path, Import], Iterable[tuple[str, pa.Table]]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was.

    Attributes
    ----------
    kind : str
        missing_original, changed_original, unreadable (a file of a table), missing_rows, extra_rows (a count differs
        from the report's), lost_row, changed_row (a row differs from its original, read again), not_reread (why not).
    file : str or None
        SHA-256 the original has, or should have.
    file_name, import_id : str or None
        The name it was imported under, and by which import.
    where : str
        The place: a path, a table, or table, sheet and row; or the reason.
    """

    kind: str
    file: str | None
    file_name: str | None
    import_id: str | None
    where: str


def verify(
    folder: Path,
    tables: Mapping[str, Table],
    records: Sequence[Import],
    *,
    reread: Reread | None = None,
    progress: Progress | None = None,
) -> Iterator[Difference]:
    """Yield every difference between what was imported and what is there.

    Parameters
    ----------
    folder : Path
        The data folder.
    tables : mapping
        The Delta tables of the ledger, by name.
    records : sequence of Import
        The whole list of imports.
    reread : callable, optional
        Reads an original again; without it rows are counted, with it they are also compared.
    progress : callable, optional
        Told how many files are done, and of how many.
    """
    originals = Originals(folder / "originals")
    named = {r.file: r for r in reversed(records) if r.file}
    files = sorted(named.keys() | set(originals))
    # What no longer counts may have been read by a mapping that is no longer there.
    again = _first_of_batches(live(records)) if reread else []
    step = _steps(len(files) + len(again), progress)
    broken: set[str] = set()
    for sha256 in files:
        if kind := _state(originals.path(sha256), sha256):
            broken.add(sha256)
            yield _about(kind, named.get(sha256), str(originals.path(sha256)), sha256=sha256)
        step()
    yield from _counts(tables, records)
    for record in again:
        if reread and record.file and record.file not in broken:
            with Scope(folder, tables, [record], version=record.seq) as scope:
                yield from _rows(scope, record, originals.path(record.file), reread=reread)
        step()


def _steps(total: int, progress: Progress | None) -> Callable[[], None]:
    done = count(1)
    return lambda: progress(next(done), total) if progress else None


def _about(kind: str, record: Import | None, where: str, *, sha256: str | None = None) -> Difference:
    if record is None:
        return Difference(kind, sha256, None, None, where)
    return Difference(kind, record.file, record.file_name, record.import_id, where)


def _state(path: Path, sha256: str) -> str | None:
    if not path.is_file():
        return "missing_original"
    return None if sha256_of(path) == sha256 else "changed_original"


def _counts(tables: Mapping[str, Table], records: Sequence[Import]) -> Iterator[Difference]:
    found: dict[str, Counter[int]] = {}
    for table in ROW_TABLES:
        found[table] = Counter()
        for file in tables[table].files():
            try:
                found[table].update(_count(file.path))
            except duckdb.Error:
                yield Difference("unreadable", None, None, None, file.path)
    for record in _first_of_batches(records):
        expected = Report.from_json(record.report).tables
        for table in ROW_TABLES:
            there, told = found[table][record.batch or 0], expected.get(table, 0)
            if there != told:
                kind = "missing_rows" if there < told else "extra_rows"
                yield _about(kind, record, f"{table}: {there} / {told}")


def _count(path: str) -> Counter[int]:
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT batch, count(*) FROM read_parquet($1) GROUP BY batch", [path]).fetchall()
    return Counter(dict(rows))


def _first_of_batches(records: Sequence[Import]) -> list[Import]:
    """Return the imports that wrote rows of their own: later ones of the same batch only acquired them."""
    first: dict[int, Import] = {}
    for record in records:
        if record.batch is not None:
            first.setdefault(record.batch, record)
    return list(first.values())


def _rows(scope: Scope, record: Import, path: Path, *, reread: Reread) -> Iterator[Difference]:
    parts: dict[str, list[pa.Table]] = {table: [] for table in ROW_TABLES}
    try:
        for table, rows in reread(path, record):
            parts[table].append(rows)
    except LedgerError as error:
        yield _about("not_reread", record, str(error))
        return
    for table, read in parts.items():
        yield from _compare(scope, record, table, read=read)


def _compare(scope: Scope, record: Import, table: str, *, read: list[pa.Table]) -> Iterator[Difference]:
    columns = [name for name in ROW_TABLES[table].names if name not in ("batch", "corrected_at")]
    schema = pa.schema([ROW_TABLES[table].field(name) for name in columns])
    again = pa.concat_tables([schema.empty_table(), *(_fitted(rows, schema) for rows in read)])
    scope.connection.register("_again", again)
    fields = ", ".join(f'"{name}"' for name in columns)
    for kind, one, other in (("lost_row", "_again", table), ("changed_row", table, "_again")):
        query = (
            f'SELECT DISTINCT sheet, "row" FROM (SELECT {fields} FROM {one} EXCEPT ALL SELECT {fields} FROM {other})'
        )
        for sheet, row in scope.sql(f"{query} ORDER BY ALL").fetchall():
            yield _about(kind, record, f"{table} {sheet}:{row}")
    scope.connection.unregister("_again")


def _fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    size, given = rows.num_rows, set(rows.column_names)
    columns = [rows.column(f.name).cast(f.type) if f.name in given else pa.nulls(size, f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)
