"""Work that takes longer than a page: it runs in its own thread and says how far it has come.

Why not inside the page run: Streamlit breaks a run off at the next click, and an import must not end that way.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable

from workbench.faults import words_of

Tell = Callable[[str, float | None], None]  # (what is being done, share done from 0 to 1 or None when unknown)


class Job:
    """One piece of work: running, then either a result or an error in words.

    Parameters
    ----------
    title : str
        What the user asked for, in the language of the session.
    work : callable
        Does it; gets a function to tell progress with, returns the result.
    stop : threading.Event, optional
        Asked by the work whether it should end early; without one it cannot be stopped.
    """

    def __init__(self, title: str, work: Callable[[Tell], object], *, stop: threading.Event | None = None) -> None:
        self.title = title
        self.stop = stop
        self.line = title
        self.share: float | None = None
        self.result: object = None
        self.error: str | None = None
        self.started = time.monotonic()
        self.ended: float | None = None
        self._work = work
        self._thread = threading.Thread(target=contextvars.copy_context().run, args=(self._run,), name=title)

    def start(self) -> Job:
        """Start the thread and return at once."""
        self._thread.start()
        return self

    @property
    def running(self) -> bool:
        """Whether the work still goes on."""
        return self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """How long the work has taken so far, or took."""
        return (self.ended or time.monotonic()) - self.started

    @property
    def stopped(self) -> bool:
        """Whether somebody asked the work to end early."""
        return self.stop is not None and self.stop.is_set()

    def cancel(self) -> None:
        """Ask the work to end at its next step."""
        if self.stop is not None:
            self.stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the work has ended, at most so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self.result = self._work(self._tell)
        except Exception as error:  # noqa: BLE001  the edge: the page shows the words, the log has the rest
            self.error = words_of(error)
        finally:
            self.ended = time.monotonic()

    def _tell(self, line: str, share: float | None = None) -> None:
        self.line, self.share = line, share
