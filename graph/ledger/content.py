"""A hash of what a scope's rows say, so that two ledgers made from the same files can be compared.

Why without batches, numbers and times: they tell when and in which order files came in, not what stands in them.
"""

from __future__ import annotations

import hashlib

import duckdb

from graph.ledger.tables import IMPORTS, ROW_TABLES

_LEFT_OUT = frozenset({"batch", "corrected_at"})
_SAID_OF_IMPORTS = (
    *("action", "case_key", "document_no", "officers", "file", "file_name", "mapping", "mapping_version"),
    *("normaliser_version", "rows_read", "accepted", "rejected", "duplicate", "period_from", "period_to"),
)


def content_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the SHA-256 over the sorted rows of every view of a scope's connection."""
    digest = hashlib.sha256()
    for table, schema in ROW_TABLES.items():
        _add(digest, connection, table, columns=[name for name in schema.names if name not in _LEFT_OUT])
    _add(digest, connection, "imports", columns=[name for name in IMPORTS.names if name in _SAID_OF_IMPORTS])
    return digest.hexdigest()


def _add(digest: hashlib._Hash, connection: duckdb.DuckDBPyConnection, table: str, *, columns: list[str]) -> None:
    digest.update(f"{table}({','.join(columns)})".encode())
    # to_json tells null from empty and keeps types apart; one hash per row keeps the sort narrow.
    fields = ", ".join(f'"{name}"' for name in columns)
    rows = connection.sql(f"SELECT md5(to_json(row({fields}))) AS said FROM {table} ORDER BY said")
    for batch in rows.to_arrow_reader(100_000):
        for said in batch.column(0).to_pylist():
            digest.update(said.encode())
