"""Which folders beneath a folder are labelled sets, of what, and why the others cannot be read.

Why by columns too: a set may lie in a folder of any name, or its files may be named otherwise than usual.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.evaluate.capability import Capability, Columns
from workbench.wording import say

DATA = (".csv", ".csv.gz", ".json", ".zip")
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A set that a capability can read."""

    capability: Capability
    folder: Path

    @property
    def name(self) -> str:
        """Return the folder's name."""
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Unread:
    """A folder with data that no capability reads, and why."""

    folder: Path
    why: str


def sets_in(data: Path, capabilities: Sequence[Capability]) -> tuple[list[Found], list[Unread]]:
    """Return the sets in a folder and beneath it, and the folders with data that are none, both by path.

    A folder below one that has a capability's name must be a set of that capability; any other is whatever its files'
    columns say.
    """
    found: list[Found] = []
    unread: list[Unread] = []
    for folder in _folders(data):
        match = _matched(folder, capabilities)
        if isinstance(match, Capability):
            found.append(Found(match, folder))
        else:
            unread.append(Unread(folder, match))
    return found, unread


def columns_of(folder: Path) -> Columns:
    """Return the data files of a folder with their columns, and its folders with none."""
    files = {path.name: _columns(path) for path in sorted(folder.iterdir()) if path.name.endswith(DATA)}
    return files | {path.name + "/": frozenset() for path in sorted(folder.iterdir()) if path.is_dir()}


def _folders(data: Path, depth: int = _DEPTH) -> Iterator[Path]:
    """Yield the folders that have data files of their own; what lies beneath one of them belongs to it."""
    inside = [path for path in sorted(data.iterdir()) if not path.name.startswith(".")]
    if any(path.is_file() and path.name.endswith(DATA) for path in inside):
        yield data
    elif depth:
        for path in inside:
            if path.is_dir():
                yield from _folders(path, depth - 1)


def _matched(folder: Path, capabilities: Sequence[Capability]) -> Capability | str:
    """Return the capability that reads a folder, or why none does."""
    try:
        files = columns_of(folder)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return say("evaluate.unreadable", why=error)
    why = {found.name: found.missing(files) for found in capabilities}
    for found in capabilities:
        if not why[found.name] and found.name in (folder.parent.name, folder.name):
            return found
    named = [why[name] for name in (folder.parent.name, folder.name) if why.get(name)]
    able = [found for found in capabilities if not why[found.name]]
    if able and not named:
        return able[0]
    return named[0] if named else say("evaluate.no_capability", files=", ".join(files))


def _columns(path: Path) -> frozenset[str]:
    if path.name.endswith(".zip"):
        return frozenset()
    if path.name.endswith(".json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(content) if isinstance(content, dict) else frozenset()
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as lines:
        return frozenset(name.strip() for name in next(csv.reader(lines), []))
