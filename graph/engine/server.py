"""The one server of a home: find it, see whether it is busy, stop it.

Why a real question decides whether a server lives: a hung JVM still accepts connections, and a pid may be another's.
"""

from __future__ import annotations

import contextlib

from filelock import FileLock

from graph.engine.bolt import Address, Bolt
from graph.engine.home import Home, Running
from graph.engine.launch import address_of, answers
from graph.errors import EngineError, QueryError

STOP_SECONDS = 30.0


def server_lock(home: Home) -> FileLock:
    """Return the lock under which the server of a home is started and stopped."""
    return FileLock(home.folder.with_name(f"{home.folder.name}.lock"))


def alive(home: Home) -> Running | None:
    """Return the home's server process if it runs, whether or not it answers."""
    running = home.running()
    return running if running and running.process.alive() else None


def find(home: Home) -> Address | None:
    """Return the address of the home's server if it answers a question within three seconds."""
    if (running := alive(home)) is None:
        return None
    address = address_of(home, running)
    return address if answers(address) else None


def busy(home: Home) -> bool:
    """Return whether the server of a home is working on a question now."""
    if (running := alive(home)) is None:
        return False
    try:
        with contextlib.closing(Bolt(address_of(home, running), patience=3)) as bolt:
            return bolt.questions() > 0
    except QueryError:  # it takes questions, but has too much to do to say how many
        return True
    except EngineError:
        return False


def stop(home: Home) -> bool:
    """Stop the server of a home, letting it finish what it writes; returns whether one was running."""
    with server_lock(home):
        return stop_locked(home)


def stop_locked(home: Home) -> bool:
    """Stop the server of a home whose lock the caller holds."""
    running = alive(home)
    if running:
        running.process.stop(seconds=STOP_SECONDS)
    home.stopped()
    return running is not None
