"""Processes that outlive their starter, named by pid *and* creation time.

Why both: after a crash the pid in a stale file may belong to somebody else's process, which must never be ended.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

_CLOCK_STEP = 2.0  # seconds: creation times are told relative to a wall clock that may have been set meanwhile


class _Detached(subprocess.Popen[bytes]):
    """A child that is meant to outlive its starter."""

    def __del__(self) -> None:
        """Leave it running, without the warning that forgetting a child deserves otherwise."""


# Kept so that a finished child is reaped while its starter lives on; nothing is ever ended through this list.
_spawned: list[_Detached] = []


@dataclass(frozen=True, slots=True)
class Identity:
    """One process for all time: its pid and its creation time in seconds since the epoch."""

    pid: int
    created: float

    def process(self) -> psutil.Process | None:
        """Return the living process, or None when it is gone (or its pid has become another's)."""
        for child in _spawned:
            child.poll()
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.created) < _CLOCK_STEP
            return found if same and found.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None

    def alive(self) -> bool:
        """Return whether the process still runs."""
        return self.process() is not None

    def stop(self, *, seconds: float) -> None:
        """Ask the process to end, and kill it when it has not within the time."""
        if (found := self.process()) is None:
            return
        try:
            found.terminate()
            self.wait(seconds)
        except psutil.Error:
            self.kill()

    def kill(self) -> None:
        """End the process at once and wait until it is gone."""
        if (found := self.process()) is None:
            return
        try:
            found.kill()
            self.wait(10)
        except psutil.Error:
            return  # it went by itself in between

    def wait(self, seconds: float) -> None:
        """Wait until the process is gone; raises psutil.TimeoutExpired."""
        if (found := self.process()) is not None:
            found.wait(seconds)


def identity(pid: int) -> Identity:
    """Return who has this pid now."""
    return Identity(pid, psutil.Process(pid).create_time())


def own_identity() -> Identity:
    """Return who is asking."""
    return identity(os.getpid())


def spawn(command: list[str], *, log: IO[bytes], env: dict[str, str], folder: Path) -> Identity:
    """Start a process in a session of its own, so that it survives the exit and the Ctrl-C of its starter."""
    apart: dict[str, Any] = {"creationflags": 0x00000208} if os.name == "nt" else {"start_new_session": True}
    child = _Detached(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=env, cwd=folder, **apart
    )
    _spawned.append(child)
    return identity(child.pid)


def with_argument(argument: str) -> Iterator[Identity]:
    """Yield the processes that were started with exactly this argument."""
    for process in psutil.process_iter(["cmdline", "create_time"]):
        if argument in (process.info["cmdline"] or ()):
            yield Identity(process.pid, process.info["create_time"])
