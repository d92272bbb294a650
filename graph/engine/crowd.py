"""The servers that are open side by side under one data folder, and who has to go when there are too many."""

from __future__ import annotations

from pathlib import Path

from filelock import Timeout

from graph.engine.generations import Generations
from graph.engine.home import Home
from graph.engine.server import alive, busy, server_lock, stop, stop_locked
from graph.engine.sizes import open_limit


def open_homes(graphs: Path) -> list[Home]:
    """Return the homes under `graphs/<workspace>/` whose server runs, least recently used first."""
    found = [home for folder in sorted(graphs.glob("*/engine")) for home in Generations(folder).homes()]
    return sorted(filter(alive, found), key=lambda home: -home.idle_seconds())


def make_room(newcomer: Home, limit: int | None = None) -> None:
    """Stop the least recently used idle servers so that one more may start; a busy one is never stopped."""
    others = [home for home in open_homes(newcomer.folder.parents[2]) if home != newcomer]
    surplus = len(others) + 1 - (limit or open_limit())
    for home in others:
        if surplus <= 0:
            return
        surplus -= _stop_if_idle(home)


def _stop_if_idle(home: Home) -> bool:
    """Stop a server unless it is busy, or another process is just starting or stopping it."""
    lock = server_lock(home)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    with lock:
        lock.release()
        return not busy(home) and stop_locked(home)


def stop_workspace(folder: Path) -> int:
    """Stop the servers of one workspace's folder and return how many there were."""
    return sum(stop(home) for home in Generations(folder / "engine").homes())


def stop_all(graphs: Path) -> int:
    """Stop every server under the folder and return how many there were."""
    return sum(stop(home) for home in open_homes(graphs))
