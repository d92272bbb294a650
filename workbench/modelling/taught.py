"""What a model is taught: things, what is known of each, and where all of it comes from.

Why the source is part of it: a card that cannot say whose material it was describes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pandas as pd

from workbench.errors import UserError
from workbench.wording import say

WORKSPACE, FOLDER = "workspace", "folder"


@dataclass(frozen=True, slots=True)
class Taught:
    """What a model is taught.

    Attributes
    ----------
    kind : str
        Of the model.
    frame : DataFrame
        A line per case, account or record.
    labels : sequence
        What is known of each line: of a case who committed it (empty: not solved), of an account whether it is worth
        tracing; empty where nothing needs to be known.
    groups : sequence
        What each line belongs to; groups are held out whole.
    source : "workspace" or "folder"
        Where it comes from.
    name : str
        Of the workspace or folder.
    period : tuple of str
        The first and the last day of it; empty where nothing has a day.
    files : mapping of str to str
        Of a folder, the SHA-256 of each file.
    rows : int
        How many rows of files tell of them.
    poorer : callable, optional
        Returns the lines as they are where a share of the material is missing.
    """

    kind: str
    frame: pd.DataFrame
    labels: Sequence[Collection[str]] | Sequence[bool] = ()
    groups: Sequence[int] = ()
    source: str = WORKSPACE
    name: str = ""
    period: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    poorer: Callable[[float], pd.DataFrame] | None = None

    @property
    def hands(self) -> list[frozenset[str]]:
        """Who committed each case; empty where nobody knows."""
        return [frozenset() if isinstance(who, bool) else frozenset(who) for who in self.labels]

    @property
    def marks(self) -> list[bool]:
        """Whether each account is known to be worth tracing."""
        return [bool(label) for label in self.labels]

    @property
    def known(self) -> int:
        """Of how many lines something is known: cases with an offender, accounts worth tracing."""
        return sum(map(bool, self.labels))


def period_of(instants: pd.Series) -> tuple[str, ...]:
    """Return the first and the last day of some instants, as ISO dates."""
    told = pd.to_datetime(instants, errors="coerce", format="mixed").dropna()
    return (f"{told.min():%Y-%m-%d}", f"{told.max():%Y-%m-%d}") if len(told) else ()


def files_of(folder: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Return the files of a folder of labelled data.

    Raises
    ------
    UserError
        When one is missing; names may give several forms, such as `transfers.csv|transfers.csv.gz`.
    """
    if not folder.is_dir():
        raise UserError(say("evaluate.no_folder", folder=folder))
    found = [next((folder / form for form in name.split("|") if (folder / form).exists()), None) for name in names]
    if lost := [name for name, path in zip(names, found, strict=True) if path is None]:
        raise UserError(say("model.no_file", folder=folder, name=lost[0].replace("|", " / ")))
    return tuple(path for path in found if path is not None)


def hashes_of(paths: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of some files, by their names."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in paths}
