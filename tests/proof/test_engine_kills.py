"""kill -9 of Neo4j at random moments: what was acknowledged stands, nothing stands twice, the next question works.

The writer works as a projection does: each transaction finds the marker of the one before, does its step and moves the
marker on, so a step that is sent a second time, because the news of its commit was lost, does nothing.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engine import Graph, installed, open_graph, stop_all
from graph.engine.faults import ServerGone
from graph.engine.generations import Generations
from workbench.settings import Settings

pytestmark = [pytest.mark.proof, pytest.mark.neo4j, pytest.mark.timeout(3600)]

STEP = "MATCH (m:Marker {step: $step}) UNWIND range(1, 50) AS i CREATE (:Row {step: $step, i: i}) WITH DISTINCT m "
WRITTEN = "MATCH (r:Row) RETURN r.step AS step, count(r) AS n ORDER BY step"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "graphs" / "w"
    stop_all(tmp_path / "graphs")


def opened(folder: Path) -> Graph:
    cache = Settings.from_environment().cache
    if not installed(cache):
        pytest.skip("Neo4j is not installed: run fusion neo4j install")
    return open_graph("managed:", folder=folder, cache=cache, workspace="w", idle_minutes=5, say=lambda words: None)


class Writer(threading.Thread):
    """Writes step after step until it is told to end; remembers what was acknowledged."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.graph = graph
        self.acknowledged = 0
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            with contextlib.suppress(ServerGone):  # killed again at every attempt: the same step once more
                self.graph.write([(STEP + "SET m.step = $step + 1", {"step": self.acknowledged})])
                self.acknowledged += 1


class Reader(threading.Thread):
    """Reads until it is told to end; remembers how often, and whether what was acknowledged was ever missing."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self.writer = writer
        self.answers = 0
        self.missing: list[tuple[int, int]] = []

    def run(self) -> None:
        while not self.writer.ending.is_set():
            before = self.writer.acknowledged
            with contextlib.suppress(ServerGone):
                seen = int(str(self.writer.graph.read("MATCH (r:Row) RETURN count(r) AS n").rows[0][0]))
                self.answers += 1
                if seen < before * 50:
                    self.missing.append((before * 50, seen))


def kill(folder: Path) -> bool:
    """Kill the server as it is noted now; False when there is none at this moment."""
    home = Generations(folder / "engine").current()
    running = home.running() if home else None
    if running is None or not running.process.alive():
        return False
    os.kill(running.process.pid, signal.SIGKILL)
    return True


def test_no_acknowledged_write_is_lost_or_doubled_and_the_next_question_works(
    folder: Path, full: bool, seed: int
) -> None:
    chance, wanted = random.Random(seed), 30 if full else 4
    kills, slowest = 0, 0.0
    with opened(folder) as graph:
        graph.write([("CREATE (:Marker {step: 0})", None)])
        writer = Writer(graph)
        reader = Reader(writer)
        writer.start()
        reader.start()
        while kills < wanted:
            written = writer.acknowledged
            while writer.is_alive() and writer.acknowledged < written + 3:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 2))
            kills += kill(folder)
            if chance.random() < 0.4:  # and once more while it is starting again, or recovering
                time.sleep(chance.uniform(0, 3))
                kills += kill(folder)
            began = time.monotonic()
            assert graph.read("RETURN 1 AS one").rows == [[1]]
            slowest = max(slowest, time.monotonic() - began)
        writer.ending.set()
        writer.join()
        reader.join()
        rows = graph.read(WRITTEN, rows=1_000_000).rows
        marker = graph.read("MATCH (m:Marker) RETURN m.step").rows
    told = f"{kills} kills, {writer.acknowledged} acknowledged, {reader.answers} answers, slowest {slowest:.1f} s"
    sys.stdout.write(told + "\n")
    assert reader.missing == []
    assert reader.answers > 0
    assert rows == [[step, 50] for step in range(writer.acknowledged)]
    assert marker == [[writer.acknowledged]]
