"""The models of a workspace, as its view gives them: taught only what the actor may see, every step audited.

Why a part of the view and not a door of its own: what a model was taught is read, and what it says will be believed; both
need the permission, the scope and the purpose that nothing else has.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from graph.ledger.runs import seen
from graph.projection import judged
from workbench import judgements, visits
from workbench.errors import UserError
from workbench.wording import say

if TYPE_CHECKING:
    from graph.ledger import Scope
    from models.contract import EvidenceModel
    from models.evaluation.validation import Told
    from workbench.analyse.inputs import Inputs
    from workbench.modelling import Card, Kind, Taught
    from workbench.modelling.card import Made
    from workbench.modelling.current import Current
    from workbench.modelling.later import Later
    from workbench.modelling.store import Line, Store
    from workbench.view.view import View

_LISTED = ["kind", "version", "state", "source", "actor", "purpose", "why", "at", "sha256"]


class Models:
    """The models that a workspace trained itself; reach them as `view.models`."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._folder = view._folder / "models"

    def in_force(self) -> Current | None:
        """Return the models for analyses to use; None when there never was one."""
        if not self._folder.exists():
            return None
        from workbench.modelling.current import Current

        return Current(self._store(), self._view._cases())

    def taught(self, kind: str, *, folder: Path | None = None) -> Taught:
        """Return what a model of a kind is taught: of this workspace, or of a folder of labelled data.

        Raises
        ------
        NotAllowed, UserError
            When the actor may not analyse here, there is no such kind, or the folder lacks a file or column.
        """
        from workbench.modelling.kinds import kind_of

        wanted = kind_of(kind)
        self._view._note("analyse", model=kind, data=str(folder or ""))
        with self._view._scope() as scope:
            return self._taught(wanted, folder, scope)

    def train(
        self,
        kind: str,
        *,
        folder: Path | None = None,
        why: str = "",
        rounds: int = 4,
        seed: int = 0,
        progress: Told | None = None,
    ) -> Card:
        """Train a model, validate it, keep it with its card, and put it in force.

        Parameters
        ----------
        kind : str
            `linkage`, `accounts` or `identities`.
        folder : Path, optional
            Labelled data to teach it, in place of what this workspace knows.
        why : str
            The reason; it is kept.
        rounds : int
            How often all groups are held out for the validation; 0 leaves it out, and the card says so.
        seed : int
            Of whatever is drawn at random.
        progress : callable, optional
            Told what is being measured, how many parts are done, and how many there are.

        Raises
        ------
        NotAllowed, UserError
            When the actor may not train here, or too little is known to learn from.
        """
        from workbench.modelling.kinds import kind_of
        from workbench.modelling.training import trained

        wanted = kind_of(kind)
        self._view._note("train", model=kind, data=str(folder or ""), seed=seed)
        with self._view._scope() as scope:
            taught, made = self._taught(wanted, folder, scope), self._made(scope, why, seed=seed, here=folder is None)
            batches = scope.batches if folder is None else frozenset[int]()
        model, card = trained(wanted, taught, made, rounds=rounds, told=progress)
        line = self._store().keep(model, card, batches=batches)
        self._view._record("train", {"model": kind, "version": line.version, "sha256": line.sha256, "why": why})
        return self._store().card(line)

    def validate(
        self, kind: str, *, folder: Path | None = None, rounds: int = 4, seed: int = 0, progress: Told | None = None
    ) -> Card:
        """Return the card that a model would get, without keeping anything; see `train`."""
        from workbench.modelling.kinds import kind_of
        from workbench.modelling.training import trained

        wanted = kind_of(kind)
        self._view._note("analyse", model=kind, validate=str(folder or ""), seed=seed)
        with self._view._scope() as scope:
            taught, made = self._taught(wanted, folder, scope), self._made(scope, "", seed=seed, here=folder is None)
        return trained(wanted, taught, made, rounds=rounds, told=progress)[1]

    def model(self, kind: str) -> EvidenceModel | None:
        """Return the model of a kind in force; None where there is none, or rows that it was taught have gone.

        Raises
        ------
        UserError
            When its file is not the one that was written.
        """
        self._view._note("read", model=kind)
        known = self.in_force()
        with self._view._scope() as scope:
            return known.model(kind, batches=scope.batches) if known else None

    def card(self, kind: str, version: int | None = None) -> Card:
        """Return the card of the model in force, or of a former one by its version.

        Raises
        ------
        UserError
            When there is none, or its file is not the one that was written.
        """
        self._view._note("read", card=kind, version=version)
        return self._store().card(self._line(kind, version))

    def listed(self) -> pd.DataFrame:
        """Return every model that this workspace trained, the newest first.

        Returns
        -------
        DataFrame
            `kind, version, state, source, actor, purpose, why, at` (UTC) and `sha256`; `state` is `current`, `outdated`
            (rows or judgements came since), `stale` (rows that it was taught have gone: it is not used), `replaced` or
            `withdrawn`.
        """
        self._view._note("read", list="models")
        lines = self._seen()
        withdrawn = {(line.kind, line.version) for line in lines if line.action == "withdraw"}
        last = {line.kind: line.version for line in lines}
        found = [line for line in reversed(lines) if line.action == "train"]
        told = [self._told(line, withdrawn=withdrawn, last=last[line.kind]) for line in found]
        return pd.DataFrame(told, columns=pd.Index(_LISTED))

    def withdraw(self, kind: str, *, why: str) -> Line:
        """Take the model in force back: analyses use the default again; its files and card stay.

        Raises
        ------
        NotAllowed, UserError
            When the actor may not withdraw here, no reason is given, or no model of this kind is in force.
        """
        self._view._may("withdraw")
        if not why.strip():
            raise UserError(say("analyse.needs_why"))
        said = {"actor": self._view.actor, "purpose": self._view.purpose, "why": why, "at": _now()}
        made = self._store().withdraw(self._line(kind, None), said)
        self._view._record("withdraw", {"model": kind, "version": made.version, "why": why})
        return made

    def later(self, kind: str) -> Later | None:
        """Return what people made of what such models found: links kept and withdrawn since, pairs judged same or different.

        None for a kind of which nothing is kept.
        """
        from workbench.modelling.later import judged_pairs, kept_links

        self._view._note("read", later=kind)
        if kind == "linkage":
            cases = self._view._cases()
            runs = [run for run in self._view._ledger.derived.history() if seen(run, self._view.workspace, cases)]
            return kept_links(runs, self._view._ledger.derived.items, type_="SERIES_WITH")
        if kind == "identities":
            return judged_pairs(judgements.decisions(self._view._desk, self._view.workspace))
        return None

    # -- inside ------------------------------------------------------------------------------------------------------

    def _store(self) -> Store:
        from workbench.modelling.store import Store

        return Store(self._folder)

    def _seen(self) -> list[Line]:
        """Return the lines that this workspace may know of: those whose cases it still has."""
        has = set(self._view._cases())
        return [line for line in self._store().lines() if set(line.cases) <= has]

    def _line(self, kind: str, version: int | None) -> Line:
        from workbench.modelling.kinds import kind_of

        kind_of(kind)
        if version is None:
            found = self._store().current(kind, self._view._cases())
        else:
            known = (line for line in self._seen() if (line.kind, line.action) == (kind, "train"))
            found = next((line for line in known if line.version == version), None)
        if found is None:
            raise UserError(
                say("model.none", kind=say(f"model_kind.{kind}"), workspace=self._view.workspace, name=kind)
            )
        return found

    def _taught(self, kind: Kind, folder: Path | None, scope: Scope) -> Taught:
        return kind.from_inputs(self._inputs(scope)) if folder is None else kind.from_folder(folder)

    def _inputs(self, scope: Scope) -> Inputs:
        from workbench.analyse.inputs import Inputs
        from workbench.analyse.steps import Steps

        ignored = [hub.key for hub in visits.ignored_hubs(self._view._desk, self._view.workspace)]
        cache = self._view._folder / "frames"
        return Inputs(scope, self._view._decisions(), ignored=ignored, cache=cache, steps=Steps(1))

    def _made(self, scope: Scope, why: str, *, seed: int, here: bool) -> Made:
        """Return who trains what from where; of a folder's model it tells no state of this workspace."""
        from workbench.modelling.card import Made, versions

        view = self._view
        return Made(
            actor=view.actor,
            purpose=view.purpose,
            why=why,
            at=_now(),
            workspace=view.workspace,
            ledger_version=scope.version,
            scope_key=scope.key if here else "",
            decisions=judged(view._decisions()) if here else "",
            cases=tuple(view._cases()) if here else (),
            seed=seed,
            versions=versions(),
        )

    def _told(self, line: Line, *, withdrawn: set[tuple[str, int]], last: int) -> dict[str, object]:
        said = {name: getattr(line, name) for name in ("kind", "version", "actor", "purpose", "why", "at", "sha256")}
        source = "workspace" if line.batches else "folder"
        if (line.kind, line.version) in withdrawn:
            return said | {"source": source, "state": "withdrawn"}
        return said | {"source": source, "state": self._state(line) if line.version == last else "replaced"}

    def _state(self, line: Line) -> str:
        from workbench.modelling.current import state

        with self._view._scope() as scope:
            return state(line, scope.batches, scope_key=scope.key, decisions=judged(self._view._decisions()))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
