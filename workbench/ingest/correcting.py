"""Corrected rows back into the ledger: under their own names, with what was changed, by whom and why.

Why not as a new file: the row in the original is what was seized; a correction says how a named person reads it.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyarrow as pa

from graph.identifiers.record import parse_row_id, row_id
from graph.ledger import Ledger
from graph.ledger.draft import Terms
from graph.ledger.tables import CORRECTIONS
from workbench.errors import BadFile, UserError
from workbench.ingest.asking import arrow
from workbench.ingest.blocks import block_schema
from workbench.ingest.feed import Feed
from workbench.ingest.importing import Acquisition, Imported, connection_of, finished, made_report, mapping_folders
from workbench.ingest.noted import noted
from workbench.ingest.plan import Plan, open_sheets, plan_for
from workbench.ingest.reading import TableReading, rejections_table
from workbench.ingest.recognition import Recognised
from workbench.ingest.refusing import plain_rejection
from workbench.ingest.rejected import ROW_COLUMN, WHY_COLUMN
from workbench.ingest.run import Run, silent
from workbench.ingest.source import identify
from workbench.ingest.tally import Tally
from workbench.wording import say

OldCells = dict[tuple[str, str, int], dict[str, str]]


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A line of the corrected file: the row it is about and its cells by header."""

    file: str
    sheet: str
    row: int
    cells: Mapping[str, str]


def correct_file(ledger: Ledger, path: Path, *, of_import: str, why: str, actor: str) -> Imported:
    """Import the corrected rows of a rejected-rows file.

    Parameters
    ----------
    path : Path
        The file that `rejected_file` wrote, with some cells changed; unchanged lines are left as they are.
    of_import : str
        The import that rejected the rows.
    why : str
        The reason, kept with every changed cell.

    Raises
    ------
    UserError
        When there is no such import, it was of a graph archive, or no line was changed.
    BadFile
        When the file cannot be read or does not name its rows.
    """
    began = time.monotonic()
    path = Path(path)
    record = next((r for r in ledger.records() if r.import_id == of_import), None)
    if record is None or record.file is None:
        raise UserError(say("import.no_corrected_import", import_id=of_import))
    plan = plan_again(ledger, record.file, record.mapping or "", name=record.file_name or "")
    fixed = fixed_rows(path, title=path.name)
    old = rejected_cells(ledger, record.case_key, record.file)
    changed = changed_rows(fixed, old)
    if not changed:
        raise UserError(say("import.nothing_corrected", file=path.name))
    original = ledger.keep(path)
    draft = ledger.draft(original)
    with connection_of(ledger) as connection, Feed(draft) as feed:
        run = Run(connection, original.sha256, feed, Tally(connection, record.file, None), silent)
        correct_rows(run, plan, changed, old=old, who=actor, why=why)
        run.count.other_lines += 1 + len(fixed) - len(changed)
        report = made_report(run.count, run.tally, template=plan.mapping.zh)
    under = Acquisition(record.case_key, record.document_no, record.officers, actor, why=why)
    terms = {**under.terms(plan.mapping, report), "action": "correct", "of_import": of_import}
    made = draft.commit(**cast(Terms, terms))
    return finished(ledger, made, began=began)


def correct_rows(run: Run, plan: Plan, fixed: Sequence[FixedRow], *, old: OldCells, who: str, why: str) -> None:
    """Read corrected rows by the rules of their own tables, and note every changed cell."""
    known = [row for row in fixed if (row.file, row.sheet, row.row) in old]
    stray = [row for row in fixed if (row.file, row.sheet, row.row) not in old]
    for table in plan.tables:
        rows = sorted((row for row in known if row.sheet == table.sheet.name), key=lambda row: row.row)
        if rows:
            reading = TableReading(run.connection, table.table, file=rows[0].file, put=run.put)
            reading.take(table.table.prepared(_block(table, rows)))
            reading.finish()
            run.count.add(reading.count)
            run.put("corrections", _corrections(rows, old, who=who, why=why))
    for row in stray:
        reason = noted("import.not_rejected")
        sentence = noted("import.not_rejected_why", row=row_id(row.file, row.sheet, row.row))
        refused = plain_rejection((row.sheet, row.row), ROW_COLUMN, sentence, cells=dict(row.cells))
        run.count.rejected += 1
        run.count.reasons[reason] += 1
        run.put("rejections", rejections_table([refused], run.file))


def fixed_rows(path: Path, *, title: str) -> list[FixedRow]:
    """Return the lines of a corrected file, as text or workbook.

    Raises
    ------
    BadFile
        When it has no column `_row`.
    """
    for sheet in open_sheets(identify(path, name=title), title):
        head = sheet.head()
        place = next((i for i, cells in enumerate(head) if ROW_COLUMN in cells), None)
        if place is not None:
            header = head[place]
            blocks = sheet.blocks(skip=place + 1, width=len(header))
            return [row for block in blocks for row in _fixed(block, header)]
    raise BadFile(say("import.no_row_column", file=title))


def plan_again(ledger: Ledger, file: str, mapping: str, *, name: str) -> Plan:
    """Return the plan by which an original was read.

    Raises
    ------
    UserError
        When it is a graph archive, whose rows hang together and are corrected in the archive.
    """
    path, folders = ledger.original(file), mapping_folders(ledger)
    if identify(path, name=name).kind == "archive":
        raise UserError(say("import.graph_not_corrected"))
    try:
        plan = plan_for(path, mapping=None, folders=folders, name=name)
    except BadFile:
        return plan_for(path, mapping=mapping, folders=folders, name=name)
    return plan if plan.mapping.name == mapping else plan_for(path, mapping=mapping, folders=folders, name=name)


def _fixed(block: pa.Table, header: Sequence[str]) -> Iterable[FixedRow]:
    for line in block.to_pylist():
        cells = {name: line[f"c{i}"] for i, name in enumerate(header) if name}
        named = parse_row_id(cells.pop(ROW_COLUMN, ""))
        cells.pop(WHY_COLUMN, None)
        if named:
            yield FixedRow(*named, cells)


def rejected_cells(ledger: Ledger, case_key: str, file: str, *, version: int | None = None) -> OldCells:
    """Return the cells of an original's rows that are (or were, at a version) still rejected, by file, sheet and row."""
    with ledger.scope([case_key], version=version) as scope:
        rows = arrow(scope.connection, "SELECT file, sheet, row, cells FROM rejections WHERE file = $1", [file])
    return {(r["file"], r["sheet"], r["row"]): json.loads(r["cells"]) for r in rows.to_pylist()}


def changed_rows(fixed: Iterable[FixedRow], old: OldCells) -> list[FixedRow]:
    """Return the lines that say something else than the rejected row did."""
    return [row for row in fixed if _changes(row, old)]


def _changes(row: FixedRow, old: OldCells) -> dict[str, tuple[str, str]]:
    before = old.get((row.file, row.sheet, row.row), {})
    return {name: (before.get(name, ""), text) for name, text in row.cells.items() if before.get(name, "") != text}


def _block(table: Recognised, rows: Sequence[FixedRow]) -> pa.Table:
    header, surplus = table.header, [[t for n, t in row.cells.items() if n.startswith("+") and t] for row in rows]
    columns: dict[str, list[object]] = {
        "row": [row.row for row in rows],
        "width": [len(header) + len(extra) for extra in surplus],
        "rest": [None for _ in rows],
    }
    columns |= {f"c{i}": [row.cells.get(name, "") for row in rows] for i, name in enumerate(header)}
    return pa.table(columns, schema=block_schema(len(header)))


def _corrections(rows: Sequence[FixedRow], old: OldCells, *, who: str, why: str) -> pa.Table:
    now = dt.datetime.now(dt.UTC)
    lines = [
        {"file": row.file, "sheet": row.sheet, "row": row.row, "column": name, "old": before, "new": after}
        | {"who": who, "why": why, "corrected_at": now}
        for row in rows
        for name, (before, after) in _changes(row, old).items()
    ]
    return pa.Table.from_pylist(lines, schema=CORRECTIONS.remove(CORRECTIONS.get_field_index("batch")))
