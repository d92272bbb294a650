"""A graph that is built beside the one in use and takes its place at once.

Why a whole new home: readers are never shown a half-built graph, and a rebuild that fails or is killed leaves the old
one as it was.
"""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from graph.engine.graph import Graph, clear
from graph.engine.home import Home
from graph.engine.managed import Managed
from graph.engine.remote import MARK
from graph.engine.server import alive, server_lock, stop
from graph.engine.watchdog import watch


class Rebuild(Protocol):
    """A graph under construction; leaving its `with` block without `swap` abandons it.

    Attributes
    ----------
    graph : Graph
        Empty at first, seen by nobody else.
    """

    graph: Graph

    def swap(self) -> None:
        """Put the new graph in the place of the old one, which is cleared away once its readers are done."""

    def __enter__(self) -> Self:
        """Return the rebuild."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, and abandon what was not swapped in."""


class ManagedRebuild:
    """A rebuild in a new generation of a managed server."""

    def __init__(self, managed: Managed) -> None:
        self._generations = managed.generations
        self._idle_minutes = managed.terms.idle_minutes
        self._swapped = False
        self._clear_abandoned()
        self._home = self._generations.fresh()
        self.graph = Graph(Managed(managed.generations, managed.terms, pinned=self._home))

    def swap(self) -> None:
        """Let questions go to the new graph; the watchdog of the old one stops and removes it behind its readers."""
        old = self._generations.current()
        self._generations.make_current(self._home)
        self._swapped = True
        if old is None:
            return
        with server_lock(old):
            if alive(old):
                watch(old, self._idle_minutes)
            else:
                self._generations.remove(old)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.graph.close()
        if not self._swapped:
            self._remove(self._home)

    def _clear_abandoned(self) -> None:
        """Clear away what killed rebuilds left behind, and superseded homes that nobody watches any more."""
        for home in filter(self._generations.obsolete, self._generations.homes()):
            self._remove(home)

    def _remove(self, home: Home) -> None:
        stop(home)
        self._generations.remove(home)


class RemoteRebuild:
    """A rebuild on a server with one database: the old graph has to go first."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        graph.apply(lambda bolt: clear(bolt, keep=MARK))

    def swap(self) -> None:
        """Do nothing: the new graph was built in the place of the old one."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.graph.close()
