"""A ledger projected into an empty graph, against a hand-tuned UNWIND loop over the same nodes and links."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
from dataset import CASE, imported

from graph.engine import Graph, open_graph
from graph.ledger import Ledger
from graph.projection import States, project
from workbench.settings import Settings

UNIT, GOAL = "s", "≤ 1.25× the loop (≥ 0.8× its rate)"
ROWS, BATCH = 300_000, 5_000
NODE = "UNWIND $rows AS r CREATE (n:Phone) SET n = r"
LINK = "UNWIND $rows AS r MATCH (a:Phone {key: r.a}) MATCH (b:Phone {key: r.b}) CREATE (a)-[l:CALLED]->(b) SET l = r.p"


def met(_ours: float, ratio: float, _memory: float) -> bool:
    """Hold the ratio to the goal."""
    return ratio <= 1.25


def prepare(data: Path) -> None:
    """Import the rows and project them once: the server runs, and the peer finds the nodes and links as files."""
    shutil.rmtree(data / "projection-state", ignore_errors=True)
    _projected(data, States(data / "projection-state"))


def ours(data: Path) -> tuple[float, int]:
    """Everything from the ledger's rows to a checked graph: events, target state, keys, links, indexes, counts."""
    with tempfile.TemporaryDirectory(dir=data) as folder:
        return _projected(data, States(Path(folder)))


def peer(data: Path) -> tuple[float, int]:
    """Only the writing, of rows that are already computed and in memory, with the one constraint it needs."""
    folder = States(data / "projection-state").place(1)
    nodes = [_present(row) for row in pq.read_table(folder / "node.Phone.parquet").to_pylist()]
    links = [
        {"a": row.pop("source"), "b": row.pop("target"), "p": _present(row)}
        for row in pq.read_table(folder / "link.CALLED.Phone.Phone.parquet").to_pylist()
    ]
    with _graph(data) as graph:
        graph.wipe()
        begun = time.perf_counter()
        graph.alter("CREATE CONSTRAINT FOR (n:Phone) REQUIRE n.key IS UNIQUE")
        for statement, rows in ((NODE, nodes), (LINK, links)):
            for first in range(0, len(rows), BATCH):
                graph.write([(statement, {"rows": rows[first : first + BATCH]})])
        return time.perf_counter() - begun, len(links)


def _projected(data: Path, states: States) -> tuple[float, int]:
    with _graph(data) as graph, Ledger.open(imported(data, ROWS)).scope([f"case:{CASE}"]) as scope:
        graph.wipe()
        begun = time.perf_counter()
        done = project(scope, [], graph=graph, states=states)
        return time.perf_counter() - begun, done.links


def _graph(data: Path) -> Graph:
    cache = Settings.from_environment().cache
    folder = data / "graphs" / "projection"
    return open_graph("managed:", folder=folder, cache=cache, workspace="bench", idle_minutes=20, say=_silent)


def _present(row: dict) -> dict:
    return {name: value for name, value in row.items() if value is not None}


def _silent(_: str) -> None:
    """Tell nobody."""
