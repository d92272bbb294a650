"""One sheet of a workbook that is handed in: title, who made it, what it is worth, a table, and how it prints.

Why printing too: a request goes to a bank on paper, stamped; a table cut over four pages is sent back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.present import LOCAL
from workbench.wording import say

_MOST_EVENTS = 20
_MONEY = frozenset(
    {"at_stake", "least", "most", "held", "held_least", "held_most", "arrived", "bound_least", "bound_most"}
)
_TIMES = frozenset({"period_from", "period_to", "first_at", "last_at"})
_COUNTS = frozenset({"hours", "contacts", "calls", "count"})
_KEYS = frozenset({"owner", "number"})
_WIDTHS = {
    "owner": 24, "number": 18, "bank": 18, "carrier": 12, "holder": 14, "why": 16, "warning": 14, "signs": 26,
    "events": 44, "accounts": 24, "institution": 22, "kind": 12, "count": 8, "urgent": 8, "contacts": 10, "calls": 9,
    "covered": 8, "hours": 10,
}  # fmt: skip
_PAPER_A4 = 9
Cell = tuple[str, object]
"""How a cell is written (text, money, time, count) and what stands in it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to hand in: what the sheet is called, its title, what it is worth, its columns and its lines."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    frame: pd.DataFrame


def forms_of(book: Any) -> dict[str, Any]:  # noqa: ANN401  xlsxwriter ships no types
    """Return the looks of cells."""
    edge: dict[str, object] = {"border": 1, "border_color": "#b0b0b0", "valign": "top"}
    shade: dict[str, object] = {"bg_color": "#fff3c4"}
    forms: dict[str, Any] = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "about": book.add_format({"text_wrap": True, "valign": "top"}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "bold": True, "font_color": "#a4262c"}),
        "head": book.add_format({**edge, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#e8eef5"}),
    }
    kinds: dict[str, dict[str, object]] = {
        "text": {"text_wrap": True},
        "money": {"num_format": "#,##0.00"},
        "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        "count": {"num_format": "0"},
    }
    for name, look in kinds.items():
        forms[name] = book.add_format(edge | look)
        forms[f"{name}!"] = book.add_format(edge | look | shade)
    return forms


def add_sheet(
    book: Any,  # noqa: ANN401  xlsxwriter ships no types
    sheet: Sheet,
    *,
    heading: tuple[str, ...],
    files: Mapping[str, str],
    forms: Mapping[str, Any],
) -> None:
    """Add a sheet: title, heading, note, the table with numbered lines, and room to sign."""
    page = book.add_worksheet(sheet.name[:31])
    columns = ("line", *sheet.columns)
    last = len(columns) - 1
    page.merge_range(0, 0, 0, last, sheet.title, forms["title"])
    page.set_row(0, 28)
    words = [*((line, "about") for line in heading), (sheet.note, "note")]
    for row, (line, form) in enumerate(words, start=1):
        page.merge_range(row, 0, row, last, "", forms[form])
        page.write_string(row, 0, line, forms[form])
        page.set_row(row, 34 if form == "note" else 18)
    head = len(words) + 1
    for place, column in enumerate(columns):
        page.write_string(head, place, say(f"money_list.{column}"), forms["head"])
        page.set_column(place, place, _WIDTHS.get(column, 6 if column == "line" else 16))
    _lines(page, sheet, head=head, files=files, forms=forms)
    page.write_string(head + len(sheet.frame) + 2, 0, say("money_list.signed"))
    _printed(page, head, lines=len(sheet.frame), last=last)


def _lines(page: Any, sheet: Sheet, *, head: int, files: Mapping[str, str], forms: Mapping[str, Any]) -> None:  # noqa: ANN401
    rows = sheet.frame[list(sheet.columns)].itertuples(index=False, name=None)
    warned = sheet.frame["warning"].tolist() if "warning" in sheet.frame else [False] * len(sheet.frame)
    for number, (values, shaded) in enumerate(zip(rows, warned, strict=True), start=1):
        mark = "!" if shaded else ""
        page.write_number(head + number, 0, number, forms[f"count{mark}"])
        for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True), start=1):
            _write(page, (head + number, place), cell(column, value, files=files), forms=forms, mark=mark)


def _printed(page: Any, head: int, *, lines: int, last: int) -> None:  # noqa: ANN401  xlsxwriter ships no types
    page.freeze_panes(head + 1, 0)
    if lines:
        page.autofilter(head, 0, head + lines, last)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_header(f"&R{say('shell.classified')}")
    page.set_footer(f"&C{say('money_list.page')}")


def _write(page: Any, at: tuple[int, int], written: Cell, *, forms: Mapping[str, Any], mark: str) -> None:  # noqa: ANN401
    form, value = written
    if value is None:
        page.write_blank(*at, None, forms[f"text{mark}"])
        return
    writers: dict[str, Callable[..., object]] = {
        "text": page.write_string,
        "time": page.write_datetime,
        "money": page.write_number,
        "count": page.write_number,
    }
    writers[form](*at, value, forms[f"{form}{mark}"])


def cell(column: str, value: object, *, files: Mapping[str, str]) -> Cell:
    """Return how a value of a column is written: money in yuan, instants as wall time of Asia/Shanghai, keys bare."""
    if column in _MONEY:
        return "money", _yuan(value)
    if column in _TIMES:
        return "time", None if pd.isna(value) else _local(value)  # type: ignore[call-overload]  # one value, no array
    if column in _COUNTS:
        return "count", value if isinstance(value, int) else round(float(str(value)), 1)
    if isinstance(value, tuple):
        return "text", _listed(column, value, files)
    return "text", _words(column, value)


def row_name(event: str, files: Mapping[str, str]) -> str:
    """Return where a row stands, in words; an event that no row shows says so.

    >>> row_name("ab12::7", {"ab12": "流水.csv"})
    '流水.csv 第7行'
    """
    file, _, rest = event.partition(":")
    sheet, _, row = rest.rpartition(":")
    if not rest:
        return say("money_list.stated")
    return say("money_list.row", file=files.get(file, file[:12]), sheet=f" {sheet}" if sheet else "", row=row)


def bare(key: str) -> str:
    """Return the number of a key, without what kind it is and of whom."""
    return key.rpartition(":")[2]


def _yuan(value: object) -> float | None:
    """Return minor units as yuan; a workbook's numbers are floats, exact to the cent below 90 million million yuan."""
    return None if pd.isna(value) else int(value) / 100  # type: ignore[call-overload]  # one value, no array


def _local(value: object) -> object:
    return pd.Timestamp(value).tz_convert(LOCAL).tz_localize(None).to_pydatetime()  # type: ignore[arg-type]


def _words(column: str, value: object) -> str | None:
    if column == "warning":
        return say("money_list.innocent") if value else None
    if column == "covered":
        return say("money_list.yes" if value else "money_list.no")
    if value is None or value != value:  # missing strings are NaN  # noqa: PLR0124
        return say("money_list.unknown") if column in ("bank", "carrier") else None
    text = str(value)
    if column == "why" and f"why_{text}" in ("why_none", "why_late", "why_early"):
        return say(f"money_list.why_{text}")
    return bare(text) if column in _KEYS else text


def _listed(column: str, value: tuple[str, ...], files: Mapping[str, str]) -> str:
    if column == "signs":
        return "；".join(say(f"money_list.sign_{sign}") for sign in value)
    if column == "accounts":
        return "\n".join(map(bare, value))
    shown = "\n".join(row_name(event, files) for event in value[:_MOST_EVENTS])
    return shown if len(value) <= _MOST_EVENTS else f"{shown}\n{say('money_list.more_events', count=len(value))}"
