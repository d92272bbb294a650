"""What one capability brings to an evaluation: which folders it reads, how it splits, predicts and scores them.

Why functions in a value and not a class to inherit from: one module, one `CAPABILITY`, one line in the registry.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

Role = Literal["ours", "baseline", "variant"]
Columns = Mapping[str, frozenset[str]]
"""The files of a folder by name, each with its columns (of a JSON object: its keys)."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One way of hiding truth: what is given to the prediction, and what the score compares with.

    Attributes
    ----------
    split : str
        Its name in the records, such as "all" or "half the records".
    seed : int
        What was drawn at random was drawn with it.
    given, truth : mapping of str to callable
        File names, and what writes each file to a path.
    parts : tuple of Fold
        Where one figure is to be had of many splits: each part is predicted apart, in a process of its own, and all of them
        are scored at once, each in a folder of its number.
    """

    split: str
    seed: int
    given: Mapping[str, Callable[[Path], None]]
    truth: Mapping[str, Callable[[Path], None]]
    parts: tuple[Fold, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One figure of one method.

    Attributes
    ----------
    measure, method : str
        What was measured, and of whom.
    role : "ours", "baseline" or "variant"
        What the method is to the product.
    primary : bool
        Whether this is the figure to be judged by; the run keeps it on the first fold only.
    value, lo, hi : float
        The figure and its 95 % interval (equal to it where there is none).
    n : int
        How many things it is a figure of.
    part : str
        What of the fold it is a figure of, such as a layer; added to the split's name.
    """

    measure: str
    method: str
    role: Role
    value: float
    n: int
    lo: float | None = None
    hi: float | None = None
    primary: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability.

    Attributes
    ----------
    name : str
        The folder its sets stand in.
    missing : callable
        Given the files of a folder, returns why they are not such a set, or "" when they are.
    folds : callable
        Given a set's folder, returns the folds; of the first one come the primary figures.
    predict : callable
        (given folder, predictions): reads the one, writes the other.
    score : callable
        (predictions folder, truth folder): returns the figures.
    """

    name: str
    missing: Callable[[Columns], str]
    folds: Callable[[Path], Sequence[Fold]]
    predict: Callable[[Path, Predictions], None]
    score: Callable[[Path, Path], Sequence[Score]]


@dataclass(slots=True)
class Predictions:
    """Where a prediction writes its files, and notes how long each method took and with which parameters."""

    folder: Path
    seed: int = 0
    methods: dict[str, dict[str, object]] = field(default_factory=dict)

    @contextmanager
    def method(self, name: str, **config: object) -> Iterator[None]:
        """Time what is done inside under a method's name."""
        began = time.perf_counter()
        yield
        seconds = time.perf_counter() - began
        known = float(str(self.methods.get(name, {}).get("seconds", 0.0)))
        self.methods[name] = {"seconds": round(known + seconds, 4), "config_hash": hashed({"method": name, **config})}

    def note(self) -> None:
        """Write down the methods; called once, at the end."""
        (self.folder / "methods.json").write_text(json.dumps(self.methods), encoding="utf-8")


def role_of(method: str, *, ours: str, variants: Sequence[str] = ()) -> Role:
    """Return what a method is: ours by its name, a variant if listed, else a baseline."""
    return "ours" if method == ours else "variant" if method in variants else "baseline"


def hashed(config: Mapping[str, object]) -> str:
    """Return a short hash of a method's parameters."""
    return sha256(json.dumps(config, sort_keys=True, default=str).encode()).hexdigest()[:12]


def copied(path: Path) -> Callable[[Path], None]:
    """Return what writes a copy of a file or folder."""

    def write(target: Path) -> None:
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, target)

    return write


def whole(folder: Path, truth: Sequence[str], *, seed: int = 0) -> Fold:
    """Return the fold "all" of a folder: the truth's files apart, every other file given."""
    files = {path.name: copied(path) for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
    given = {name: write for name, write in files.items() if name not in truth}
    return Fold("all", seed, given, {name: write for name, write in files.items() if name in truth})
