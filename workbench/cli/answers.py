"""Answers on a terminal: as a table for people, as JSON or CSV for programs."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from rich.table import Table as Grid

from graph.engine import Link, Node, Path
from workbench.cli.app import console
from workbench.view import Table
from workbench.view.asking import LOCAL
from workbench.wording import say


class Form(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def form_of(*, as_json: bool, as_csv: bool) -> Form:
    """Return the form that two flags ask for."""
    return Form.JSON if as_json else Form.CSV if as_csv else Form.TABLE


def print_answer(table: Table, form: Form) -> None:
    """Print an answer; only the table form adds a line about how many rows it has."""
    if form is Form.JSON:
        records = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        console.file.write(json.dumps(records, ensure_ascii=False, indent=1, default=_plain) + "\n")
    elif form is Form.CSV:
        console.file.write(_csv(table))
    else:
        print_grid(table.columns, table.rows)
        key = "ask.rows_cut" if table.truncated else "ask.rows"
        console.print(say(key, rows=len(table.rows), seconds=f"{table.seconds:.2f}"), markup=False)


def print_grid(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print rows under their columns."""
    grid = Grid(*columns, box=None, pad_edge=False, header_style="bold")
    for column in grid.columns:
        column.overflow = "fold"
    for row in rows:
        grid.add_row(*(text_of(value) for value in row))
    console.print(grid, markup=False)


def text_of(value: object) -> str:
    """Return a value as people read it: local time, nodes by name and key, paths step by step.

    Examples
    --------
    >>> text_of(Node("Phone", "tel:1", {"name": "1"})), text_of(["a", 2]), text_of(None)
    ('1 (tel:1)', 'a、2', '')
    """
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")
        case Node():
            return f"{value.props.get('name') or value.key} ({value.key})"
        case Link():
            return value.id
        case Path():
            return " → ".join(text_of(node) for node in value.nodes)
        case list() | tuple():
            return "、".join(text_of(part) for part in value)
        case dict():
            return json.dumps(value, ensure_ascii=False, default=_plain)
        case _:
            return str(value)


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([text_of(value) for value in row] for row in table.rows)
    return text.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    return dict(value) if hasattr(value, "keys") else str(value)  # type: ignore[call-overload]  # a mapping of properties
