"""A source row as it stands in the original file, read anew from the bytes that were imported.

Why not from the ledger: the ledger's columns are our reading of the row; the file is the evidence.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, TextIO

from python_calamine import CalamineWorkbook

from workbench.errors import BadFile, UserError
from workbench.ingest.encodings import TextForm, text_form
from workbench.ingest.plan import plan_for
from workbench.ingest.source import Source, identify
from workbench.ingest.workbook import cell_text
from workbench.wording import say

AROUND = 3
_SAMPLE = 1 << 16


def rows_around(path: Path, sheet: str, row: int, *, name: str) -> dict[int, list[str]]:
    """Return a row of a file and its neighbours, by row number as a spreadsheet program counts.

    Parameters
    ----------
    path : Path
        The kept original.
    sheet : str
        Empty for a text file, a worksheet's name, or an archive's member.
    row : int
        From 1, counting every record of the file.
    name : str
        What the user calls the file.

    Raises
    ------
    UserError
        When the file has no such row.
    """
    first = max(row - AROUND, 1)
    with _records(identify(path, name=name), sheet) as records:
        around = dict(enumerate(islice(records, first - 1, row + AROUND), first))
    if row not in around:
        raise UserError(say("view.no_row", file=name, sheet=sheet, row=row))
    return around


@lru_cache(maxsize=256)
def header_of(path: Path, sheet: str, *, mapping: str | None, name: str, mappings: Path) -> tuple[str, ...]:
    """Return the header over a sheet's rows: the line its template knows, an archive member's first line, else none."""
    source = identify(path, name=name)
    if source.kind == "archive":
        with _records(source, sheet) as records:
            return tuple(next(records, []))
    try:
        tables = plan_for(path, mapping=mapping, folders=(mappings,), name=name).tables
    except (BadFile, UserError):
        return ()
    return next((tuple(table.header) for table in tables if table.sheet.name == sheet), ())


@contextmanager
def _records(source: Source, sheet: str) -> Iterator[Iterator[list[str]]]:
    """Open the records of a sheet, each a list of cells as text."""
    if source.kind == "workbook":
        yield iter(_worksheet(source.path, sheet))
    elif source.kind == "archive":
        with zipfile.ZipFile(source.path) as archive, archive.open(sheet) as member:
            with archive.open(sheet) as sample:
                form = text_form(sample.read(_SAMPLE), [], name=sheet)
            yield _delimited(_text(member, form), form)
    else:
        assert source.text is not None
        with source.path.open("rb") as file:
            yield _delimited(_text(file, source.text), source.text)


def _text(file: IO[bytes], form: TextForm) -> TextIO:
    file.read(form.mark)
    return io.TextIOWrapper(file, form.encoding, errors="replace", newline="")


def _delimited(text: TextIO, form: TextForm) -> Iterator[list[str]]:
    return (list(record) for record in csv.reader(text, delimiter=form.delimiter))


@lru_cache(maxsize=2)
def _worksheet(path: Path, sheet: str) -> list[list[str]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[cell_text(cell) for cell in row] for row in rows]
