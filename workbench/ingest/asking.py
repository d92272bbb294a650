"""Answers of DuckDB taken whole, so that the connection is free for the next statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa


def arrow(connection: duckdb.DuckDBPyConnection, query: str, params: Sequence[Any] | None = None) -> pa.Table:
    """Return the answer as an Arrow table."""
    return connection.sql(query, params=params).to_arrow_table()


def lines(
    connection: duckdb.DuckDBPyConnection, query: str, params: Sequence[Any] | None = None
) -> list[tuple[Any, ...]]:
    """Return the answer as tuples."""
    return connection.sql(query, params=params).fetchall()


def line(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the only line of the answer."""
    return lines(connection, query)[0]
