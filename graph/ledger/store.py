"""The ledger as a whole: keep a file, draft its rows, commit them, withdraw them, read what a scope may see."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import pyarrow as pa

from graph.errors import LedgerError
from graph.ledger.compaction import MANY, compact_all
from graph.ledger.delta import KEPT_HOURS, Table
from graph.ledger.draft import Draft, Terms, batch_age
from graph.ledger.imports import Import, ImportLog, last_seq, live, numbered, to_table
from graph.ledger.originals import Original, Originals
from graph.ledger.scope import Scope
from graph.ledger.tables import ROW_TABLES
from graph.ledger.verify import Difference, Progress, Reread, verify

if TYPE_CHECKING:
    from graph.ledger.derived import Derived


class Ledger:
    """Every row of every imported file, append-only; open it with `Ledger.open`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.originals = Originals(folder / "originals")
        self._log = ImportLog(folder / "ledger" / "imports")
        self._tables = {name: Table(folder / "ledger" / name, schema) for name, schema in ROW_TABLES.items()}

    @classmethod
    def open(cls, folder: Path) -> Ledger:
        """Open the ledger of a data folder, making its tables when they are absent."""
        return cls(folder)

    @property
    def version(self) -> int:
        """The number of the last commit; 0 for an empty ledger."""
        return last_seq(self._log.records())

    @cached_property
    def derived(self) -> Derived:
        """The kept results of analyses."""
        from graph.ledger.derived import Derived  # most questions never ask for them

        return Derived(self.folder / "ledger", lambda: self.version)

    def keep(self, path: Path) -> Original:
        """Copy a file into the originals; the same bytes are kept once."""
        return self.originals.keep(path)

    def original(self, sha256: str) -> Path:
        """Return where the original of this hash is, or raise LedgerError."""
        return self.originals.find(sha256)

    def draft(self, original: Original) -> Draft:
        """Begin an attempt to import a kept file."""
        return Draft(self._tables, original, self._commit)

    def acquire(self, original: Original, batch: int, **terms: Unpack[Terms]) -> Import:
        """Put rows that are already in the ledger into another case's scope: no row is written again."""
        return self._list(original, batch, terms)

    def records(self, cases: Iterable[str] | None = None, *, version: int | None = None) -> list[Import]:
        """Return the imports and corrections that count, in the order they were made."""
        return live(self._log.records(), cases=None if cases is None else frozenset(cases), version=version)

    def imports(self, cases: Iterable[str] | None = None, version: int | None = None) -> pa.Table:
        """Return the whole list (retractions too) of these cases, with a last column `live`: whether a line counts."""
        wanted = None if cases is None else frozenset(cases)
        known = [r for r in self._log.records() if version is None or r.seq <= version]
        counting = {r.import_id for r in live(known)}
        shown = [r for r in known if wanted is None or r.case_key in wanted]
        return to_table(shown).append_column("live", pa.array([r.import_id in counting for r in shown], pa.bool_()))

    def history(self) -> list[Import]:
        """Return every line ever listed, retractions too, in the order they were made."""
        return self._log.records()

    def find_import(self, sha256: str, case_key: str, document_no: str | None) -> Import | None:
        """Return the import of these bytes into this case under this document that counts, if there is one."""
        sought = {"action": "import", "file": sha256, "case_key": case_key, "document_no": document_no}
        return _already(live(self._log.records()), sought)

    def batch_of(self, sha256: str, *read_by: str) -> int | None:
        """Return the newest batch made of these bytes by a mapping, its version and that of the normaliser.

        Another case acquires that batch instead of reading the bytes again.
        """
        made = (
            r.batch
            for r in reversed(self._log.records())
            if r.action in _READINGS
            and (r.file, r.mapping, r.mapping_version, r.normaliser_version) == (sha256, *read_by)
        )
        return next(made, None)

    def retract(self, import_id: str, *, actor: str, why: str) -> Import:
        """Withdraw an import and the corrections made of it; its rows leave every later version.

        Raises
        ------
        LedgerError
            When there is no such import, or it no longer counts.
        """

        def decide(records: list[Import]) -> Import:
            found = next((r for r in live(records) if r.import_id == import_id), None)
            if found is None:
                raise LedgerError(f"没有可撤回的导入 {import_id}。There is no import {import_id} to retract.")
            about = {name: getattr(found, name) for name in _ABOUT}
            return numbered(records, about | {"action": "retract", "of_import": import_id, "actor": actor, "why": why})

        return self._log.commit(decide)

    def scope(self, cases: Iterable[str] | None, *, version: int | None = None, without: str | None = None) -> Scope:
        """Open what the cases' imports show, and nothing else; None is every case, `without` leaves one import out."""
        records = [r for r in self._log.records() if version is None or r.seq <= version]
        shown = live(records, cases=None if cases is None else frozenset(cases))
        kept = [r for r in shown if r.import_id != without]
        return Scope(self.folder, self._tables, kept, version=last_seq(records))

    def verify(self, *, reread: Reread | None = None, progress: Progress | None = None) -> Iterator[Difference]:
        """Yield every difference between what was imported and what is there; see `graph.ledger.verify`."""
        yield from verify(self.folder, self._tables, self._log.records(), reread=reread, progress=progress)
        yield from self.derived.verify()

    def compact(self) -> None:
        """Join small files and drop batches that no import ever listed, once they are a day old.

        Readers and writers go on meanwhile; when another process is compacting already, nothing is done.
        """
        listed = {r.batch for r in self._log.records()}
        lock = self.folder / "ledger" / ".compact.lock"
        compact_all(self._tables.values(), lists=self._log.table, listed=listed, lock=lock)
        self.derived.compact()

    def snapshot(self) -> list[Path]:
        """Return the files that together are the ledger as of now, for a copy; imports may go on meanwhile.

        The lists are taken first, that of kept results before that of imports: whatever they name is then there already.
        """
        kept, listed = self.derived.snapshot(), self._log.table.snapshot()
        rows = [path for table in self._tables.values() for path in table.snapshot()]
        return [*kept, *listed, *rows, *(self.originals.path(sha256) for sha256 in self.originals)]

    def _commit(self, draft: Draft, terms: Terms) -> Import:
        if batch_age(draft.batch) > KEPT_HOURS * 3600 / 2:
            raise LedgerError("这次导入开始得太久，请重新导入。This import was begun too long ago; begin it anew.")
        report = dataclasses.replace(terms["report"], tables=dict(draft.counts))
        record = self._list(draft.original, draft.batch, {**terms, "report": report})
        if any(table.crowded(MANY) for table in (self._log.table, *(self._tables[name] for name in draft.counts))):
            with suppress(LedgerError):  # the import is made; what was not tidied now will be next time
                self.compact()
        return record

    def _list(self, original: Original, batch: int, terms: Terms) -> Import:
        fields = _fields(original, terms) | {"batch": batch}

        def decide(records: list[Import]) -> Import:
            return _already(live(records), fields) or numbered(records, fields)

        return self._log.commit(decide)


# The acts that read an original from beginning to end.
_READINGS = ("import", "remap")
# What a retraction repeats of the import it withdraws, so that a line can be read by itself.
_ABOUT = ("case_key", "document_no", "officers", "file", "file_name", "file_size")
_COUNTS = ("rows_read", "accepted", "rejected", "duplicate", "period_from", "period_to")


def _fields(original: Original, terms: Terms) -> dict[str, object]:
    report = terms["report"]
    counts = {name: getattr(report, name) for name in _COUNTS}
    bytes_ = {"file": original.sha256, "file_name": original.name, "file_size": original.size}
    return {"action": "import"} | dict(terms) | bytes_ | counts | {"report": report.to_json()}


def _already(counting: Iterable[Import], fields: Mapping[str, object]) -> Import | None:
    """Return the line that says the same already: one reading per bytes, case and document."""
    if fields["action"] == "import":
        alike = _same(counting, fields, ("file", "case_key", "document_no"))
        return next((r for r in alike if r.action in _READINGS), None)
    return next(_same(counting, fields, ("action", "file", "case_key", "document_no", "of_import")), None)


def _same(counting: Iterable[Import], fields: Mapping[str, object], names: tuple[str, ...]) -> Iterator[Import]:
    return (r for r in counting if all(getattr(r, name) == fields.get(name) for name in names))
