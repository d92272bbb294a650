"""What some cases may see of the ledger, as views of one DuckDB connection.

Why views over file lists: a scope is decided by whole batches, so most files are either fully inside or not opened at
all, and an aggregate runs as fast as over plain Parquet.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import psutil

from graph.ledger.content import content_hash
from graph.ledger.delta import DataFile, Table
from graph.ledger.events import RULES, make_events
from graph.ledger.imports import Import, to_table
from graph.ledger.tables import ROW_TABLES


class Scope:
    """The rows of some live imports; close it, or use it in a `with`.

    Attributes
    ----------
    version : int
        The ledger version it shows.
    imports : list of Import
        The imports and corrections it shows, in the order they were made.
    batches : frozenset of int
        The batches whose rows are shown.
    key : str
        Hash of the batches: equal scopes over equal content have equal keys.
    connection : duckdb.DuckDBPyConnection
        Holds the views `calls transfers persons entities links sightings rejections corrections imports`; instants
        are UTC. Not to be shared between threads; `connection.cursor()` gives another thread its own.

    Notes
    -----
    No row id is shown twice in a table for two readings of one row: of a file that two mappings read, the later
    reading counts, and of a row that was corrected, the last correction.
    """

    def __init__(self, folder: Path, tables: Mapping[str, Table], imports: Sequence[Import], *, version: int) -> None:
        self.version = version
        self.imports = list(imports)
        self.batches = frozenset(_counting(self.imports))
        self.key = hashlib.sha256(",".join(map(str, sorted(self.batches))).encode()).hexdigest()[:32]
        self.connection = connect(folder)
        self._folder = folder
        self._tables = tables
        self._events: dict[str, str] = {}
        self.connection.register("imports", to_table(self.imports))
        self._show_tables()

    def sql(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> duckdb.DuckDBPyRelation:
        """Return the answer to a DuckDB query over the views; `$1` or `$name` stand for the parameters."""
        return self.connection.sql(text, params=params)

    def events(self, table: str) -> str:
        """Make the view of a table's events and return its name.

        Parameters
        ----------
        table : str
            "calls" gives `call_events`, "transfers" gives `transfer_events`; see `graph.ledger.events.make_events`.
        """
        if table not in self._events:
            kept = self._folder / "events" / f"{table}-{RULES}-{self.key}.parquet"
            self._events[table] = make_events(self.connection, table, kept=kept)
        return self._events[table]

    def content_hash(self) -> str:
        """Return the SHA-256 of everything the scope's rows say, without batches, numbers of imports and times."""
        return content_hash(self.connection)

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Return the scope itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _show_tables(self) -> None:
        corrected = {r.batch: r.seq for r in self.imports if r.action == "correct" and r.batch in self.batches}
        for table, schema in ROW_TABLES.items():
            self.connection.register(f"_no_{table}", schema.empty_table())
            view = f"_read_{table}" if corrected else table
            self.connection.execute(f"CREATE VIEW {view} AS {self._select(table)}")
        if corrected:
            _hide_corrected(self.connection, corrected)

    def _select(self, table: str) -> str:
        whole, mixed = self._files(table)
        parts = [f"FROM _no_{table}"]
        by_name = f"union_by_name = {self._tables[table].widened}"
        if whole:
            parts.append(f"FROM read_parquet({_quoted(whole)}, {by_name})")
        if mixed:
            batches = ", ".join(map(str, sorted(self.batches)))
            parts.append(f"FROM read_parquet({_quoted(mixed)}, {by_name}) WHERE batch IN ({batches})")
        return " UNION ALL BY NAME ".join(f"({part})" for part in parts)

    def _files(self, table: str) -> tuple[list[str], list[str]]:
        """Return the files that are wholly in scope, and those that must be filtered."""
        whole: list[str] = []
        mixed: list[str] = []
        for file in self._tables[table].files():
            if _outside(file, self.batches):
                continue
            (whole if file.batches() <= self.batches else mixed).append(file.path)
        return whole, mixed


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection in memory: UTC, every core, at most half the machine's memory, spilling in `folder`."""
    half = f"{psutil.virtual_memory().total // 2} B"
    spill = str(folder / "spill")
    threads = os.cpu_count() or 1
    connection = duckdb.connect(config={"threads": threads, "memory_limit": half, "temp_directory": spill})
    connection.execute("SET TimeZone = 'UTC'")
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall()[0][0]:
        connection.execute("SET enable_progress_bar = false")  # where it is off, a notebook refuses even to be told so
    return connection


def _counting(imports: Sequence[Import]) -> set[int]:
    """Return the batches of the corrections, and of each file its last reading."""
    last = {r.file: r.batch for r in imports if r.action != "correct"}
    corrections = {r.batch for r in imports if r.action == "correct"}
    return {batch for batch in (*last.values(), *corrections) if batch is not None}


def _hide_corrected(connection: duckdb.DuckDBPyConnection, corrected: Mapping[int, int]) -> None:
    """Show of every corrected row what its last correction made of it; of the corrections themselves show all."""
    ranks = ", ".join(f"({batch}, {seq})" for batch, seq in corrected.items())
    rows = " UNION ".join(f'SELECT file, sheet, "row", batch FROM _read_{table}' for table in ROW_TABLES)
    connection.execute(f"""
        CREATE TABLE _corrected AS
        SELECT file, sheet, "row", arg_max(batch, seq) AS standing
        FROM ({rows}) JOIN (VALUES {ranks}) AS ranks (batch, seq) USING (batch) GROUP BY ALL""")
    for table in ROW_TABLES:
        hidden = (
            ""
            if table == "corrections"
            else """
            ANTI JOIN _corrected c
            ON c.file = t.file AND c.sheet = t.sheet AND c."row" = t."row" AND c.standing <> t.batch"""
        )
        connection.execute(f"CREATE VIEW {table} AS SELECT t.* FROM _read_{table} t {hidden}")


def _outside(file: DataFile, batches: Collection[int]) -> bool:
    first, last = file.first_batch, file.last_batch
    return first is not None and last is not None and not any(first <= batch <= last for batch in batches)


def _quoted(paths: Sequence[str]) -> str:
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
