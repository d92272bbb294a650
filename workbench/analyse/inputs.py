"""What an analysis may read: the frames of one scope, worked out once and kept for the next.

Why one object: every frame an adapter can reach comes from the scope it was given, so no adapter can see more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

import pandas as pd

from graph.ledger import Scope, frames
from graph.projection import judged
from graph.projection.clusters import Decision
from workbench.analyse import cases, incidences, people, records, ties
from workbench.analyse.cached import Cached
from workbench.analyse.steps import Steps

if TYPE_CHECKING:
    from models.accounts.triage import AccountTriage
    from models.contract import EvidenceModel
    from models.linkage import CaseLinkage
    from models.resolution import Resolution
    from workbench.modelling.current import Current
    from workbench.wording import Said


class Inputs:
    """The frames of a scope; their columns are described where they are made, in `graph.ledger.frames` and here.

    Parameters
    ----------
    scope : Scope
        The rows that may be seen.
    decisions : sequence of Decision
        The judgements in force: which records are one person.
    ignored : collection of str
        Keys of the unit's known hubs.
    cache : Path
        The workspace's own folder for frames.
    steps : Steps
        Told what is being done.
    models : Current, optional
        The models that the workspace trained itself.
    """

    def __init__(
        self,
        scope: Scope,
        decisions: Sequence[Decision],
        *,
        ignored: Collection[str],
        cache: Path,
        steps: Steps,
        models: Current | None = None,
    ) -> None:
        self.version = scope.version
        self.batches = scope.batches
        self._models = models
        self.scope_key = scope.key
        self.decisions = judged(decisions)
        self.ignored = frozenset(ignored)
        self.step = steps.begin
        self.within = steps.within
        self._scope = scope
        self._decided = decisions
        self._cached = Cached(cache, f"{scope.key}-{self.decisions}")

    @cached_property
    def transfers(self) -> pd.DataFrame:
        """The transfers, one line per event; see `graph.ledger.frames.transfer_events`."""
        return self._cached.frame("transfers", lambda: frames.transfer_events(self._scope))

    @cached_property
    def calls(self) -> pd.DataFrame:
        """The calls, one line per event; see `graph.ledger.frames.call_events`."""
        return self._cached.frame("calls", lambda: frames.call_events(self._scope))

    @cached_property
    def call_sides(self) -> pd.DataFrame:
        """What each number's own rows say of a call; see `graph.ledger.frames.call_sides`."""
        return self._cached.frame("call_sides", lambda: frames.call_sides(self._scope))

    @cached_property
    def sightings(self) -> pd.DataFrame:
        """Who was seen where, records re-pointed to persons; see `graph.ledger.frames.sightings`."""
        return self._cached.frame("sightings", lambda: frames.sightings(self._scope, people=self.people))

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Whose files there are, for which periods; see `graph.ledger.frames.statements`."""
        return self._cached.frame("statements", lambda: frames.statements(self._scope))

    @cached_property
    def people(self) -> pd.DataFrame:
        """Which person each record is: `record, person`."""
        return self._cached.frame("people", lambda: people.people(self._scope, self._decided))

    @cached_property
    def belongings(self) -> pd.DataFrame:
        """Whose numbers, accounts and vehicles; see `workbench.analyse.people.belongings`."""
        return self._cached.frame("belongings", lambda: people.belongings(self._scope, self._decided))

    @cached_property
    def links(self) -> pd.DataFrame:
        """What rows assert of whom; see `workbench.analyse.people.links`."""
        return self._cached.frame("links", lambda: people.links(self._scope, self._decided))

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Every link of the graph that is a fact, as `links` says them; see `workbench.analyse.ties`."""
        return self._cached.frame("ties", lambda: ties.ties(self.links, self.calls, self.transfers, self.sightings))

    @cached_property
    def doubles(self) -> dict[str, str]:
        """The person that a likely double is taken for in networks; see `workbench.analyse.people.write_likely`."""
        found = self._cached.frame("doubles", lambda: people.doubles(self._scope, self._decided))
        return dict(zip(found["person"], found["root"], strict=True))

    @cached_property
    def person_records(self) -> pd.DataFrame:
        """The person records as they are compared; see `workbench.analyse.records`."""
        return self._cached.frame("person_records", lambda: records.person_records(self._scope))

    @cached_property
    def identity_candidates(self) -> pd.DataFrame:
        """Which records are likely of one person; see `workbench.analyse.identities.candidate_pairs`."""
        from workbench.analyse.identities import candidate_pairs  # needs Splink

        trained = self._models.named("identities") if self._models and self.model("identities") else ""
        name = f"identity_candidates{trained}"  # other models, other pairs
        return self._cached.frame(name, lambda: candidate_pairs(self.person_records, self.identity_model))

    @cached_property
    def identity_model(self) -> pd.DataFrame:
        """What the person records teach of typing errors and rarities; see `workbench.analyse.identities`."""
        from workbench.analyse.identities import learned_model, model_frame  # needs Splink

        if trained := self.model("identities"):
            return model_frame(trained)
        return self._cached.frame("identity_model", lambda: learned_model(self.person_records))

    @property
    def judged_apart(self) -> tuple[tuple[str, str], ...]:
        """The pairs of records that were judged different."""
        return tuple((decision.a, decision.b) for decision in self._decided if not decision.same)

    @cached_property
    def owned(self) -> pd.DataFrame:
        """As `belongings`, likely doubles as one person."""
        root = self.belongings["person"].map(lambda person: self.doubles.get(person, person))
        return self.belongings.assign(person=root)

    @cached_property
    def carriers(self) -> dict[str, str]:
        """The carrier of a number, where a register says it."""
        found = self._cached.frame("carriers", lambda: people.carriers(self._scope))
        return dict(zip(found["number"], found["carrier"], strict=True))

    @cached_property
    def institutions(self) -> dict[str, str]:
        """Where an account is, where a register says it."""
        found = self._cached.frame("institutions", lambda: people.institutions(self._scope))
        return dict(zip(found["account"], found["institution"], strict=True))

    def account(self, key: str) -> tuple[str | None, str | None]:
        """Return where an account is and who holds it, as registers say, either missing."""
        return self.institutions.get(key), self.holders.get(key)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Where cells stand: `cell, lat, lon, datum`."""
        return self._cached.frame("cells", lambda: people.cells(self._scope))

    @cached_property
    def areas(self) -> pd.Series[str] | None:
        """Which cells are one place, see `graph.point.areas.cell_areas`; None where no file says where cells stand."""
        from graph.point.areas import cell_areas  # needs scipy

        return cell_areas(self.cells) if len(self.cells) else None

    @cached_property
    def marks(self) -> pd.DataFrame:
        """Whom cases name on the offender's side: `person, case`; see `workbench.analyse.people.marks`."""
        return self._cached.frame("marks", lambda: people.marks(self._scope, self._decided))

    @cached_property
    def cases(self) -> pd.DataFrame:
        """The cases as case linkage wants them; see `workbench.analyse.cases`."""
        return self._cached.frame("cases", lambda: cases.cases(self._scope, self._decided))

    @cached_property
    def incidences(self) -> pd.DataFrame:
        """Who shares what; see `workbench.analyse.incidences`."""
        return self._cached.frame("incidences", lambda: incidences.incidences(self._scope, self._decided))

    def traffic(self, begin: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
        """Return what numbers and accounts shared in a period; see `workbench.analyse.incidences.traffic`."""
        return incidences.traffic(self._scope, period=(begin, end))

    @cached_property
    def names(self) -> dict[str, str]:
        """What people and things are called, by key."""
        found = self._cached.frame("names", lambda: people.names(self._scope, self._decided))
        return dict(zip(found["key"], found["name"], strict=True))

    @cached_property
    def holders(self) -> dict[str, str]:
        """Who has a number, account or vehicle, by key: names, the first of the register first."""
        owned = self.belongings.assign(name=self.belongings["person"].map(self.names)).dropna(subset=["name"])
        return dict(owned.groupby("key")["name"].agg(lambda of: "、".join(dict.fromkeys(of))))

    def called(self, key: str) -> str:
        """Return what a key or its holder is called, else the key."""
        return self.names.get(key) or self.holders.get(key) or key

    def keys_of(self, key: str) -> list[str]:
        """Return a key with what else stands for it in a network: of a person, its numbers and accounts."""
        person = self.doubles.get(key, key)
        mine = self.belongings["person"].map(lambda owner: self.doubles.get(owner, owner)) == person
        return sorted({person, *self.belongings.loc[mine, "key"]})

    def named(self, frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        """Return a frame with a column `…_name` behind each of these columns of keys: what it or its holder is called."""
        made = frame.copy()
        for column in columns:
            names = [self.names.get(key) or self.holders.get(key) for key in frame[column]]
            made.insert(
                list(made.columns).index(column) + 1, f"{column}_name", pd.Series(names, frame.index, dtype=object)
            )
        return made

    @overload
    def model(self, kind: Literal["linkage"]) -> CaseLinkage | None: ...
    @overload
    def model(self, kind: Literal["accounts"]) -> AccountTriage | None: ...
    @overload
    def model(self, kind: Literal["identities"]) -> Resolution | None: ...
    def model(self, kind: str) -> EvidenceModel | None:
        """Return the model of a kind that this workspace trained and has in force; None where the default is to be used.

        Raises
        ------
        UserError
            When its file is not the one that was written.
        """
        return self._models.model(kind, batches=self.batches) if self._models else None

    @property
    def model_notes(self) -> tuple[Said, ...]:
        """What is to be said of the models that were asked for: which was used, or why none was."""
        return tuple(self._models.notes) if self._models else ()

    @cached_property
    def records(self) -> dict[str, str]:
        """The smallest record of each person: what a kept result names the person by."""
        known = self.people.drop_duplicates("person")  # in the order of the records
        return dict(zip(known["person"], known["record"], strict=True))
