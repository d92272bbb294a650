"""Which rows are one event: repeats of a row, and the two sides of a call or transfer.

Why apart from the rows: an event depends on what else is in scope, while rows never change. The answer is a pure
function of the scope's batches, so it is kept on disk under the scope's key and worked out once.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import duckdb

from graph.errors import LedgerError
from graph.ledger.duplicates import find_duplicates
from graph.ledger.facts import SORTS, Sort, number_sheets, write_facts, write_masked, write_serials
from graph.ledger.two_sided import find_two_sided

# Raise it when the matching changes, so that no answer of the former rules is used.
RULES = 1
_KEPT = 40
_SCRATCH = (
    *("_facts", "_owners", "_masks", "_serials", "_copies", "_free", "_near", "_plain", "_clocks", "_candidates"),
    *("_best", "_pairs"),
)


def make_events(connection: duckdb.DuckDBPyConnection, table: str, *, kept: Path) -> str:
    """Make the view of a table's events and return its name, `call_events` or `transfer_events`.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A scope's connection.
    table : str
        "calls" or "transfers".
    kept : Path
        The Parquet file where the answer for this scope is, or will be, kept.

    Notes
    -----
    Columns: `file, sheet, row` of every row in scope; `event`, the row id of the event's first row by (file, sheet,
    row); `event_no`, the same as a number, good within this scope only; `first`, whether the row is that row;
    `repeats`, whether it is a duplicate of another row of the same owner.
    """
    if table not in SORTS:
        raise LedgerError(f"{table} 没有事件。There are no events of {table}.")
    sort = SORTS[table]
    number_sheets(connection, sort)
    if kept.exists():
        os.utime(kept)  # the least recently used are cleared away
    else:
        _work_out(connection, sort)
        _keep(connection, sort, kept)
    connection.execute(f"CREATE OR REPLACE TABLE _{table}_events AS FROM read_parquet('{_sql(kept)}')")
    name = f"{table.removesuffix('s')}_events"
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS {_view(table)}")
    return name


def _work_out(connection: duckdb.DuckDBPyConnection, sort: Sort) -> None:
    write_facts(connection, sort)
    write_masked(connection, sort)
    write_serials(connection, sort)
    find_duplicates(connection)
    find_two_sided(connection)
    connection.execute(f"""
        CREATE OR REPLACE TABLE _{sort.table}_events AS
        WITH joined AS (
            SELECT giver_id AS id, least(giver_id, getter_id) AS event FROM _pairs
            UNION ALL SELECT getter_id, least(giver_id, getter_id) FROM _pairs)
        SELECT f.id, coalesce(j.event, c.first, f.id) AS event, c.first IS NOT NULL AS repeats
        FROM _facts f LEFT JOIN _copies c USING (id) LEFT JOIN joined j ON j.id = coalesce(c.first, f.id)""")
    for scratch in _SCRATCH:
        connection.execute(f"DROP TABLE IF EXISTS {scratch}")


def _keep(connection: duckdb.DuckDBPyConnection, sort: Sort, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f".{kept.name}.{os.getpid()}-{id(connection)}")
    connection.execute(f"COPY _{sort.table}_events TO '{_sql(draft)}' (FORMAT parquet, COMPRESSION zstd)")
    draft.replace(kept)
    with contextlib.suppress(FileNotFoundError):  # another process may tidy the same folder
        for old in sorted(kept.parent.glob("*.parquet"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink()


def _view(table: str) -> str:
    return f"""
        SELECT s.file, s.sheet, (e.id & 4294967295)::INTEGER AS "row",
            f.file || ':' || f.sheet || ':' || (e.event & 4294967295) AS event,
            e.event AS event_no, e.id = e.event AS "first", e.repeats
        FROM _{table}_events e
        JOIN _{table}_sheets s ON s.no = e.id >> 32 JOIN _{table}_sheets f ON f.no = e.event >> 32"""


def _sql(path: Path) -> str:
    return str(path).replace("'", "''")
