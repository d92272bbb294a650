"""A result as other programs read it: plain rows, JSON, a workbook with a sheet for each table.

Why yuan and local time in the workbook and minor units and UTC in JSON: the one is read by people, the other by programs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.analyse.result import Result
from workbench.view.answers import Table
from workbench.view.asking import LOCAL
from workbench.wording import say

# Columns of minor units, named so by the analyses.
_MONEY = ("amount", "sum", "in", "out", "balance", "held", "low", "high", "lower", "upper")


def plain_table(frame: pd.DataFrame) -> Table:
    """Return a frame as rows of plain values; what is missing is None, instants are aware."""
    columns = [list(_plain(frame[name])) for name in frame.columns]
    return Table([str(name) for name in frame.columns], [list(row) for row in zip(*columns, strict=True)])


def as_json(result: Result) -> str:
    """Return everything a result says as JSON: money in minor units, instants as ISO 8601 UTC."""
    tables = {name: plain_table(frame) for name, frame in result.frames.items()}
    said = {
        "analysis": result.analysis,
        "version": result.version,
        "params": result.params,
        "workspace": result.workspace,
        "input_version": result.input_version,
        "scope_key": result.scope_key,
        "decisions": result.decisions,
        "seconds": round(result.seconds, 3),
        "warnings": result.warnings,
        "tables": {name: [dict(zip(t.columns, row, strict=True)) for row in t.rows] for name, t in tables.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=_text)


def write_workbook(result: Result, path: Path) -> None:
    """Write a workbook: a sheet about the analysis, then a sheet for each table; no cell of it is a formula."""
    import xlsxwriter  # needed only here

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        header = book.add_format({"bold": True, "bottom": 1})
        _write(book.add_worksheet(say("analyse.about")), list(_about(result)), header=None)
        for name, frame in result.frames.items():
            table = plain_table(frame)
            rows = [[_cell(name, value) for name, value in zip(table.columns, row, strict=True)] for row in table.rows]
            _write(book.add_worksheet(name[:31]), [table.columns, *rows], header=header)


def _about(result: Result) -> Iterator[list[str]]:
    yield [say("analyse.about_analysis"), f"{result.analysis} {result.version}"]
    for name, value in result.params.items():
        yield [say("analyse.about_params"), name, json.dumps(value, ensure_ascii=False, default=_text)]
    yield [say("analyse.about_version"), str(result.input_version)]
    yield [say("analyse.about_made"), f"{datetime.now(LOCAL):%Y-%m-%d %H:%M:%S}"]
    for warning in result.warnings:
        yield [say("analyse.about_warnings"), warning]


def _write(sheet: Any, rows: list[list[Any]], *, header: Any) -> None:  # noqa: ANN401  xlsxwriter ships no types
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row, header if place == 0 else None)
    if header:
        sheet.freeze_panes(1, 0)
    sheet.autofit()


def _cell(name: str, value: object) -> object:
    """Return a value as a cell shows it: yuan, local time, lists with commas; long numbers are text."""
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int) and not isinstance(value, bool) and name in _MONEY:
        return value / 100
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return value if value is None or isinstance(value, int | float | str) else _text(value)


def _plain(column: pd.Series) -> Iterator[object]:
    for value in column:
        if isinstance(value, pd.Timestamp):
            yield value.to_pydatetime()
        elif hasattr(value, "tolist"):
            yield value.tolist()
        elif isinstance(value, list | tuple | dict | set):
            yield value
        else:
            yield None if pd.isna(value) else value


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
