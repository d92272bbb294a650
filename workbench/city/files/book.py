"""Spreadsheets and CSV files on disk, byte for byte the same on every run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter

Cell = str | int | float | None
Line = Sequence[Cell]
_STAMP = datetime(2026, 6, 1, 9, 0, 0)


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


def write_csv(path: Path, lines: Iterable[Line], *, encoding: str = "utf-8") -> None:
    """Write lines as CSV with Windows line ends; `utf-8-sig` gives a byte-order mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(lines)


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook with fixed dates in its properties."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"created": _STAMP, "author": ""})
        bold = book.add_format({"bold": True, "align": "center"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            width = max((len(line) for line in sheet.lines), default=1)
            for number, line in enumerate(sheet.lines):
                if number in sheet.merged and width > 1:
                    page.merge_range(number, 0, number, width - 1, line[0], bold)
                    continue
                for column, cell in enumerate(line):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif cell is not None:
                        page.write_number(number, column, cell)
