"""An original read once more, as its import read it: what `fusion verify` compares the ledger's rows with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from graph.ledger import Import, Ledger
from workbench.errors import UserError
from workbench.ingest.archive import read_graph
from workbench.ingest.correcting import changed_rows, correct_rows, fixed_rows, plan_again, rejected_cells
from workbench.ingest.importing import connection_of, mapping_folders
from workbench.ingest.mapping import find_mapping
from workbench.ingest.plan import plan_for
from workbench.ingest.rules import Mapping
from workbench.ingest.run import Run, silent
from workbench.ingest.source import identify
from workbench.ingest.tables import read_tables
from workbench.ingest.tally import Tally
from workbench.wording import say


class _Collected:
    """Keeps what a draft would have got."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, pa.Table]] = []

    def put(self, table: str, rows: pa.Table) -> None:
        """Keep rows of one of the ledger's tables."""
        if rows.num_rows:
            self.parts.append((table, rows))


def _check_version(mapping: Mapping, record: Import) -> None:
    if mapping.version != record.mapping_version:
        told = {"mapping": mapping.name, "version": record.mapping_version, "now": mapping.version}
        raise UserError(say("import.mapping_moved", file=record.file_name, import_id=record.import_id, **told))


class Rereader:
    """Reads originals of a ledger again; pass it to `Ledger.verify`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __call__(self, path: Path, record: Import) -> Iterator[tuple[str, pa.Table]]:
        """Yield (table, rows) as the import `record` made them of the original at `path`."""
        kept = _Collected()
        with connection_of(self._ledger) as connection:
            run = Run(connection, record.file or "", kept, Tally(connection, record.file or "", None), silent)
            (self._correction if record.action == "correct" else self._original)(run, path, record)
        yield from kept.parts

    def _original(self, run: Run, path: Path, record: Import) -> None:
        name, mapping = record.file_name or path.name, record.mapping or ""
        folders = mapping_folders(self._ledger)
        _check_version(find_mapping(mapping, folders=folders), record)
        if identify(path, name=name).kind == "archive":
            read_graph(run, plan_for(path, mapping=mapping, folders=folders, name=name))
        else:
            read_tables(run, plan_again(self._ledger, record.file or "", mapping, name=name))

    def _correction(self, run: Run, path: Path, record: Import) -> None:
        lines = self._ledger.imports().to_pylist()
        corrected = next(line for line in lines if line["import_id"] == record.of_import)
        plan = plan_again(self._ledger, corrected["file"], corrected["mapping"], name=corrected["file_name"])
        old = rejected_cells(self._ledger, record.case_key, corrected["file"], version=record.seq - 1)
        fixed = changed_rows(fixed_rows(path, title=record.file_name or path.name), old)
        correct_rows(run, plan, fixed, old=old, who=record.actor, why=record.why or "")
