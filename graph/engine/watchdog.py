"""A process of its own that stops one server when nobody uses it any more, and clears away a superseded one.

Why a process: pages, commands and notebooks come and go, and none of them may be the one that has to stay.
Why it asks the server: a long question counts as use, so no server is ever stopped in the middle of one.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from filelock import FileLock, Timeout

from graph.engine.generations import Generations
from graph.engine.home import Home
from graph.engine.processes import spawn
from graph.engine.server import alive, busy, server_lock, stop_locked

_LONGEST_TICK = 2.0
# The driver imports these when it can: without them the process takes 56 MB instead of 137.
_PROGRAM = """
import sys
sys.modules.update(dict.fromkeys(("numpy", "pandas", "pyarrow")))
from graph.engine.watchdog import main
main(*sys.argv[1:])
"""


def watch(home: Home, idle_minutes: float) -> None:
    """Start the process that watches a home, unless one does already; call it under the server's lock."""
    if watched(home):
        return
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-c", _PROGRAM, str(home.folder), str(idle_minutes * 60)]
    with (home.folder / "logs" / "watchdog.log").open("ab") as log:
        spawn(command, log=log, env=dict(os.environ) | {"PYTHONPATH": path}, folder=home.folder.parent)


def watched(home: Home) -> bool:
    """Return whether a process watches the home."""
    lock = _watch_lock(home)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def main(folder: str, idle_seconds: str) -> None:
    """Watch a home until its server has stopped."""
    home = Home(Path(folder))
    try:
        with _watch_lock(home).acquire(timeout=0):
            while not _finished(home, float(idle_seconds)):
                time.sleep(min(_LONGEST_TICK, float(idle_seconds) / 4))
    except Timeout:
        return  # somebody watches already
    finally:
        _clear_away(home)


def _finished(home: Home, idle_seconds: float) -> bool:
    """Look once; under the server's lock, so that nobody starts a server believing that it is still watched."""
    superseded = Generations.of(home).obsolete(home)
    if alive(home) and not superseded and home.idle_seconds() < idle_seconds:
        return False
    try:
        with server_lock(home).acquire(timeout=0):
            return _stop_unless_needed(home, idle_seconds)
    except Timeout:
        return False  # it is just being started or stopped: look again later


def _stop_unless_needed(home: Home, idle_seconds: float) -> bool:
    wanted = home.idle_seconds() < idle_seconds and not Generations.of(home).obsolete(home)
    if alive(home) and (wanted or busy(home)):
        return False
    stop_locked(home)
    return True


def _clear_away(home: Home) -> None:
    generations = Generations.of(home)
    if generations.obsolete(home) and not alive(home):
        generations.remove(home)


def _watch_lock(home: Home) -> FileLock:
    return FileLock(home.folder.with_name(f"{home.folder.name}.watch.lock"))
