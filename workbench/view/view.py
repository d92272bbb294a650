"""The one door to the stores: who asks, in which workspace, for what purpose; what they may see; what they asked.

Why one object: the scope, the permission and the audit line cannot be forgotten by a page or a command that has no other
way in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from graph import engine
from graph.engine import Answer, Graph
from graph.ledger import Import, Ledger, Scope
from graph.projection import (
    Decision,
    Hit,
    Projected,
    State,
    States,
    judged,
    live_hash,
    open_index,
    project,
    source_of,
)
from graph.projection.evidence import event_rows, frame, link_rows, node_rows
from graph.queries import Query, catalogue, load
from workbench import audit, judgements, visits, workspace
from workbench.access import require
from workbench.desk import Desk
from workbench.errors import NotAllowed, UserError
from workbench.ingest import Imported, correct_file, import_file, remap_file
from workbench.ingest.rejected import rejected_file
from workbench.settings import Settings
from workbench.view import asking, cypher
from workbench.view.answers import Entity, SourceRow, Status, Table
from workbench.view.entity import entity
from workbench.view.modelling import Models
from workbench.view.original import header_of, rows_around
from workbench.visits import Ignored
from workbench.wording import say

if TYPE_CHECKING:
    from graph.ledger.runs import Run
    from workbench.analyse import Analysis, Result
    from workbench.analyse.result import Origin
    from workbench.analyse.steps import Cancel, Progress

Say = Callable[[str], None]


class View:
    """A workspace as one person may see it; open it with `View.open`.

    Attributes
    ----------
    workspace, actor, purpose : str
        Which, who, and what for: they stand in every audit line.
    seconds : float
        How long a question may take.
    """

    def __init__(self, settings: Settings, desk: Desk, known: workspace.Workspace, *, purpose: str, tell: Say) -> None:
        self.workspace = known.name
        self.actor = settings.actor
        self.purpose = purpose
        self.settings = settings
        self.seconds = cypher.SECONDS
        self._desk = desk
        self._folder = settings.home / "graphs" / known.slug
        self._tell = tell

    @classmethod
    def open(
        cls,
        name: str,
        *,
        actor: str | None = None,
        purpose: str | None = None,
        settings: Settings | None = None,
        tell: Say | None = None,
    ) -> Self:
        """Open a workspace.

        Parameters
        ----------
        name : str
            Of the workspace.
        actor : str, optional
            Who asks; by default the settings' actor.
        purpose : str, optional
            What for; by default the workspace's own purpose.
        settings : Settings, optional
            By default those of the environment.
        tell : callable, optional
            Told a sentence when something takes time, such as the start of Neo4j.

        Raises
        ------
        NotAllowed
            When the actor may not read here, or there is no such workspace.
        """
        settings = settings or Settings.from_environment()
        settings = replace(settings, actor=actor or settings.actor)
        desk = Desk.open(settings)
        require(desk, settings.actor, "read", name)
        known = workspace.get(desk, name)
        return cls(settings, desk, known, purpose=purpose or known.purpose, tell=tell or _silent)

    def close(self) -> None:
        """Let go of the stores; the server lives on until it is idle."""
        if "_graph" in self.__dict__:
            self._graph.close()
        self._desk.close()

    def __enter__(self) -> Self:
        """Return the view itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def version(self) -> int:
        """The ledger version as it is now; a number tells nothing of anybody, so it is no question."""
        return self._ledger.version

    # -- questions ---------------------------------------------------------------------------------------------------

    def questions(self) -> list[Query]:
        """Return the question library."""
        return list(catalogue())

    def ask(self, name: str, /, **params: object) -> Table:
        """Ask a question of the library.

        Parameters
        ----------
        name : str
            Its name.
        **params
            Its parameters; where a key is wanted, a number or name that only one thing has will do.
        """
        query = load(name)
        self._note("ask", question=name, params=params)
        bound = asking.bind(query, params, self._exact)
        answer, seconds = _timed(lambda: self._graph.read(query.text, bound, seconds=self.seconds, rows=cypher.ROWS))
        return _table(asking.finished(query, answer, bound), seconds)

    def cypher(self, text: str, params: Mapping[str, object] | None = None) -> Table:
        """Ask a question in Cypher; see `workbench.view.cypher.answer` for what is turned away."""
        self._note("ask", cypher=text, params=dict(params or {}))
        return _table(*_timed(lambda: cypher.answer(self._graph, text, params, seconds=self.seconds)))

    def search(self, text: str, *, limit: int = 50) -> list[Hit]:
        """Find entities by a number, a name, pinyin or initials, or a part of one; the best come first."""
        self._note("search", text=text)
        return self._search(text, limit)

    def search_many(self, texts: Sequence[str]) -> dict[str, list[Hit]]:
        """Find the entities that have exactly these numbers or names; a text nothing has gets its best partial hits."""
        self._note("search", texts=list(texts))
        return {text: self._exact(text) or self._search(text, 5) for text in texts}

    def entity(self, key: str) -> Entity:
        """Return an entity with its properties and links."""
        self._note("ask", entity=key)
        return entity(self._graph, key)

    def rows(self, link_id: str) -> pd.DataFrame:
        """Return every source row behind a link; see `graph.projection.evidence.link_rows`."""
        self._note("ask", rows=link_id)
        with self._scope() as scope:
            return link_rows(scope.connection, link_id, state=self._state_folder())

    def node_rows(self, key: str) -> pd.DataFrame:
        """Return every source row that describes an entity."""
        self._note("ask", rows=key)
        with self._scope() as scope:
            return node_rows(scope.connection, key, state=self._state_folder())

    def event_rows(self, events: Iterable[str]) -> pd.DataFrame:
        """Return every source row of some events or rows, as an analysis cites them by their ids."""
        wanted = sorted(set(events))
        self._note("ask", events=wanted)
        with self._scope() as scope:
            return event_rows(scope, wanted)

    def source(self, file: str, sheet: str, row: int) -> SourceRow:
        """Return a row of an original file as it stands there.

        Raises
        ------
        NotAllowed
            When the file is in none of the workspace's live imports.
        """
        self._note("ask", source=[file, sheet, row])
        found = next((line for line in self._imports() if line.file == file), None)
        if found is None:
            raise NotAllowed(say("view.not_in_scope", file=file[:16]))
        name, path = found.file_name or file, self._ledger.original(file)
        around = rows_around(path, sheet, row, name=name)
        mappings = self._ledger.folder / "mappings"
        header = header_of(path, sheet, mapping=found.mapping, name=name, mappings=mappings)
        basis = (found.import_id, found.document_no, found.officers)
        return SourceRow(file, name, sheet, row, list(header), around[row], around, *basis)

    # -- imports -----------------------------------------------------------------------------------------------------

    def imports(self) -> pd.DataFrame:
        """Return every line of the workspace's imports, retractions too, the newest first; `live` tells what counts."""
        self._note("read", list="imports")
        return self._lines()

    def news(self) -> pd.DataFrame:
        """Return what was imported or retracted since the actor's last visit, and count this as a visit."""
        self._note("read", list="news")
        since = self._since
        lines = self._lines()
        visits.visit(self._desk, self.workspace, self.actor, ledger_version=self._ledger.version)
        return lines[lines["seq"] > since]

    def rejected(self, import_id: str) -> pd.DataFrame:
        """Return the rejected rows of an import: file, sheet, row, column, why and the cells as they stood."""
        self._note("read", rejected=import_id)
        with self._scope() as scope:
            select = (
                "SELECT r.file, r.sheet, r.row, r.column, r.why, r.cells FROM rejections r JOIN imports i USING (batch)"
            )
            return frame(scope.sql(f"{select} WHERE i.import_id = $1 ORDER BY ALL", [import_id]))

    def rejected_file(self, import_id: str) -> Path | None:
        """Return the rejected rows of an import as a file ready to be mended; None when nothing was rejected."""
        self._note("read", rejected_file=import_id)
        record = next((line for line in self._imports() if line.import_id == import_id), None)
        return rejected_file(self._ledger, record) if record else None

    def import_files(
        self,
        paths: Iterable[Path],
        *,
        case: str,
        document_no: str | None,
        officers: str | None,
        mapping: str | None = None,
        progress: Callable[[float, int], None] | None = None,
    ) -> list[Imported]:
        """Import files into a case of this workspace; see `workbench.ingest.importing.import_file`.

        Raises
        ------
        NotAllowed
            When the actor may not import, or the case is not of this workspace.
        """
        self._may("import")
        audit.recover(self._desk, self._ledger.history())
        if workspace.case_key(case) not in self._cases():
            raise NotAllowed(say("view.not_our_case", case=case, workspace=self.workspace))
        made = []
        for path in paths:
            done = import_file(
                self._ledger,
                Path(path),
                case=case,
                document_no=document_no,
                officers=officers,
                actor=self.actor,
                mapping=mapping,
                progress=progress,
            )
            detail = {"import_id": done.record.import_id, "case": done.record.case_key, "file": done.record.file}
            self._record("import", detail | {"document_no": document_no, "already": done.already})
            made.append(done)
        return made

    def correct_file(self, path: Path, *, of_import: str, why: str) -> Imported:
        """Import corrected rows of a rejected-rows file; see `workbench.ingest.correcting.correct_file`."""
        self._may("import")
        self._ours(of_import)
        done = correct_file(self._ledger, Path(path), of_import=of_import, why=why, actor=self.actor)
        detail = {"import_id": done.record.import_id, "of_import": of_import, "case": done.record.case_key, "why": why}
        self._record("correct", detail)
        return done

    def remap(
        self,
        import_id: str,
        why: str,
        *,
        mapping: str | None = None,
        progress: Callable[[float, int], None] | None = None,
    ) -> Imported:
        """Read the original of an import anew; see `workbench.ingest.remapping.remap_file`."""
        self._may("import")
        self._ours(import_id)
        done = remap_file(self._ledger, import_id, why=why, actor=self.actor, mapping=mapping, progress=progress)
        detail = {"import_id": done.record.import_id, "of_import": import_id, "case": done.record.case_key, "why": why}
        self._record("remap", detail | {"mapping": done.record.mapping})
        return done

    def retract(self, import_id: str, why: str) -> Import:
        """Withdraw an import; its rows leave the graph at the next projection."""
        self._may("retract")
        self._ours(import_id)
        made = self._ledger.retract(import_id, actor=self.actor, why=why)
        detail = {"import_id": made.import_id, "of_import": import_id, "case": made.case_key, "why": why}
        self._record("retract", detail)
        return made

    # -- decisions ---------------------------------------------------------------------------------------------------

    def judge(self, a: str, b: str, verdict: str, why: str) -> judgements.Judgement:
        """Decide about two records, or about the records that two persons are known by; see `judgements.judge`."""
        self._may("judge")
        first, second = (self._record_of(key) for key in (a, b))
        made = judgements.judge(self._desk, self.workspace, first, second, verdict, why=why, actor=self.actor)
        self._record("judge", {"a": made.a, "b": made.b, "verdict": verdict, "why": why, "seq": made.seq})
        return made

    def judged(self) -> list[judgements.Judgement]:
        """Return the decisions in force, in the order they were made."""
        self._note("read", list="judgements")
        return judgements.decisions(self._desk, self.workspace)

    def person_records(self, records: Iterable[str]) -> pd.DataFrame:
        """Return some person records as they are compared, in the order asked; see `workbench.analyse.records`."""
        from workbench.analyse.records import person_records

        wanted = list(dict.fromkeys(records))
        self._note("ask", records=wanted)
        with self._scope() as scope:
            known = person_records(scope).set_index("record_id")
        return known.loc[[record for record in wanted if record in known.index]].reset_index()

    def ignored(self) -> list[Ignored]:
        """Return the unit's list of known hubs."""
        self._note("read", list="ignored")
        return visits.ignored_hubs(self._desk, self.workspace)

    def ignore(self, key: str, note: str) -> None:
        """Put a hub on that list."""
        visits.ignore(self._desk, self.workspace, key, note=note, actor=self.actor)
        self._record("ignore", {"key": key, "note": note})

    def unignore(self, key: str) -> None:
        """Take a hub off that list."""
        visits.unignore(self._desk, self.workspace, key, actor=self.actor)
        self._record("unignore", {"key": key})

    # -- analyses: imported when first asked for, since they need what nothing else does -----------------------------

    def analyses(self) -> list[Analysis]:
        """Return every analysis with its parameters."""
        from workbench.analyse import analyses

        return list(analyses())

    def analyse(
        self, name: str, /, *, progress: Progress | None = None, cancel: Cancel | None = None, **params: object
    ) -> Result:
        """Run an analysis on what this workspace may see.

        Parameters
        ----------
        name : str
            Its name.
        progress : callable, optional
            Told each step as it begins, how many are done, and how many there are.
        cancel : callable or event, optional
            Asked before each step whether to stop.
        **params
            Its parameters, as in `ask`; where it takes several, a list, or text with commas.

        Raises
        ------
        NotAllowed, UserError
            When the actor may not, there is no such analysis, or a parameter is missing or of no use.
        Cancelled
            When it was stopped.
        """
        from workbench.analyse import analysis
        from workbench.analyse.inputs import Inputs
        from workbench.analyse.running import run
        from workbench.analyse.steps import Steps

        wanted = analysis(name)
        self._note("analyse", analysis=name, version=wanted.version, params=params)
        bound, steps = asking.bind(wanted, params, self._exact), Steps(wanted.steps, progress=progress, cancel=cancel)
        ignored = [hub.key for hub in visits.ignored_hubs(self._desk, self.workspace)]
        with self._scope() as scope:
            inputs = Inputs(
                scope,
                self._decisions(),
                ignored=ignored,
                cache=self._folder / "frames",
                steps=steps,
                models=self.models.in_force(),
            )
            return run(
                wanted,
                bound,
                inputs,
                steps=steps,
                workspace=self.workspace,
                keep=self._keep_for,
                origin=self._origin(),
            )

    def keep(self, result: Result, *, why: str) -> Run:
        """Write a result down; its links are drawn dotted from the next projection on.

        Raises
        ------
        NotAllowed, UserError
            When the actor may not, the result is of another workspace, has no links, or no reason is given.
        LedgerError
            When a row that it rests on was withdrawn meanwhile.
        """
        from workbench.analyse import keeping

        self._may("keep")
        audit.recover_kept(self._desk, self._ledger.derived.history())
        keeping.refuse_other_workspace(result, self.workspace)
        with self._scope() as scope:
            made = keeping.keep(
                self._ledger, scope, result, cases=self._cases(), actor=self.actor, purpose=self.purpose, why=why
            )
        self._record("keep", {"run": made.run, "method": made.method, "items": made.items, "why": why})
        return made

    def withdraw(self, run: str, *, why: str) -> Run:
        """Take a kept result back; its links leave the graph at the next projection, the record of it stays."""
        self._may("withdraw")
        if not why.strip():
            raise UserError(say("analyse.needs_why"))
        made = self._ledger.derived.withdraw(
            run, workspace=self.workspace, cases=self._cases(), actor=self.actor, purpose=self.purpose, why=why
        )
        self._record("withdraw", {"run": made.run, "of_run": run, "method": made.method, "why": why})
        return made

    def kept(self) -> pd.DataFrame:
        """Return the results in force, the newest first; see `workbench.analyse.keeping.kept`."""
        from workbench.analyse import keeping

        self._note("read", list="kept")
        with self._scope() as scope:
            return keeping.kept(self._ledger, scope, self._runs(), decisions=judged(self._decisions()))

    @cached_property
    def models(self) -> Models:
        """The models that this workspace trained itself; see `workbench.view.modelling.Models`."""
        return Models(self)

    # -- the graph ---------------------------------------------------------------------------------------------------

    def project(self, *, rebuild: bool = False, progress: Callable[[int, int], None] | None = None) -> Projected:
        """Bring the graph up to date; `rebuild` builds it anew beside the old one and swaps it in."""
        self._may("project")
        tell = _written(progress)
        with self._scope() as scope, ExitStack() as stack:
            anew = stack.enter_context(engine.fresh(**self._engine())) if rebuild else None
            decided, derived = self._decisions(), self._ledger.derived.standing(scope, self._runs())
            into, states = self._graph, self._states
            done = project(scope, decided, graph=into, states=states, derived=derived, rebuild=anew, progress=tell)
        detail = {"version": done.version, "hash": done.hash, "touched": done.touched, "rebuild": rebuild}
        self._record("project", detail)
        return done

    def status(self) -> Status:
        """Return how the workspace stands, without starting anything."""
        self._note("read", status=True)
        state = self._states.current()
        with self._scope() as scope:
            stale = _stale(state, source_of(scope, self._decisions(), self._ledger.derived.items(self._runs())))
        return Status(
            workspace=self.workspace,
            ledger_version=self._ledger.version,
            graph_version=state.version if state else None,
            nodes=state.nodes if state else 0,
            links=state.links if state else 0,
            hash=state.hash if state else "",
            projected_at=datetime.fromisoformat(state.projected_at) if state else None,
            left_out=state.left_out if state else {},
            stale=stale,
            engine=engine.status(self.settings.graph, folder=self._folder),
            sizes={name: _size(self.settings.home / name) for name in ("originals", "ledger", "graphs")},
        )

    def graph_hash(self) -> str:
        """Return the graph hash as Neo4j has it now, read element by element."""
        self._note("read", hash=True)
        return live_hash(self._graph)

    # -- inside ------------------------------------------------------------------------------------------------------

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger.open(self.settings.home)

    @cached_property
    def _graph(self) -> Graph:
        return engine.open_graph(**self._engine())

    @cached_property
    def _states(self) -> States:
        return States(self._folder / "state")

    @cached_property
    def _since(self) -> int:
        last = visits.last_visit(self._desk, self.workspace, self.actor)
        return last.ledger_version if last else 0

    def _engine(self) -> dict[str, Any]:
        return {
            "address": self.settings.graph,
            "folder": self._folder,
            "cache": self.settings.cache,
            "workspace": self.workspace,
            "idle_minutes": self.settings.idle_minutes,
            "say": self._tell,
        }

    def _may(self, action: str) -> None:
        require(self._desk, self.actor, action, self.workspace)

    def _note(self, action: str, **detail: object) -> None:
        """Ask for permission to read, and write the audit line before anything is read."""
        self._may(action)
        self._record(action, detail)

    def _record(self, action: str, detail: Mapping[str, object]) -> None:
        audit.record(
            self._desk,
            actor=self.actor,
            workspace=self.workspace,
            purpose=self.purpose,
            action=action,
            detail=detail,
        )

    def _cases(self) -> list[str]:
        return workspace.cases(self._desk, self.workspace)

    def _scope(self) -> Scope:
        return self._ledger.scope(self._cases())

    def _imports(self) -> list[Import]:
        return self._ledger.records(self._cases())

    def _ours(self, import_id: str) -> None:
        if import_id not in {line.import_id for line in self._imports()}:
            raise NotAllowed(say("view.no_import", import_id=import_id, workspace=self.workspace))

    def _lines(self) -> pd.DataFrame:
        lines: pd.DataFrame = self._ledger.imports(self._cases()).to_pandas()
        return lines.sort_values("seq", ascending=False, ignore_index=True)

    def _decisions(self) -> list[Decision]:
        made = judgements.decisions(self._desk, self.workspace)
        return [Decision(j.a, j.b, j.verdict == "same") for j in made if j.verdict in ("same", "different")]

    def _runs(self) -> list[Run]:
        return self._ledger.derived.runs(self.workspace, self._cases())

    def _origin(self) -> Origin:
        from workbench.analyse.result import Origin

        files = {line.file: line.file_name or line.file for line in self._imports() if line.file}
        return Origin(self.actor, self.purpose, tuple(self._cases()), files)

    def _keep_for(self, result: Result, why: str) -> Run:
        return self.keep(result, why=why)

    def _state_folder(self) -> Path:
        state = self._states.current()
        if state is None:
            raise UserError(say("view.not_projected", workspace=self.workspace))
        return self._states.place(state.number)

    def _search(self, text: str, limit: int) -> list[Hit]:
        index = open_index(self._state_folder())
        known = (index.entity(form) for form in asking.forms(text))
        return [hit for hit in known if hit][:1] or index.find(text, limit=limit)

    def _exact(self, text: str) -> list[Hit]:
        index = open_index(self._state_folder())
        known = [hit for form in asking.forms(text) if (hit := index.entity(form))]
        return known[:1] or index.exact(text)

    def _record_of(self, key: str) -> str:
        """Return the smallest record of a person; a record stays what it is."""
        if not key.startswith("person:"):
            return key
        with self._scope() as scope:
            clusters = str(self._state_folder() / "clusters.parquet")
            found = scope.sql("SELECT min(record) FROM read_parquet($1) WHERE person = $2", [clusters, key]).fetchall()
        if found[0][0] is None:
            raise UserError(say("view.no_entity", key=key))
        return str(found[0][0])


def _stale(state: State | None, source: str) -> list[str]:
    if state is None:
        return [say("view.never_projected")]
    parts = zip_longest(
        ("rows", "judgements", "rules", "kept"), state.source.split("/"), source.split("/"), fillvalue=""
    )
    return [say(f"view.stale_{name}") for name, then, now in parts if then != now]


def _timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


def _table(answer: Answer, seconds: float) -> Table:
    return Table(answer.columns, answer.rows, answer.truncated, seconds)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _written(progress: Callable[[int, int], None] | None) -> Callable[[str, int, int], None]:
    def tell(stage: str, done: int, total: int) -> None:
        if progress and stage == "write":
            progress(done, total)

    return tell


def _silent(_: str) -> None:
    """Tell nobody."""
