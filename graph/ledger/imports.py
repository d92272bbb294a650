"""The commit point: the append-only list of imports, and the rule that says which of them count.

Why one list: rows are written first and mean nothing until a line here names their batch, so an import is either
there with all its rows or not there at all, whatever is killed and whoever reads meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from graph.errors import LedgerError
from graph.ledger import delta
from graph.ledger.tables import IMPORTS

_PATIENCE = 120.0
_COUNTS = ("rows_read", "accepted", "rejected", "duplicate")
_EMPTY: dict[str, Any] = dict.fromkeys(IMPORTS.names) | dict.fromkeys(_COUNTS, 0) | {"report": "{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One line of the list: an import, a remapping, a correction or a retraction. The fields are those of `tables.IMPORTS`."""

    seq: int
    import_id: str
    action: str
    batch: int | None
    of_import: str | None
    case_key: str
    document_no: str | None
    officers: str | None
    file: str | None
    file_name: str | None
    file_size: int | None
    mapping: str | None
    mapping_version: str | None
    normaliser_version: str | None
    rows_read: int
    accepted: int
    rejected: int
    duplicate: int
    period_from: datetime | None
    period_to: datetime | None
    report: str
    actor: str
    why: str | None
    committed_at: datetime


def to_table(records: Iterable[Import]) -> pa.Table:
    """Return the records as an Arrow table with the columns of `tables.IMPORTS`."""
    lines = list(records)
    return pa.table([[getattr(line, name) for line in lines] for name in IMPORTS.names], schema=IMPORTS)


def live(
    records: Sequence[Import], *, cases: Collection[str] | None = None, version: int | None = None
) -> list[Import]:
    """Return the imports and corrections that count, in the order they were made.

    Parameters
    ----------
    records : sequence of Import
        The whole list in order of `seq`.
    cases : collection of str, optional
        Keys of the cases in scope; None for every case.
    version : int, optional
        Only what was known at this ledger version.

    Notes
    -----
    Retracting an import withdraws the corrections made of it, and the corrections of those. A remapping stands in
    for the import it reads anew, whose corrections go on counting; retracting it withdraws both readings.
    """
    known = [r for r in records if version is None or r.seq <= version]
    withdrawn = {r.of_import for r in known if r.action == "retract"}
    superseded = {r.of_import for r in known if r.action == "remap"}
    for record in reversed(known):
        if record.action == "remap" and record.import_id in withdrawn:
            withdrawn.add(record.of_import)
    for record in known:
        if record.action == "correct" and record.of_import in withdrawn:
            withdrawn.add(record.import_id)
    gone = withdrawn | superseded
    made = (r for r in known if r.action != "retract" and r.import_id not in gone)
    return [r for r in made if cases is None or r.case_key in cases]


class ImportLog:
    """The list itself, in a Delta table beside a lock file.

    Parameters
    ----------
    folder : Path
        `ledger/imports` of the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.table = delta.Table(folder, IMPORTS)
        self._lock = FileLock(folder.parent / ".commit.lock", timeout=_PATIENCE)
        self._read: dict[str, list[Import]] = {}

    def records(self) -> list[Import]:
        """Return every line in order of `seq`, as of now."""
        known = self._read
        self._read = {file.path: known.get(file.path) or _lines(file.path) for file in self.table.files()}
        return sorted((line for lines in self._read.values() for line in lines), key=lambda line: line.seq)

    def commit(self, decide: Callable[[list[Import]], Import]) -> Import:
        """Append the line that `decide` makes of the current list; nobody else commits meanwhile.

        A line whose `seq` is already in the list is what is there: nothing is appended.
        """
        try:
            with self._lock:
                records = self.records()
                record = decide(records)
                if record.seq > last_seq(records):
                    self.table.append(to_table([record]))
                return record
        except Timeout as error:
            raise LedgerError("账本正被其他进程写入，请稍后重试。The ledger is being written; try again.") from error


def last_seq(records: Sequence[Import]) -> int:
    """Return the ledger version that a list of records stands for."""
    return records[-1].seq if records else 0


def numbered(records: Sequence[Import], fields: Mapping[str, object]) -> Import:
    """Return the next line after these records, with its number, its id and the present time; the rest as given."""
    seq = last_seq(records) + 1
    values = {"seq": seq, "import_id": f"I{seq:06d}", "committed_at": datetime.now(UTC)}
    return Import(**(_EMPTY | dict(fields) | values))


def _lines(path: str) -> list[Import]:
    # Lines of an older release lack the columns that came later; they take the values of an empty line.
    return [Import(**(_EMPTY | line)) for line in pq.read_table(path).to_pylist()]
