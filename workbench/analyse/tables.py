"""A result as other programs read it: plain rows, JSON, a workbook with a sheet for each table.

Why yuan and local time in the workbook and minor units and UTC in JSON: the one is read by people, the other by programs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.analyse.catalogue import analysis
from workbench.analyse.cited import cited
from workbench.analyse.result import Result
from workbench.analyse.sheets import row_name
from workbench.analyse.spoken import frame_name, spoken_frame
from workbench.present import local_time
from workbench.view.answers import Table
from workbench.wording import say


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
        "actor": result.origin.actor,
        "purpose": result.origin.purpose,
        "cases": result.origin.cases,
        "made_at": result.origin.made_at,
        "seconds": round(result.seconds, 3),
        "warnings": result.warnings,
        "tables": {name: [dict(zip(t.columns, row, strict=True)) for row in t.rows] for name, t in tables.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=_text)


def write_workbook(result: Result, path: Path) -> None:
    """Write a workbook in words: the lists of a trace as they are handed in, what was asked, then every table.

    Money is in yuan, times are local, and no cell is a formula.
    """
    import xlsxwriter  # needed only here

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        if result.analysis == "trace":
            from workbench.analyse.lists import add_lists

            add_lists(book, result, "requests", "stops")
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        _write(book.add_worksheet(say("analyse.about")), list(_about(result)), header=None)
        for name, frame in result.frames.items():
            if result.analysis == "trace" and name in ("requests", "numbers", "stops"):
                continue
            table = with_rows(frame, spoken_frame(frame, analysis=result.analysis), result.origin.files)
            rows = [[_cell(value) for value in row] for row in table.itertuples(index=False, name=None)]
            _write(
                book.add_worksheet(_sheet_name(book, frame_name(name, result.analysis))),
                [list(table.columns), *rows],
                header=header,
            )


def with_rows(frame: pd.DataFrame, shown: pd.DataFrame, files: Mapping[str, str]) -> pd.DataFrame:
    """Return a table in words with a last column: the rows that each line rests on, the first few of them."""
    lines = [cited({"": frame}, "", place).events for place in range(len(frame))]
    if not any(lines):
        return shown
    named = [_row_names(events, files) for events in lines]
    return shown.assign(**{say("money_list.events"): named})


_MOST_ROWS = 5


def _row_names(events: tuple[str, ...], files: Mapping[str, str]) -> str:
    named = "；".join(row_name(event, files) for event in events[:_MOST_ROWS])
    return named if len(events) <= _MOST_ROWS else f"{named}；{say('money_list.more_events', count=len(events))}"


def _sheet_name(book: Any, name: str) -> str:  # noqa: ANN401  xlsxwriter ships no types
    """Return a name that a sheet may have and no other of this book has."""
    bare = "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:28]
    taken = {sheet.get_name() for sheet in book.worksheets()}
    return next(each for each in (bare, *(f"{bare} {n}" for n in range(2, 99))) if each not in taken)


def _about(result: Result) -> Iterator[list[str]]:
    origin = result.origin
    yield [say("analyse.about_analysis"), f"{analysis(result.analysis).title} ({result.analysis} {result.version})"]
    yield [say("analyse.about_workspace"), result.workspace]
    yield [say("analyse.about_cases"), "、".join(key.removeprefix("case:") for key in origin.cases)]
    yield [say("analyse.about_purpose"), origin.purpose]
    yield [say("analyse.about_actor"), origin.actor]
    yield [say("analyse.about_made"), local_time(origin.made_at)]
    yield [say("analyse.about_version"), str(result.input_version)]
    for name, value in result.params.items():
        yield [say("analyse.about_params"), name, json.dumps(value, ensure_ascii=False, default=_text)]
    yield [say("analyse.about_worth"), say("analyse.worth")]
    for warning in result.warnings:
        yield [say("analyse.about_warnings"), warning]


def _write(sheet: Any, rows: list[list[Any]], *, header: Any) -> None:  # noqa: ANN401  xlsxwriter ships no types
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row, header if place == 0 else None)
    if header:
        sheet.freeze_panes(1, 0)
    sheet.autofit(400)


def _cell(value: object) -> object:
    """Return a value as a cell shows it: what is missing is empty, long numbers are text."""
    if value is None or value != value:  # NaN  # noqa: PLR0124
        return None
    return value if isinstance(value, int | float | str) else str(value)


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
