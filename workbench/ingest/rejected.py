"""Rejected rows as a file that a person can correct in a spreadsheet program and import again.

Why the original columns: whoever mends a row should see it as the source wrote it; its permanent name goes along in a
column of its own.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from graph.identifiers.record import row_id
from graph.ledger import Import, Ledger

ROW_COLUMN = "_row"
WHY_COLUMN = "原因"


def write_rejected(ledger: Ledger, record: Import) -> Path:
    """Write the rejected rows of an import as `rejected/<import>.csv` and return the path; UTF-8 with a mark.

    The file is made anew from the ledger whenever it is asked for, so a lost one is no loss.
    """
    path = ledger.folder / "rejected" / f"{record.import_id}.csv"
    if path.exists():
        return path
    lines = rejected_lines(ledger, record)
    header = list(dict.fromkeys(name for line in lines for name in line))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*header, ROW_COLUMN, WHY_COLUMN], restval="")
        writer.writeheader()
        writer.writerows(lines)
    draft.replace(path)
    return path


def rejected_lines(ledger: Ledger, record: Import) -> list[dict[str, str]]:
    """Return the rejected rows of one import: the cells as they stood, the row's id and why."""
    with ledger.scope([record.case_key]) as scope:
        query = "SELECT file, sheet, row, why, cells FROM rejections WHERE batch = $1 ORDER BY file, sheet, row"
        rows = scope.sql(query, [record.batch]).fetchall()
    return [
        json.loads(cells) | {ROW_COLUMN: row_id(file, sheet, row), WHY_COLUMN: why}
        for file, sheet, row, why, cells in rows
    ]
