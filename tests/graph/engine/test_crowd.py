"""Servers side by side, played by processes that only sleep: stopping them needs no Neo4j."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engine.crowd import make_room, open_homes, stop_all, stop_workspace
from graph.engine.generations import Generations
from graph.engine.home import Home, Running
from graph.engine.managed import Terms, ensure
from graph.engine.processes import Identity, spawn
from graph.engine.server import alive, busy, find, server_lock, stop
from graph.errors import EngineError

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


class Street:
    """Homes with sleeping servers, one in each workspace, used so many seconds ago."""

    def __init__(self, graphs: Path) -> None:
        self.graphs = graphs
        self.spawned: list[Identity] = []

    def add(self, workspace: str, *, idle: float) -> Home:
        home = Generations(self.graphs / workspace / "engine").first()
        with home.console.open("wb") as log:
            process = spawn(SLEEP, log=log, env=dict(os.environ), folder=home.folder)
        self.spawned.append(process)
        home.started(Running(process, 1, ready=True))
        home.use()
        then = time.time() - idle
        os.utime(home.folder / "used", (then, then))
        os.utime(home.folder / "server.json", (then, then))
        return home

    def open(self) -> list[str]:
        return [home.folder.parents[1].name for home in open_homes(self.graphs)]


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = Street(tmp_path / "graphs")
    yield made
    for process in made.spawned:
        process.kill()


def newcomer(street: Street) -> Home:
    return Generations(street.graphs / "new" / "engine").first()


def test_open_homes_are_told_least_recently_used_first(street: Street) -> None:
    for workspace, idle in (("b", 10), ("a", 500), ("c", 100)):
        street.add(workspace, idle=idle)
    assert street.open() == ["a", "c", "b"]


def test_a_home_whose_server_has_gone_is_not_open(street: Street) -> None:
    home = street.add("a", idle=1)
    assert alive(home)
    street.spawned[0].kill()
    assert alive(home) is None
    assert street.open() == []


@pytest.mark.parametrize(("limit", "left"), [(1, []), (2, ["b"]), (3, ["c", "b"]), (4, ["a", "c", "b"])])
def test_as_many_of_the_oldest_go_as_are_too_many(street: Street, limit: int, left: list[str]) -> None:
    for workspace, idle in (("b", 10), ("a", 500), ("c", 100)):
        street.add(workspace, idle=idle)
    make_room(newcomer(street), limit)
    assert street.open() == left


def test_the_newcomer_itself_does_not_count_twice(street: Street) -> None:
    home = street.add("a", idle=1)
    make_room(home, 1)
    assert street.open() == ["a"]


def test_a_server_that_is_just_being_started_or_stopped_is_left_alone(street: Street) -> None:
    home = street.add("a", idle=1)
    with server_lock(home):
        make_room(newcomer(street), 1)
        assert street.open() == ["a"]


def test_stopping_one_workspace_leaves_the_others(street: Street) -> None:
    street.add("a", idle=1)
    street.add("b", idle=1)
    assert stop_workspace(street.graphs / "a") == 1
    assert street.open() == ["b"]
    assert stop_workspace(street.graphs / "a") == 0
    assert stop_workspace(street.graphs / "unknown") == 0


def test_stopping_all_tells_how_many_there_were(street: Street) -> None:
    street.add("a", idle=1)
    street.add("b", idle=1)
    assert stop_all(street.graphs) == 2
    assert street.open() == []
    assert stop_all(street.graphs / "nowhere") == 0


def test_a_stopped_server_leaves_no_state(street: Street) -> None:
    home = street.add("a", idle=1)
    assert stop(home)
    assert home.running() is None
    assert not stop(home)


def test_a_process_that_answers_nothing_is_no_server_and_not_busy(street: Street) -> None:
    home = street.add("a", idle=1)
    assert find(home) is None
    assert not busy(home)


def test_a_process_that_once_was_a_server_and_hangs_is_ended_before_a_start(street: Street, tmp_path: Path) -> None:
    home = street.add("a", idle=1)
    with pytest.raises(EngineError, match="fusion neo4j install"):
        ensure(home, Terms(tmp_path / "empty cache", idle_minutes=1, say=lambda words: None))
    assert not street.spawned[0].alive()
