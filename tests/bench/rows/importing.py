"""Call rows, CSV to ledger, against DuckDB reading the same file and writing Parquet."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import duckdb
from dataset import calls_file

from graph.ledger import Ledger
from workbench.ingest import import_file

UNIT, GOAL = "s", "≤ 2.5× DuckDB, ≤ 2 GB"


def met(_ours: float, ratio: float, memory: float) -> bool:
    """Hold time and memory to the goal."""
    return ratio <= 2.5 and memory <= 2048


def prepare(data: Path) -> None:
    """Write the file."""
    calls_file(data)


def ours(data: Path) -> tuple[float, int]:
    """Import into a fresh data folder."""
    home = Path(tempfile.mkdtemp(dir=data))
    try:
        begun = time.perf_counter()
        imported = import_file(
            Ledger.open(home), calls_file(data), case="BENCH", document_no="D1", officers="A,B", actor="bench"
        )
        return time.perf_counter() - begun, imported.report.rows_read
    finally:
        shutil.rmtree(home)


def peer(data: Path) -> tuple[float, int]:
    """Read and write with nothing in between."""
    target = data / "peer.parquet"
    connection = duckdb.connect()
    begun = time.perf_counter()
    source = f"read_csv('{calls_file(data)}', all_varchar = true, header = true)"
    connection.execute(f"COPY (FROM {source}) TO '{target}' (COMPRESSION zstd)")
    seconds = time.perf_counter() - begun
    n = int(connection.execute(f"SELECT count(*) FROM read_parquet('{target}')").fetchall()[0][0])
    target.unlink()
    return seconds, n
