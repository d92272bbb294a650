"""A question that does not end when it should is waited for only so long.

Why not the server's time limit alone: Neo4j looks at the clock between rows, and one expression that counts to a
hundred billion never comes to a second row.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from graph.errors import QueryError

T = TypeVar("T")


class Runaway(QueryError):
    """The server can no longer be made to end a question."""


def patience(seconds: float) -> float:
    """Return how long to wait for a question with this limit: a busy machine ends it late."""
    return seconds * 1.5 + 5


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what the work returns, or raise what it raises.

    Raises
    ------
    Runaway
        When it takes longer than so many seconds; it goes on in a thread of its own, which nobody waits for.
    """
    job = _Job(work)
    job.thread.start()
    job.thread.join(seconds)
    if job.thread.is_alive():
        raise Runaway("查询无法按时停止，已强制结束。The question could not be stopped in time and was ended by force.")
    if job.error is not None:
        raise job.error
    return job.results[0]


class _Job(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self.results: list[T] = []
        self.error: BaseException | None = None
        self._work = work
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.results.append(self._work())
        except BaseException as error:  # noqa: BLE001  raised again where the question was asked
            self.error = error
