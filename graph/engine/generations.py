"""The generations of a workspace's graph: one is current, a rebuild grows beside it and takes its place at once.

Why a pointer file: replacing it is atomic, so a reader finds the old graph or the new one, never half of either, and
those who are still reading finish on the old.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from graph.engine.home import Home, write_private
from graph.engine.processes import Identity, own_identity


@dataclass(frozen=True, slots=True)
class Generations:
    """The homes below one folder."""

    folder: Path

    @classmethod
    def of(cls, home: Home) -> Generations:
        """Return the generations that a home belongs to."""
        return cls(home.folder.parent)

    def current(self) -> Home | None:
        """Return the home that questions go to, or None before the first."""
        try:
            return Home(self.folder / (self.folder / "current").read_text(encoding="ascii"))
        except FileNotFoundError:
            return None

    def first(self) -> Home:
        """Return the current home; make the first one where there is none."""
        if home := self.current():
            return home
        with self._lock():
            if home := self.current():
                return home
            home = self._new()
            self._point_to(home)
            return home

    def fresh(self) -> Home:
        """Make a home that this process builds and nobody else sees yet."""
        with self._lock():
            home = self._new()
            write_private(_builder_file(home), json.dumps(asdict(own_identity())))
            return home

    def make_current(self, home: Home) -> None:
        """Let questions go to this home from now on."""
        with self._lock():
            self._point_to(home)
            _builder_file(home).unlink(missing_ok=True)

    def homes(self) -> list[Home]:
        """Return every home that stands here, oldest first."""
        return [Home(path) for path in sorted(self.folder.glob("g*")) if re.fullmatch(r"g\d+", path.name)]

    def obsolete(self, home: Home) -> bool:
        """Return whether a home is neither current nor being built by a living process."""
        current = self.current()
        return current is not None and home.folder != current.folder and not _being_built(home)

    def remove(self, home: Home) -> None:
        """Delete a home whose server has stopped; it vanishes at once and is then emptied."""
        doomed = home.folder.with_name(f"removed-{home.folder.name}")
        shutil.rmtree(doomed, ignore_errors=True)
        if home.folder.exists():
            home.folder.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
        for lock in self.folder.glob(f"{home.folder.name}*.lock"):
            lock.unlink(missing_ok=True)

    def _new(self) -> Home:
        numbers = [int(home.folder.name[1:]) for home in self.homes()]
        home = Home(self.folder / f"g{max(numbers, default=0) + 1:06d}")
        home.prepare()
        return home

    def _point_to(self, home: Home) -> None:
        write_private(self.folder / "current", home.folder.name)

    def _lock(self) -> FileLock:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self.folder / "generations.lock")


def _builder_file(home: Home) -> Path:
    return home.folder / "builder.json"


def _being_built(home: Home) -> bool:
    try:
        return Identity(**json.loads(_builder_file(home).read_text(encoding="ascii"))).alive()
    except (OSError, ValueError, TypeError):
        return False
