"""A question's way to the server that is right at this moment, and back to it when that server went away.

Why counted users: when a rebuilt graph takes over, new questions go there at once while those on the way finish on the
old one, whose connections close behind the last of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from graph.engine.bolt import Address, Bolt
from graph.engine.faults import ServerGone
from graph.engine.home import Home

T = TypeVar("T")
_ATTEMPTS = 3


class Server(Protocol):
    """Where the graph lives: managed by us, or the unit's own."""

    def locate(self) -> tuple[Address, Home | None]:
        """Return the address of a server that answers, and its home if it is ours."""

    def moved(self, home: Home | None) -> bool:
        """Return whether questions belong to another home than the given one."""


class _Seat:
    """A connection pool, who uses it now, and whether it is to be closed behind the last user."""

    def __init__(self, address: Address, home: Home | None) -> None:
        self.bolt = Bolt(address)
        self.home = home
        self.users = 0
        self.leaving = False


class Connection:
    """The pool that questions use; safe to share between threads."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seat: _Seat | None = None
        self._lock = threading.RLock()

    def ask(self, question: Callable[[Bolt], T], *, attempts: int = _ATTEMPTS) -> T:
        """Put a question to the server; if it went away, restart it and ask again.

        Raises
        ------
        ServerGone
            When it goes away every time.
        """
        for attempt in range(1, attempts + 1):
            with self._taken() as seat:
                try:
                    return question(seat.bolt)
                except ServerGone:
                    self._leave(seat)
                    if attempt == attempts:
                        raise
        raise AssertionError("unreachable")

    def home(self) -> Home | None:
        """Return the home that questions go to now; None for a server that is not ours."""
        with self._taken() as seat:
            return seat.home

    def kill(self) -> None:
        """End the server at once, if it is ours; a question after this starts it again."""
        with self._lock:
            seat = self._seat
        if seat is not None:
            if seat.home and (running := seat.home.running()):
                running.process.kill()
            self._leave(seat)

    def close(self) -> None:
        """Let the pool go; a question after this opens a new one."""
        if seat := self._seat:
            self._leave(seat)

    @contextmanager
    def _taken(self) -> Iterator[_Seat]:
        with self._lock:
            seat = self._current()
            seat.users += 1
        if seat.home:
            seat.home.use()
        try:
            yield seat
        finally:
            with self._lock:
                seat.users -= 1
                self._close_if_left(seat)

    def _current(self) -> _Seat:
        if self._seat and self._server.moved(self._seat.home):
            self._leave(self._seat)
        if self._seat is None:
            self._seat = _Seat(*self._server.locate())
        return self._seat

    def _leave(self, seat: _Seat) -> None:
        with self._lock:
            seat.leaving = True
            if self._seat is seat:
                self._seat = None
            self._close_if_left(seat)

    def _close_if_left(self, seat: _Seat) -> None:
        if seat.leaving and seat.users == 0:
            seat.bolt.close()
