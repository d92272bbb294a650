"""What is known to stand in a workspace's graph, and where: the folder of applied states.

Why numbered folders and one small file that names the current one: a state is complete or it is not named, and
readers of the previous one are never disturbed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from graph.errors import ProjectionError
from graph.projection.plan import Plan, drop_plan, read_plan, write_whole

_CURRENT = "current.json"


@dataclass(frozen=True, slots=True)
class State:
    """One applied state.

    Attributes
    ----------
    number : int
        Names its folder.
    source : str
        What it was projected from: scope, decisions and rules as one text; equal texts make equal states.
    version : int
        The ledger version it shows.
    nodes, links : int
        How many the graph has.
    hash : str
        The graph hash.
    generation : str
        Which home of the engine holds the graph.
    projected_at : str
        When, ISO 8601 UTC.
    left_out : dict of str to int
        Asserted rows without a link, by type.
    """

    number: int
    source: str
    version: int
    nodes: int
    links: int
    hash: str
    generation: str
    projected_at: str
    left_out: dict[str, int] = field(default_factory=dict)


class States:
    """The applied states of one graph.

    Parameters
    ----------
    folder : Path
        `graphs/<workspace>/state` of the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def alone(self, *, patience: float = 600.0) -> Iterator[None]:
        """Let one process at a time change the graph.

        Raises
        ------
        ProjectionError
            When another one does so for longer than `patience` seconds.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / ".lock", timeout=patience):
                yield
        except Timeout as error:
            raise ProjectionError(
                "图谱正由另一进程更新，请稍后再试。Another process is updating this graph."
            ) from error

    def current(self) -> State | None:
        """Return the state that the graph is in, None when it was never filled."""
        path = self.folder / _CURRENT
        return State(**json.loads(path.read_text("utf-8"))) if path.is_file() else None

    def place(self, number: int) -> Path:
        """Return the folder of a state."""
        return self.folder / f"{number:06d}"

    def begin(self) -> tuple[int, Path]:
        """Return a new number and its empty folder, after sweeping away what was left half done."""
        current = self.current()
        number = (current.number if current else 0) + 1
        for path in self.folder.glob("[0-9]*"):
            # The state before the current one may still have readers.
            if not current or not current.number - 1 <= int(path.name) <= current.number:
                shutil.rmtree(path, ignore_errors=True)
        place = self.place(number)
        place.mkdir(parents=True)
        return number, place

    def pending(self) -> Plan | None:
        """Return the plan that was being applied when its process ended, if there is one."""
        current = self.current()
        return read_plan(self.place((current.number if current else 0) + 1))

    def accept(self, state: State) -> None:
        """Make a state the current one, in one stroke."""
        write_whole(self.folder / _CURRENT, json.dumps(asdict(state), ensure_ascii=False))
        drop_plan(self.place(state.number))

    def forget(self) -> None:
        """Say that nothing is known of the graph any more, and that no plan is to be finished."""
        (self.folder / _CURRENT).unlink(missing_ok=True)
        for path in self.folder.glob("[0-9]*"):
            shutil.rmtree(path, ignore_errors=True)
