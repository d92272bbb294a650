"""Kept results: what an analysis found and a named person wrote down, until another one withdraws it.

Why in the ledger: a result must outlive the graph it is drawn in, be cited by the state it was made on, and go when its
rows go. Items are written first and count for nothing; one line in the list makes them count, all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypedDict

import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import LedgerError
from graph.ledger.compaction import MANY, compact_all
from graph.ledger.delta import Table
from graph.ledger.draft import new_batch
from graph.ledger.listing import Listing
from graph.ledger.runs import Item, Run, about, check, content_of, in_force, line_of, numbered, read_run
from graph.ledger.scope import Scope
from graph.ledger.standing import cited
from graph.ledger.tables import DERIVED, DERIVED_ITEMS
from graph.ledger.verify import Difference


class Terms(TypedDict):
    """What is said of a result beside its items: whose it is, how it was made, from what, by whom and why."""

    workspace: str
    cases: Sequence[str]
    method: str
    method_version: str
    params: str
    input_version: int
    scope_key: str
    decisions: str
    seconds: float
    warnings: str
    actor: str
    purpose: str
    why: str


class Derived:
    """The kept results of a data folder, append-only.

    Parameters
    ----------
    folder : Path
        `ledger` of the data folder.
    version : callable
        Tells the ledger version; asked while nobody else can commit.
    """

    def __init__(self, folder: Path, version: Callable[[], int]) -> None:
        self._list: Listing[Run] = Listing(folder / "derived", DERIVED, read_run)
        self._items = Table(folder / "derived_items", DERIVED_ITEMS)
        self._version = version
        self._compacting = folder / ".compact-derived.lock"

    def keep(self, scope: Scope, items: Sequence[Item], terms: Terms) -> Run:
        """Write a result down.

        Parameters
        ----------
        scope : Scope
            What its workspace sees now: every row that an item cites must be there; the result itself may be older.
        items : sequence of Item
            The links and groups it found.
        terms : Terms
            What else is to be known of it.

        Returns
        -------
        Run
            The new line, or the line in force that says the very same already.

        Raises
        ------
        LedgerError
            When an item cannot be shown, rests on nothing, or cites a row that the scope does not have.
        """
        check(items)
        hashes = cited(scope.connection, [item.reasons for item in items])
        if lost := [
            n for n, (item, hash_) in enumerate(zip(items, hashes, strict=True), 1) if item.reasons and not hash_
        ]:
            raise LedgerError(
                f"第 {lost[0]} 项所依据的行已不在本专班范围内，请重新运行分析。"
                f"Rows that item {lost[0]} rests on are not in this workspace's scope (any more); run the analysis again."
            )
        lines, batch = [line_of(item) for item in items], new_batch()
        fields = dict(terms) | {"action": "keep", "batch": batch, "items": len(items), "content": content_of(lines)}
        fields["cases"] = sorted(terms["cases"])
        if (said := _already(self.history(), fields)) is not None:
            return said
        self._items.append(_table(lines, hashes, batch=batch))
        made = self._commit(lambda records: _already(records, fields) or self._next(records, fields))
        if self._items.crowded(MANY):
            self.compact()
        return made

    def withdraw(
        self, run: str, *, workspace: str, cases: Collection[str], actor: str, purpose: str | None, why: str
    ) -> Run:
        """Take a run back; the line that withdraws it says who did, when and why.

        Raises
        ------
        LedgerError
            When the workspace sees no such run in force.
        """

        def decide(records: list[Run]) -> Run:
            found = next((r for r in in_force(records, workspace, cases) if r.run == run), None)
            if found is None:
                raise LedgerError(f"本专班没有可撤销的结果 {run}。There is no kept result {run} here to withdraw.")
            said = {"action": "withdraw", "actor": actor, "purpose": purpose, "why": why}
            return self._next(records, about(found) | said)

        return self._commit(decide)

    def history(self) -> list[Run]:
        """Return every line ever written, withdrawals too, in order."""
        return self._list.records()

    def runs(self, workspace: str, cases: Collection[str], *, version: int | None = None) -> list[Run]:
        """Return the runs that a workspace sees and nobody withdrew; see `graph.ledger.runs.in_force`."""
        return in_force(self.history(), workspace, cases, version=version)

    def items(self, runs: Iterable[Run]) -> pa.Table:
        """Return the items of some runs in the order of the runs: `run method`, then the columns of `DERIVED_ITEMS`."""
        of_batch = {run.batch: run for run in runs}
        found = _read(self._items, {batch for batch in of_batch if batch is not None})
        lines = [of_batch[batch] for batch in found.column("batch").to_pylist()]
        named = found.add_column(0, "method", pa.array([line.method for line in lines], pa.string()))
        named = named.add_column(0, "run", pa.array([line.run for line in lines], pa.string()))
        return named.drop_columns(["batch"]).sort_by([("run", "ascending"), ("item", "ascending")])

    def standing(self, scope: Scope, runs: Sequence[Run]) -> pa.Table:
        """Return the items of some runs with a last column `stands`: whether the scope shows all their rows as cited."""
        items = self.items(runs)
        now = cited(scope.connection, items.column("reasons").to_pylist()) if runs else []
        stands = [then == hash_ for then, hash_ in zip(items.column("cited").to_pylist(), now, strict=True)]
        return items.append_column("stands", pa.array(stands, pa.bool_()))

    def verify(self) -> Iterator[Difference]:
        """Yield every kept run, withdrawn ones included, whose items are not what its line says."""
        kept = [run for run in self.history() if run.action == "keep"]
        lines: dict[str, list[dict[str, Any]]] = {run.run: [] for run in kept}
        for line in self.items(kept).to_pylist():
            lines[line["run"]].append(line)
        for run in kept:
            there = len(lines[run.run])
            if there != run.items:
                kind = "missing_rows" if there < run.items else "extra_rows"
                yield Difference(kind, None, run.method, run.run, f"derived_items: {there} / {run.items}")
            elif content_of(lines[run.run]) != run.content:
                yield Difference("changed_items", None, run.method, run.run, "derived_items")

    def snapshot(self) -> list[Path]:
        """Return the files that hold all of it as of now; the list is taken first, what it names is then there."""
        return [*self._list.table.snapshot(), *self._items.snapshot()]

    def compact(self) -> None:
        """Join small files and drop items that no line ever listed, once they are a day old."""
        listed = {run.batch for run in self.history()}
        compact_all([self._items], lists=self._list.table, listed=listed, lock=self._compacting)

    def _commit(self, decide: Callable[[list[Run]], Run]) -> Run:
        return self._list.commit(decide)

    def _next(self, records: list[Run], fields: dict[str, object]) -> Run:
        return numbered(records, fields, ledger_version=self._version())


_SAME = ("workspace", "method", "method_version", "params", "scope_key", "decisions", "content")


def _already(records: Sequence[Run], fields: dict[str, Any]) -> Run | None:
    """Return the run in force that says the same: keeping a result twice keeps it once."""
    standing = in_force(records, fields["workspace"], fields["cases"])
    return next((run for run in standing if all(getattr(run, name) == fields[name] for name in _SAME)), None)


def _table(lines: Sequence[dict[str, object]], hashes: Sequence[str | None], *, batch: int) -> pa.Table:
    numbered_lines = enumerate(zip(lines, hashes, strict=True), 1)
    stored = [line | {"batch": batch, "item": item, "cited": hash_} for item, (line, hash_) in numbered_lines]
    return pa.Table.from_pylist(stored, schema=DERIVED_ITEMS)


def _read(table: Table, batches: Collection[int]) -> pa.Table:
    import pyarrow.compute as pc  # slow to import, needed only here

    paths = [file.path for file in table.files() if file.batches() & set(batches)]
    parts = [pq.read_table(path).select(DERIVED_ITEMS.names).cast(DERIVED_ITEMS) for path in paths]
    every = pa.concat_tables([DERIVED_ITEMS.empty_table(), *parts])
    return every.filter(pc.is_in(every.column("batch"), pa.array(sorted(batches), pa.int64())))
