"""What the engine's tests share: the installation, yards of servers that are stopped at the end, one server for questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from graph.engine import Graph, Rebuild, fresh, installed, open_graph, stop_all
from graph.engine.generations import Generations
from graph.engine.home import Home
from workbench.settings import Settings


class Yard:
    """A data folder, the graphs opened below it and the servers they started."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.cache = cache
        self._opened: list[Graph] = []

    def open(self, workspace: str = "w", *, idle_minutes: float = 5.0, address: str = "managed:") -> Graph:
        """Open the graph of a workspace."""
        graph = open_graph(
            address,
            folder=self.of(workspace),
            cache=self.cache,
            workspace=workspace,
            idle_minutes=idle_minutes,
            say=lambda words: None,
        )
        self._opened.append(graph)
        return graph

    def rebuild(self, *, address: str = "managed:") -> Rebuild:
        """Begin to rebuild the graph of the workspace `w`."""
        return fresh(
            address, folder=self.of("w"), cache=self.cache, workspace="w", idle_minutes=5, say=lambda words: None
        )

    def of(self, workspace: str) -> Path:
        """Return the folder of a workspace."""
        return self.folder / "graphs" / workspace

    def generations(self, workspace: str = "w") -> Generations:
        """Return the homes of a workspace."""
        return Generations(self.of(workspace) / "engine")

    def home(self, workspace: str = "w") -> Home:
        """Return the current home of a workspace."""
        home = self.generations(workspace).current()
        assert home is not None
        return home

    def pid(self, workspace: str = "w") -> int:
        """Return the pid of the server of a workspace, as noted."""
        running = self.home(workspace).running()
        assert running is not None
        return running.process.pid

    def servers(self, home: Home | None = None) -> list[int]:
        """Return the pids of every JVM that runs on a home, whatever any file says."""
        argument = f"--home-dir={(home or self.home()).folder.resolve()}"
        return [p.pid for p in psutil.process_iter(["cmdline"]) if argument in (p.info["cmdline"] or ())]

    def close(self) -> None:
        """Close every graph and stop every server."""
        for graph in self._opened:
            graph.close()
        stop_all(self.folder / "graphs")


@pytest.fixture(scope="session")
def cache() -> Path:
    """The cache of this user, with Neo4j in it."""
    folder = Settings.from_environment().cache
    if not installed(folder):
        pytest.skip("Neo4j is not installed: run fusion neo4j install")
    return folder


@pytest.fixture(scope="session")
def shared(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """One server for every test that only asks."""
    yard = Yard(tmp_path_factory.mktemp("shared"), cache)
    yield yard.open()
    yard.close()


@pytest.fixture
def graph(shared: Graph) -> Graph:
    """The shared server, empty."""
    shared.wipe()
    return shared


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Yard]:
    """A data folder of its own for the module, with a name that is not plain ASCII."""
    made = Yard(tmp_path_factory.mktemp("数据 home"), cache)
    yield made
    made.close()


@pytest.fixture(scope="session")
def eventually() -> Callable[..., bool]:
    """Return a function that waits until something becomes true."""

    def wait(true: Callable[[], bool], *, seconds: float = 90.0) -> bool:
        until = time.monotonic() + seconds
        while not true() and time.monotonic() < until:
            time.sleep(0.05)
        return true()

    return wait
