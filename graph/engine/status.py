"""What can be told about a workspace's engine without starting anything."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.engine.bolt import Bolt
from graph.engine.generations import Generations
from graph.engine.home import Home
from graph.engine.jars import VERSION
from graph.engine.remote import parse
from graph.engine.server import alive
from graph.errors import GraphError


@dataclass(frozen=True, slots=True)
class Status:
    """The engine of one workspace.

    Attributes
    ----------
    version : str
        Of Neo4j; empty for a remote server that does not answer.
    place : str
        The folder of a managed server, the address of a remote one.
    running : bool
        Whether a server runs (managed) or answers (remote).
    pid, port : int or None
        Of a running managed server.
    memory, disk : int
        Bytes that a managed server occupies; 0 for a remote one.
    idle_seconds : float
        Since its last question.
    """

    version: str
    place: str
    running: bool
    pid: int | None = None
    port: int | None = None
    memory: int = 0
    disk: int = 0
    idle_seconds: float = 0.0


def status(address: str, *, folder: Path) -> Status:
    """Return the status of a workspace's engine; nothing is started by asking.

    Parameters
    ----------
    address : str
        `managed:` or the address of the unit's own server.
    folder : Path
        The workspace's own folder below `graphs/`.
    """
    if address != "managed:":
        return _remote(address, folder)
    home = Generations(folder / "engine").current()
    return _managed(home) if home else Status(VERSION, str(folder / "engine"), running=False)


def _managed(home: Home) -> Status:
    disk = sum(map(_size, home.folder.rglob("*")))
    if (running := alive(home)) is None:
        return Status(VERSION, str(home.folder), running=False, disk=disk)
    return Status(
        VERSION,
        str(home.folder),
        running=True,
        pid=running.process.pid,
        port=running.port,
        memory=_resident(running.process.process()),
        disk=disk,
        idle_seconds=home.idle_seconds(),
    )


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):  # a running server removes files of its own
        return path.stat().st_size
    return 0


def _resident(process: psutil.Process | None) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss) if process else 0
    return 0


def _remote(address: str, folder: Path) -> Status:
    place = parse(address, folder=folder.parents[1])
    asked = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
    try:
        with contextlib.closing(Bolt(place, patience=3)) as bolt:
            return Status(str(bolt.read(asked, seconds=3, rows=1).rows[0][0]), place.uri, running=True)
    except GraphError:
        return Status("", place.uri, running=False)
