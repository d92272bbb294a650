"""The watchdog's decisions, in this process and about servers that only sleep."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.engine.generations import Generations
from graph.engine.home import Home, Running
from graph.engine.processes import Identity, spawn
from graph.engine.server import server_lock
from graph.engine.watchdog import main, watch, watched

Eventually = Callable[..., bool]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "graphs" / "w" / "engine")


def server_of(home: Home) -> Identity:
    """Let a sleeping process be the server of a home."""
    with home.console.open("wb") as log:
        process = spawn(SLEEP, log=log, env=dict(os.environ), folder=home.folder)
    home.started(Running(process, 1, ready=True))
    return process


def test_where_no_server_runs_there_is_nothing_to_watch(generations: Generations) -> None:
    home = generations.first()
    main(str(home.folder), "60")
    assert not watched(home)
    assert home.exists()


def test_a_server_is_stopped_when_it_was_idle_for_long_enough(generations: Generations) -> None:
    home = generations.first()
    process = server_of(home)
    began = time.monotonic()
    main(str(home.folder), "1")
    assert 0.9 < time.monotonic() - began < 10
    assert not process.alive()
    assert home.running() is None


def test_questions_keep_a_server_alive(generations: Generations, eventually: Eventually) -> None:
    home = generations.first()
    process = server_of(home)
    watchdog = threading.Thread(target=main, args=(str(home.folder), "1.5"))
    watchdog.start()
    for _ in range(12):
        home.use()
        time.sleep(0.25)
    assert process.alive()
    watchdog.join(20)
    assert not process.alive()


def test_a_second_watchdog_goes_away_at_once(generations: Generations) -> None:
    home = generations.first()
    process = server_of(home)
    watchdog = threading.Thread(target=main, args=(str(home.folder), "2"))
    watchdog.start()
    while not watched(home):
        time.sleep(0.01)
    main(str(home.folder), "0.001")
    assert process.alive(), "the second one had no say"
    watchdog.join(20)


def test_nothing_is_stopped_while_somebody_starts_or_stops_it(generations: Generations) -> None:
    home = generations.first()
    process = server_of(home)
    watchdog = threading.Thread(target=main, args=(str(home.folder), "0.1"))
    with server_lock(home):
        watchdog.start()
        time.sleep(1)
        assert process.alive()
    watchdog.join(20)
    assert not process.alive()


def test_a_superseded_home_is_stopped_and_removed_at_once(generations: Generations) -> None:
    old, new = generations.first(), generations.fresh()
    process = server_of(old)
    old.use()
    generations.make_current(new)
    main(str(old.folder), "3600")
    assert not process.alive()
    assert generations.homes() == [new]


def test_the_current_home_is_kept_when_its_server_stops(generations: Generations) -> None:
    home = generations.first()
    server_of(home)
    main(str(home.folder), "0.2")
    assert generations.current() == home
    assert home.exists()


def test_watching_starts_one_process_that_outlives_the_call(generations: Generations, eventually: Eventually) -> None:
    home = generations.first()
    process = server_of(home)
    watch(home, 3 / 60)
    assert eventually(lambda: watched(home))
    watch(home, 60)  # does nothing: somebody watches
    assert eventually(lambda: not process.alive())
    assert eventually(lambda: not watched(home))
    assert (home.folder / "logs" / "watchdog.log").read_text() == ""
