"""The models of one workspace: files of its own folder, each named by its digest, and a list of who made and withdrew them.

Why a list that only grows: whoever reads a result of last year must find the model that said it, and its card.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from models.contract import EvidenceModel
from models.errors import Untrusted
from models.persisted import digest, restored, stored
from workbench.errors import UserError
from workbench.modelling.card import Card, read_card, written_card
from workbench.wording import say

TRAIN, WITHDRAW = "train", "withdraw"
Model = TypeVar("Model", bound=EvidenceModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list: a model that was trained, or the withdrawal of it.

    Attributes
    ----------
    kind, version : str and int
        Which.
    action : "train" or "withdraw"
        What was done.
    actor, purpose, why, at : str
        By whom, for what, for which reason, when (UTC).
    sha256, card_sha256 : str
        What the files of the model and of its card are.
    cases : tuple of str
        The workspace's cases then; a workspace that has lost one of them does not see the model.
    batches : tuple of int
        Whose rows it was taught; empty when it was taught from a folder.
    scope_key, decisions : str
        Hash of those rows and of the judgements then.
    """

    kind: str
    version: int
    action: str
    actor: str
    purpose: str
    why: str
    at: str
    sha256: str
    card_sha256: str
    cases: tuple[str, ...]
    batches: tuple[int, ...]
    scope_key: str
    decisions: str


class Store:
    """The models in a folder.

    Parameters
    ----------
    folder : Path
        `models` in the workspace's own folder; made when the first model is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._list = folder / "list.json"

    def lines(self) -> list[Line]:
        """Return every line, the oldest first."""
        if not self._list.exists():
            return []
        told = json.loads(self._list.read_text(encoding="utf-8"))
        return [Line(**line | {name: tuple(line[name]) for name in ("cases", "batches")}) for line in told]

    def current(self, kind: str, cases: Collection[str]) -> Line | None:
        """Return the line of the model in force that a workspace with these cases sees; None where there is none."""
        last = next((line for line in reversed(self.lines()) if line.kind == kind), None)
        return last if last and last.action == TRAIN and set(last.cases) <= set(cases) else None

    def keep(self, model: EvidenceModel, card: Card, *, batches: Collection[int]) -> Line:
        """Keep a model with its card, which is told its version and digest, and put it in force."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = stored(model)
        with self._locked():
            lines = self.lines()
            version = 1 + max((line.version for line in lines if line.kind == card.kind), default=0)
            known = card.numbered(version, sha256=digest(data))
            text = written_card(known)
            self._write(f"{card.kind}-{version}.skops", data)
            self._write(f"{card.kind}-{version}.card.json", text)
            made = known.made
            line = Line(
                kind=card.kind,
                version=version,
                action=TRAIN,
                actor=made.actor,
                purpose=made.purpose,
                why=made.why,
                at=made.at,
                sha256=digest(data),
                card_sha256=hashlib.sha256(text).hexdigest(),
                cases=made.cases,
                batches=tuple(sorted(batches)),
                scope_key=made.scope_key,
                decisions=made.decisions,
            )
            self._add(lines, line)
        return line

    def withdraw(self, line: Line, said: Mapping[str, str]) -> Line:
        """Take a model out of force; `said` has actor, purpose, why and at. Its files stay."""
        with self._locked():
            made = Line(**asdict(line) | dict(said) | {"action": WITHDRAW})
            self._add(self.lines(), made)
        return made

    def card(self, line: Line) -> Card:
        """Return the card of a model.

        Raises
        ------
        UserError
            When its file is missing or not the one that was written.
        """
        data = self._read(line, "card.json")
        if hashlib.sha256(data).hexdigest() != line.card_sha256:
            raise UserError(say("model.card_altered", kind=line.kind, version=line.version))
        return read_card(data)

    def model(self, line: Line, kind: type[Model]) -> Model:
        """Return a model.

        Raises
        ------
        UserError
            When its file is missing, not the one that was written, or no model of this kind; nothing of it has run then.
        """
        try:
            return restored(self._read(line, "skops"), kind, sha256=line.sha256)
        except Untrusted as error:
            raise UserError(say("model.altered", kind=line.kind, version=line.version)) from error

    def _read(self, line: Line, ending: str) -> bytes:
        path = self.folder / f"{line.kind}-{line.version}.{ending}"
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise UserError(say("model.missing", kind=line.kind, version=line.version, file=path.name)) from error

    def _locked(self) -> FileLock:
        return FileLock(self.folder / ".lock")

    def _add(self, lines: list[Line], line: Line) -> None:
        told = [asdict(each) for each in (*lines, line)]
        self._write(self._list.name, json.dumps(told, ensure_ascii=False, indent=1).encode())

    def _write(self, name: str, data: bytes) -> None:
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.write_bytes(data)
        draft.replace(self.folder / name)
