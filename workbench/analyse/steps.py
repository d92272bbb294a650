"""How far an analysis is, told step by step, and the place where it can be stopped.

Why between steps and not within: a kernel that runs to its end leaves nothing half written, and none takes long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from workbench.errors import UserError
from workbench.wording import say

# Told the name of the step at work, how many are done (with parts of the present one), and how many there are.
Progress = Callable[[str, float, int], None]


class Event(Protocol):
    """Something that can be set from elsewhere, such as `threading.Event`."""

    def is_set(self) -> bool:
        """Return whether it is set."""


Cancel = Callable[[], bool] | Event


class Cancelled(UserError):
    """The analysis was stopped by whoever asked for it; nothing was kept."""


class Steps:
    """The steps of one analysis.

    Parameters
    ----------
    total : int
        How many there are.
    progress : callable, optional
        Told each step as it begins, and the end.
    cancel : callable or event, optional
        Asked before each step whether to stop.
    """

    def __init__(self, total: int, *, progress: Progress | None = None, cancel: Cancel | None = None) -> None:
        self.done = -1
        self.name = ""
        self.total = total
        self._progress = progress
        self._cancel = cancel

    def begin(self, name: str) -> None:
        """Say that a step begins; those before it are done.

        Raises
        ------
        Cancelled
            When somebody wants to stop.
        """
        self._stop()
        self.done, self.name = min(self.done + 1, self.total), name
        if self._progress:
            self._progress(name, self.done, self.total)

    def within(self, done: int, of: int) -> None:
        """Say that a part of the present step is done; a place to stop, too.

        Raises
        ------
        Cancelled
            When somebody wants to stop.
        """
        self._stop()
        if self._progress:
            self._progress(self.name, self.done + done / max(1, of), self.total)

    def end(self) -> None:
        """Say that all is done; too late to stop counts as stopped."""
        self._stop()
        if self._progress:
            self._progress("done", self.total, self.total)

    def _stop(self) -> None:
        if self._cancel is not None and (self._cancel() if callable(self._cancel) else self._cancel.is_set()):
            raise Cancelled(say("analyse.cancelled"))
