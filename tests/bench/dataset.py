"""The benchmarks' data: one call file in a carrier's style, drawn with a heavy tail, and what is made from it once.

Why one file for all rows: import, aggregation, projection, search and neighbour questions are measured on the same calls.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from graph.ledger import Ledger
from workbench.desk import Desk
from workbench.ingest import import_file
from workbench.settings import Settings
from workbench.view import View
from workbench.workspace import create, names

CALLS = int(os.environ.get("FUSION_BENCH_CALLS") or 10_000_000)
PHONES = CALLS // 10
CASE, WORKSPACE = "BENCH", "bench"

# u ** 3 crowds the callers, u ** 2 each caller's contacts; every figure follows from the row's number, so runs agree.
_DRAW = f"""
SELECT i, floor({PHONES} * power(u, 3))::BIGINT AS caller, floor(12 * v * v)::BIGINT AS contact, w FROM (
    SELECT i, hash(i) / 18446744073709551616.0 AS u, hash(i + 1000000007) / 18446744073709551616.0 AS v,
        hash(i + 2000000011) / 18446744073709551616.0 AS w
    FROM range({CALLS}) AS numbers(i))
"""
_LINES = f"""
SELECT i + 1 AS "序号", '154' || lpad(caller::VARCHAR, 8, '0') AS "本方号码",
    '154' || lpad((hash(caller * 64 + contact) % {PHONES})::VARCHAR, 8, '0') AS "对方号码",
    CASE WHEN w < 0.45 THEN '主叫' WHEN w < 0.9 THEN '被叫' ELSE '短信发' END AS "呼叫类型",
    strftime(TIMESTAMP '2026-03-01' + to_seconds((i * 7776000 // {CALLS})::BIGINT), '%Y-%m-%d %H:%M:%S') AS "通话开始时间",
    CASE WHEN w < 0.9 THEN floor(600 * w * w)::INTEGER ELSE 0 END AS "通话时长(秒)",
    4096 + caller % 50 AS "基站LAC", 100000 + caller % 5000 AS "基站CI", '' AS "本机IMEI", '' AS "本机IMSI",
    '' AS "漫游地", '' AS "转移号码"
FROM ({_DRAW})
"""


def calls_file(data: Path, rows: int = CALLS) -> Path:
    """Return the CSV file of the first `rows` calls, written the first time."""
    path = data / f"calls-{rows}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        connection = duckdb.connect()
        connection.execute(f"COPY (FROM ({_LINES}) LIMIT {rows}) TO '{part}' (HEADER, DELIMITER ',')")
        part.rename(path)
    return path


def imported(data: Path, rows: int = CALLS) -> Path:
    """Return a data folder whose ledger holds the file, imported the first time."""
    home = data / f"home-{rows}"
    if not (home / "done").exists():
        shutil.rmtree(home, ignore_errors=True)
        kind = {"case": CASE, "document_no": "D1", "officers": "A,B", "actor": "bench"}
        import_file(Ledger.open(home), calls_file(data, rows), **kind)
        (home / "done").touch()
    return home


def view_of(home: Path) -> View:
    """Return the view of the workspace that holds the file, made the first time."""
    settings = Settings(home=home, cache=Settings.from_environment().cache, actor="bench")
    desk = Desk.open(settings)
    if WORKSPACE not in names(desk):
        create(desk, WORKSPACE, cases=[CASE], purpose="benchmark", legal_basis="benchmark", actor="bench")
    desk.close()
    return View.open(WORKSPACE, settings=settings)


def projected(data: Path) -> View:
    """Return the view of the whole file, projected."""
    view = view_of(imported(data))
    if view.status().stale:
        view.project()
    return view
