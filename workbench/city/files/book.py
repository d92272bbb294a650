"""Spreadsheets and CSV files on disk, byte for byte the same on every run.

Why our own xlsx: the format needs four small XML parts, and writing them costs a tenth of what a general library takes
for styles and shared strings that no raw file has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int | float | None
Line = Sequence[Cell]
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COLUMNS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *("A" + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]


@dataclass(slots=True)
class Sheet:
    """One sheet: every line from the first; `merged` names the lines (from 0) whose cells are merged into one."""

    name: str
    lines: list[Line] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)

    def add(self, *cells: Cell) -> int:
        """Append a line and return its number as a spreadsheet shows it."""
        self.lines.append(cells)
        return len(self.lines)

    def title(self, text: str) -> int:
        """Append a line of one merged cell."""
        self.merged.append(len(self.lines))
        return self.add(text)


def columns(text: str) -> list[str]:
    """Return the names of columns given as one line."""
    return text.split(",")


def write_csv(path: Path, lines: Iterable[Line], *, encoding: str = "utf-8") -> None:
    """Write lines as CSV with Windows line ends; `utf-8-sig` gives a byte-order mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(lines)


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook; numbers become number cells, text stays text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in _parts(sheets):
            entry = ZipInfo(name, (2026, 6, 1, 9, 0, 0))
            entry.create_system = 3  # the same on every platform
            book.writestr(entry, content, compress_type=ZIP_DEFLATED)


def _parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    ids = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for i in ids
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{kinds}</Types>'
    )
    yield "[Content_Types].xml", types
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    names = "".join(
        f'<sheet name={quoteattr(s.name)} sheetId="{i}" r:id="rId{i}"/>' for i, s in zip(ids, sheets, strict=True)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", _relations([("worksheet", f"worksheets/sheet{i}.xml") for i in ids])
    for i, sheet in zip(ids, sheets, strict=True):
        yield f"xl/worksheets/sheet{i}.xml", _page(sheet)


def _relations(targets: list[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _page(sheet: Sheet) -> str:
    width = max((len(line) for line in sheet.lines), default=1)
    rows = "".join(f'<row r="{r}">{_row(line, r)}</row>' for r, line in enumerate(sheet.lines, start=1))
    ranges = "".join(f'<mergeCell ref="A{r + 1}:{_COLUMNS[width - 1]}{r + 1}"/>' for r in sheet.merged if width > 1)
    merged = f"<mergeCells>{ranges}</mergeCells>" if ranges else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _row(line: Line, number: int) -> str:
    return "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        if isinstance(cell, str)
        else f'<c r="{column}{number}"><v>{cell}</v></c>'
        for column, cell in zip(_COLUMNS, line, strict=False)
        if cell is not None and cell != ""
    )
