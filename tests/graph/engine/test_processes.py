from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graph.engine.processes import Identity, identity, own_identity, spawn, with_argument

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
]


@pytest.fixture
def sleeper(tmp_path: Path):
    found = started(tmp_path, SLEEP)
    yield found
    found.kill()


def started(folder: Path, command: list[str]) -> Identity:
    with (folder / "log").open("ab") as log:
        return spawn(command, log=log, env=dict(os.environ), folder=folder)


def test_a_process_is_itself_and_nobody_with_another_creation_time(sleeper: Identity) -> None:
    assert sleeper.alive()
    assert not replace(sleeper, created=sleeper.created - 60).alive()


def test_a_pid_that_now_belongs_to_somebody_else_is_never_ended(sleeper: Identity) -> None:
    stale = replace(sleeper, created=sleeper.created - 60)
    stale.stop(seconds=1)
    stale.kill()
    assert sleeper.alive()


def test_stopping_waits_until_the_process_is_gone(sleeper: Identity) -> None:
    sleeper.stop(seconds=10)
    assert not sleeper.alive()


def test_one_that_will_not_go_is_killed(tmp_path: Path) -> None:
    stubborn = started(tmp_path, STUBBORN)
    while not (tmp_path / "log").read_text():
        assert stubborn.alive()
    stubborn.stop(seconds=0.3)
    assert not stubborn.alive()


def test_a_child_that_ended_counts_as_gone_although_nobody_waited_for_it(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    found = identity(child.pid)
    assert found.alive()
    assert child.stdin is not None
    child.stdin.close()
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    assert not found.alive()
    child.wait()


def test_a_spawned_process_leads_a_session_of_its_own(sleeper: Identity) -> None:
    assert os.getsid(sleeper.pid) == sleeper.pid != os.getsid(0)


def test_processes_are_found_by_a_whole_argument(tmp_path: Path) -> None:
    mark = f"--mark={tmp_path}"
    marked = started(tmp_path, [*SLEEP, mark])
    other = started(tmp_path, [*SLEEP, mark + "0"])
    for process in (marked, other):
        while not any(part.startswith(mark) for part in psutil.Process(process.pid).cmdline()):
            time.sleep(0.01)  # it still is what started it
    assert [found.pid for found in with_argument(mark)] == [marked.pid]
    marked.kill()
    other.kill()


def test_stopping_what_is_gone_does_nothing() -> None:
    gone = Identity(own_identity().pid, 1.0)
    gone.stop(seconds=1)
    gone.kill()
    gone.wait(1)
