"""Rejected rows as a file that a person can correct in a spreadsheet program and import again.

Why the original columns: whoever mends a row should see it as the source wrote it; its permanent name goes along in a
column of its own.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa

from graph.identifiers.record import row_id
from graph.ledger import Import, Ledger
from workbench.ingest.asking import arrow

ROW_COLUMN = "_row"
WHY_COLUMN = "原因"


def rejected_file(ledger: Ledger, record: Import, *, rows: pa.Table | None = None) -> Path | None:
    """Write the rejected rows of an import as `rejected/<import>.csv`; UTF-8 with a byte-order mark.

    Parameters
    ----------
    rows : pa.Table, optional
        The rejections, when they are at hand; else they are read from the ledger, so a lost file is no loss.

    Returns
    -------
    Path or None
        The file, which is left alone when it is there; None when no row was rejected.
    """
    path = ledger.folder / "rejected" / f"{record.import_id}.csv"
    if path.exists() or not record.rejected:
        return path if path.exists() else None
    lines = _lines(rejections(ledger, record) if rows is None else rows)
    header = list(dict.fromkeys(name for line in lines for name in line if name not in (ROW_COLUMN, WHY_COLUMN)))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*header, ROW_COLUMN, WHY_COLUMN], restval="")
        writer.writeheader()
        writer.writerows(lines)
    draft.replace(path)
    return path


def rejections(ledger: Ledger, record: Import) -> pa.Table:
    """Return the rejected rows of one import in order: file, sheet, row, column, why, cells (JSON)."""
    with ledger.scope([record.case_key]) as scope:
        query = "SELECT * FROM rejections WHERE batch = $1 ORDER BY file, sheet, row"
        return arrow(scope.connection, query, [record.batch])


def _lines(rows: pa.Table) -> list[dict[str, str]]:
    return [
        json.loads(row["cells"]) | {ROW_COLUMN: row_id(row["file"], row["sheet"], row["row"]), WHY_COLUMN: row["why"]}
        for row in rows.to_pylist()
    ]
