"""Spreadsheets in blocks: every cell as the text a reader would see, every row under its own number.

Why text: a number stored as a number and the same number stored as text must take the same way from here on.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from workbench.errors import BadFile
from workbench.ingest.blocks import HEAD, from_records
from workbench.wording import say

_ROWS = 20_000
# Spreadsheets keep fifteen digits of a number; what a longer one ended in is gone.
_EXACT = 10**15
Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def open_workbook(path: Path, *, title: str) -> list[WorkbookSheet]:
    """Return the worksheets of a workbook, hidden ones too.

    Raises
    ------
    BadFile
        When it is encrypted or damaged.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [m.name for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        return [WorkbookSheet(book.get_sheet_by_name(name), name) for name in sheets]
    except PasswordError as error:
        raise BadFile(say("import.encrypted", file=title)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise BadFile(say("import.damaged", file=title)) from error


class WorkbookSheet:
    """One worksheet."""

    def __init__(self, sheet: CalamineSheet, name: str) -> None:
        self.name = name
        self._sheet = sheet

    def head(self) -> list[list[str]]:
        """Return the first rows."""
        return [_texts(row) for row in islice(self._rows(), HEAD)]

    def blocks(self, *, skip: int, width: int) -> Iterator[pa.Table]:
        """Yield all rows after the first `skip`."""
        rows = islice(self._rows(), skip, None)
        first_row = skip + 1
        while part := [_texts(row) for row in islice(rows, _ROWS)]:
            yield from_records(part, first_row=first_row, width=width)
            first_row += len(part)

    def _rows(self) -> Iterator[list[Cell]]:
        return iter(self._sheet.iter_rows())


def cell_text(value: Cell) -> str:
    """Return a cell as text: whole numbers without a point, instants in ISO form, long numbers as `6.22E+18`.

    Examples
    --------
    >>> cell_text(20260305.0), cell_text(12.5), cell_text(0.1 + 0.2), cell_text(6.217000012345678e18)
    ('20260305', '12.5', '0.3', '6.217000E+18')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.timedelta):
        return _clock_text(round(value.total_seconds()))
    return value.isoformat(timespec="seconds") if isinstance(value, dt.time) else value.isoformat()


def _number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= _EXACT:
        return f"{value:E}"
    return str(int(value)) if value == int(value) else format(value, ".15g")


def _clock_text(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _texts(row: list[Cell]) -> list[str]:
    return [cell_text(cell) for cell in row]
