"""What the engine's tests share: the installation, graphs that are stopped at the end, one server for all questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from graph.engine import Graph, installed, open_graph, stop_all
from graph.engine.generations import Generations
from graph.engine.home import Home
from workbench.settings import Settings

Open = Callable[..., Graph]


@pytest.fixture(scope="session")
def cache() -> Path:
    """The cache of this user, with Neo4j in it."""
    folder = Settings.from_environment().cache
    if not installed(folder):
        pytest.skip("Neo4j is not installed: run fusion neo4j install")
    return folder


def opener(folder: Path, cache: Path) -> Iterator[Open]:
    """Yield a function that opens graphs below a folder; close and stop them all afterwards."""
    opened: list[Graph] = []

    def open_one(workspace: str = "w", *, idle_minutes: float = 5.0, address: str = "managed:") -> Graph:
        graph = open_graph(
            address,
            folder=folder / "graphs" / workspace,
            cache=cache,
            workspace=workspace,
            idle_minutes=idle_minutes,
            say=lambda words: None,
        )
        opened.append(graph)
        return graph

    yield open_one
    for graph in opened:
        graph.close()
    stop_all(folder / "graphs")


@pytest.fixture(scope="session")
def shared(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """One server for every test that only asks."""
    for open_one in opener(tmp_path_factory.mktemp("shared"), cache):
        yield open_one()


@pytest.fixture
def graph(shared: Graph) -> Graph:
    """The shared server, empty."""
    shared.wipe()
    return shared


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own for the module."""
    return tmp_path_factory.mktemp("数据 home")


@pytest.fixture(scope="module")
def opened(place: Path, cache: Path) -> Iterator[Open]:
    """Open graphs below `place`."""
    yield from opener(place, cache)


def home_of(place: Path, workspace: str = "w") -> Home:
    """Return the current home of a workspace."""
    home = Generations(place / "graphs" / workspace / "engine").current()
    assert home is not None
    return home


def servers_of(home: Home) -> list[int]:
    """Return the pids of every JVM that runs on a home, whatever any file says."""
    argument = f"--home-dir={home.folder}"
    return [p.pid for p in psutil.process_iter(["cmdline"]) if argument in (p.info["cmdline"] or ())]


def eventually(true: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    """Wait until something becomes true."""
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()
