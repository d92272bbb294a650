"""The chains of 1,000 transfers, against a recursive query in DuckDB with the same answer."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
from money import RULE, TRANSFERS, seeds, transfers
from processor import quickest
from searching import searched

UNIT, GOAL = "CPU s", "≤ 1/50 of DuckDB, equal answers"
QUERY = """
WITH RECURSIVE chain AS (
    SELECT [p] AS path, [s, d] AS accounts, d, t, a FROM transfer JOIN seed USING (p) WHERE s <> d
    UNION ALL
    SELECT list_append(path, n.p), list_append(accounts, n.d), n.d, n.t, n.a
    FROM chain AS c JOIN transfer AS n ON n.s = c.d AND n.t > c.t AND n.t <= c.t + {window_ms}
    WHERE n.a / c.a BETWEEN {least_ratio} AND {most_ratio} AND NOT list_contains(accounts, n.d) AND len(path) < {hops})
SELECT path, a FROM chain
"""

ours = searched


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 1 / 50


def agreed(ours: str, theirs: str) -> bool:
    """Compare what was found."""
    return ours == theirs


def prepare(data: Path) -> None:
    """Draw the transfers."""
    transfers(data)


def tenth(data: Path) -> tuple[float, int, str]:
    """The same among a tenth of the transfers."""
    return ours(data, TRANSFERS // 10)


def peer(data: Path) -> tuple[float, int, str]:
    """Join hop by hop; which chains are whole is told outside of the measured time."""
    drawn = transfers(data)
    names = dict(zip("sdta", drawn.columns, strict=True))
    connection = duckdb.connect(config={"threads": 1})
    connection.register("drawn", pd.DataFrame(names | {"p": range(len(drawn.source))}))
    connection.register("seed", pd.DataFrame({"p": seeds(drawn)}))
    connection.execute("CREATE TABLE transfer AS SELECT * FROM drawn ORDER BY s, t")
    seconds, rows = quickest(lambda: connection.execute(QUERY.format(**RULE)).fetchall(), times=1)
    paths = {tuple(path): amount for path, amount in rows}
    whole = paths.keys() - {path[:-1] for path in paths}
    best: dict[int, int] = {}
    for path in whole:
        best[path[0]] = max(best.get(path[0], 0), paths[path])
    return seconds, len(whole), f"{len(whole)} chains, {sum(best.values())} fen"
