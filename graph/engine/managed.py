"""Neo4j as a child of ours: one server per workspace, started by whoever asks first, shared by all who ask after.

Why no daemon: a lock file and a state file are enough for any number of starters, and nothing has to be set up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from graph.engine.bolt import Address
from graph.engine.crowd import make_room
from graph.engine.distribution import distribution, home_argument
from graph.engine.generations import Generations
from graph.engine.home import Home, Running
from graph.engine.launch import START_SECONDS, address_of, answers, comes_up, launch
from graph.engine.processes import with_argument
from graph.engine.server import alive, find, server_lock
from graph.engine.watchdog import watch, watched
from graph.errors import EngineError

Say = Callable[[str], None]
_PROBES = 4


class Superseded(EngineError):
    """The home is gone: a rebuilt graph took its place."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How servers are started: from which cache, when they stop again, how many at once, and who is told."""

    cache: Path
    idle_minutes: float
    say: Say
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Managed:
    """The managed server of a workspace; `pinned` holds on to one generation, as a rebuild does."""

    generations: Generations
    terms: Terms
    pinned: Home | None = None

    def locate(self) -> tuple[Address, Home]:
        """Return where the current generation's server is, started if need be."""
        while True:
            home = self.pinned or self.generations.first()
            try:
                return ensure(home, self.terms), home
            except Superseded:
                if self.pinned:
                    raise

    def moved(self, home: Home | None) -> bool:
        """Return whether questions now go to another generation than the given one."""
        return self.pinned is None and self.generations.current() != home


def ensure(home: Home, terms: Terms) -> Address:
    """Return the address of the home's server, started if need be.

    Raises
    ------
    Superseded
        When the home was removed meanwhile.
    EngineError
        When the server does not start; it names the log.
    """
    address = find(home)
    if address and watched(home):
        return address
    if not address:
        terms.say("正在启动图数据库，约需十秒…… Starting the graph database, about ten seconds …")
    with server_lock(home):
        return _found_or_started(home, terms)


def _found_or_started(home: Home, terms: Terms) -> Address:
    """Use what another starter left behind if it comes to life, end what does not, else start anew."""
    if not home.exists():
        raise Superseded("图已被重建的新版取代。The graph was superseded by a rebuilt one.")
    watch(home, terms.idle_minutes)  # before the start: a starter that is killed leaves no server unwatched
    running = _revived(home) or _launched(home, terms)
    home.started(running)
    home.use()
    return address_of(home, running)


def _revived(home: Home) -> Running | None:
    """Give a server that once answered a few probes, and one that is still starting the time a start may take."""
    if (running := alive(home)) is None:
        return None
    address = address_of(home, running)
    if running.ready and any(answers(address) for _ in range(_PROBES)):
        return running
    if not running.ready and comes_up(home, running, until=running.process.created + START_SECONDS):
        return replace(running, ready=True)
    running.process.kill()
    return None


def _launched(home: Home, terms: Terms) -> Running:
    for stray in with_argument(home_argument(home.folder)):
        stray.kill()
    make_room(home, terms.limit)
    return launch(home, distribution(terms.cache))
