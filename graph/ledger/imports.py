"""The commit point: the append-only list of imports, and the rule that says which of them count.

Why one list: rows are written first and mean nothing until a line here names their batch, so an import is either
there with all its rows or not there at all, whatever is killed and whoever reads meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.ledger.listing import Listing, lines_table
from graph.ledger.tables import IMPORTS

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
    return lines_table(records, IMPORTS)


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


class ImportLog(Listing[Import]):
    """The list itself.

    Parameters
    ----------
    folder : Path
        `ledger/imports` of the data folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, IMPORTS, _line)


def last_seq(records: Sequence[Import]) -> int:
    """Return the ledger version that a list of records stands for."""
    return records[-1].seq if records else 0


def numbered(records: Sequence[Import], fields: Mapping[str, object]) -> Import:
    """Return the next line after these records, with its number, its id and the present time; the rest as given."""
    seq = last_seq(records) + 1
    values = {"seq": seq, "import_id": f"I{seq:06d}", "committed_at": datetime.now(UTC)}
    return Import(**(_EMPTY | dict(fields) | values))


def _line(values: dict[str, Any]) -> Import:
    # Lines of an older release lack the columns that came later; they take the values of an empty line.
    return Import(**(_EMPTY | values))
