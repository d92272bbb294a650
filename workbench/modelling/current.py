"""The models in force, for analyses: one of each kind, or none where the default is to be used.

Why one whose rows were withdrawn is not used: what is not to be read any more must not go on speaking through a curve.
"""

from __future__ import annotations

from collections.abc import Collection

from models.contract import EvidenceModel
from workbench.modelling.kinds import kind_of
from workbench.modelling.store import Line, Store
from workbench.wording import Said, said

CURRENT, OUTDATED, STALE = "current", "outdated", "stale"


class Current:
    """The models in force of one workspace.

    Parameters
    ----------
    store : Store
        Where its models are.
    cases : collection of str
        Its cases now.

    Attributes
    ----------
    notes : list of Said
        What is to be said of the models that were asked for.
    """

    def __init__(self, store: Store, cases: Collection[str]) -> None:
        self.notes: list[Said] = []
        self._store = store
        self._cases = tuple(cases)
        self._asked: dict[str, EvidenceModel | None] = {}

    def model(self, kind: str, *, batches: Collection[int]) -> EvidenceModel | None:
        """Return the model of a kind, unless rows that it was taught have gone.

        Raises
        ------
        UserError
            When its file is not the one that was written.
        """
        if kind not in self._asked:
            line = self._store.current(kind, self._cases)
            self._asked[kind] = self._taken_up(line, batches) if line else None
        return self._asked[kind]

    def named(self, kind: str) -> str:
        """Return what tells the model of a kind apart from any other; empty without one."""
        line = self._store.current(kind, self._cases)
        return f"-{line.version}-{line.sha256[:12]}" if line else ""

    def _taken_up(self, line: Line, batches: Collection[int]) -> EvidenceModel | None:
        about = {"kind": said(f"model_kind.{line.kind}"), "version": line.version, "at": line.at[:10]}
        if gone(line, batches):
            self.notes.append(said("model.not_used_stale", **about))
            return None
        model = self._store.model(line, kind_of(line.kind).estimator)
        source = "model.used" if line.batches else "model.used_foreign"
        self.notes.append(said(source, actor=line.actor, sha256=line.sha256[:12], **about))
        return model


def gone(line: Line, batches: Collection[int]) -> bool:
    """Return whether rows that a model was taught were withdrawn, corrected or read anew since."""
    return not set(line.batches) <= set(batches)


def state(line: Line, batches: Collection[int], *, scope_key: str, decisions: str) -> str:
    """Return whether a model is `current`, `outdated` (rows or judgements came since) or `stale` (rows have gone)."""
    if gone(line, batches):
        return STALE
    same = (line.scope_key, line.decisions) == (scope_key, decisions)
    return CURRENT if same or not line.batches else OUTDATED
