"""Calls per pair of numbers, from the ledger, against DuckDB on a bare Parquet file of the same rows."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
from dataset import imported

from graph.ledger import Ledger

UNIT, GOAL = "s", "≤ 1.1× DuckDB"
QUESTION = "SELECT caller, callee, count(*) AS calls, sum(seconds) AS seconds FROM {} GROUP BY ALL"


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 1.1


def prepare(data: Path) -> None:
    """Import the calls, and write the same rows once as plain Parquet."""
    home = imported(data)
    if not (data / "calls.parquet").exists():
        with Ledger.open(home).scope(None) as scope:
            scope.connection.execute(f"COPY (FROM calls) TO '{data / 'calls.parquet'}' (COMPRESSION zstd)")


def ours(data: Path) -> tuple[float, int]:
    """Ask the ledger's scope."""
    with Ledger.open(imported(data)).scope(["case:BENCH"]) as scope:
        return _timed(scope.connection, "calls")


def peer(data: Path) -> tuple[float, int]:
    """Ask the file."""
    return _timed(duckdb.connect(), f"read_parquet('{data / 'calls.parquet'}')")


def _timed(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[float, int]:
    connection.execute("SET enable_progress_bar = false")
    begun = time.perf_counter()
    connection.execute(f"CREATE TABLE answer AS {QUESTION.format(table)}")
    seconds = time.perf_counter() - begun
    return seconds, int(connection.execute("SELECT sum(calls) FROM answer").fetchall()[0][0])
