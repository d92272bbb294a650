"""The two lists an investigator needs after each round, as workbooks: what to ask for next, and what to stop.

Why a workbook: both go to people outside, a bank's clerk or a leader, who open nothing else. Every cell is written as what
it is, text as text: an account name that begins with “=” must not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from workbench.wording import say

_ZONE = "Asia/Shanghai"
_MOST_EVENTS = 20
_MONEY = frozenset(
    {"at_stake", "least", "most", "held", "held_least", "held_most", "arrived", "bound_least", "bound_most"}
)
_TIMES = frozenset({"period_from", "period_to", "first_at", "last_at"})
_REQUESTS = (
    "bank", "owner", "holder", "why", "period_from", "period_to", "at_stake", "least", "most", "first_at", "last_at",
    "events",
)  # fmt: skip
_NUMBERS = ("carrier", "number", "contacts", "calls", "period_from", "period_to", "events")
_STOPS = (
    "owner", "bank", "holder", "warning", "held", "held_least", "held_most", "arrived", "bound_least", "bound_most",
    "last_at", "hours", "covered", "signs", "events",
)  # fmt: skip
_WIDTHS = {"owner": 26, "bank": 16, "holder": 18, "why": 18, "warning": 22, "signs": 40, "events": 60, "number": 18}
Cell = tuple[str, object]
"""How a cell is written (text, money, time, count) and what stands in it."""


def write_requests(
    path: Path, statements: pd.DataFrame, numbers: pd.DataFrame | None = None, *, rule: str = "lifo"
) -> Path:
    """Write 下一批调单清单 and return where it is.

    Parameters
    ----------
    path : Path
        The workbook; replaced when it is there.
    statements : pandas.DataFrame
        See `graph.line.money.requests.next_statements`.
    numbers : pandas.DataFrame, optional
        See `graph.line.money.requests.next_call_records`; on a sheet of its own.
    rule : str
        By which rule sums were traced, for the note above the table.
    """
    note = say("money_list.requests_note", rule=say(f"money_list.rule_{rule}"))
    sheets: dict[str, tuple[str, tuple[str, ...], pd.DataFrame]] = {
        say("money_list.requests"): (note, _REQUESTS, statements)
    }
    if numbers is not None and len(numbers):
        sheets[say("money_list.number")] = ("", _NUMBERS, numbers.rename(columns={"owner": "number"}))
    return _written(path, sheets)


def write_stops(path: Path, stops: pd.DataFrame) -> Path:
    """Write 止付建议 and return where it is; `stops` is what `graph.line.money.stops.stop_payments` returns."""
    frame = stops.rename(columns={"account": "owner"}).assign(warning=stops["innocent"])
    return _written(path, {say("money_list.stops"): (say("money_list.stops_note"), _STOPS, frame)})


def _written(path: Path, sheets: Mapping[str, tuple[str, tuple[str, ...], pd.DataFrame]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        forms = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            "count": book.add_format({"num_format": "0", "valign": "top"}),
        }
        for name, (note, columns, frame) in sheets.items():
            _fill(book.add_worksheet(name[:31]), note, columns, frame=frame, forms=forms)
    return path


def _fill(
    sheet: Worksheet, note: str, columns: tuple[str, ...], *, frame: pd.DataFrame, forms: Mapping[str, object]
) -> None:
    sheet.write_string(0, 0, note)
    for place, column in enumerate(columns):
        sheet.write_string(1, place, say(f"money_list.{column}"), forms["head"])
        sheet.set_column(place, place, _WIDTHS.get(column, 15))
    for row, values in enumerate(frame[list(columns)].itertuples(index=False, name=None), start=2):
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            _write(sheet, (row, place), cell(column, value), forms)
    sheet.freeze_panes(2, 0)
    if len(frame):
        sheet.autofilter(1, 0, len(frame) + 1, len(columns) - 1)


def _write(sheet: Worksheet, at: tuple[int, int], written: Cell, forms: Mapping[str, object]) -> None:
    form, value = written
    if value is None:
        sheet.write_blank(*at, None, forms["text"])
        return
    writers: dict[str, Callable[..., object]] = {
        "text": sheet.write_string,
        "time": sheet.write_datetime,
        "money": sheet.write_number,
        "count": sheet.write_number,
    }
    writers[form](*at, value, forms[form])


def cell(column: str, value: object) -> Cell:
    """Return how a value of a column is written: money in yuan, instants as wall time of Asia/Shanghai, keys bare."""
    if column in _MONEY:
        return "money", _yuan(value)
    if column in _TIMES:
        return "time", None if pd.isna(value) else _local(value)  # type: ignore[call-overload]  # one value, no array
    if column in ("hours", "contacts", "calls"):
        return "count", value
    return "text", _words(column, value)


def _yuan(value: object) -> float | None:
    """Return minor units as yuan; a workbook's numbers are floats, exact to the cent below 90 million million yuan."""
    return None if pd.isna(value) else int(value) / 100  # type: ignore[call-overload]  # one value, no array


def _local(value: object) -> object:
    return pd.Timestamp(value).tz_convert(_ZONE).tz_localize(None).to_pydatetime()  # type: ignore[arg-type]


def _words(column: str, value: object) -> str | None:
    if isinstance(value, tuple):
        return _listed(column, value)
    if column == "warning":
        return say("money_list.innocent") if value else None
    if column == "covered":
        return say("money_list.yes" if value else "money_list.no")
    if value is None or value != value:  # missing strings are NaN  # noqa: PLR0124
        return None
    text = str(value)
    return (
        say(f"money_list.why_{text}")
        if column == "why"
        else text.rpartition(":")[2]
        if column in ("owner", "number")
        else text
    )


def _listed(column: str, value: tuple[str, ...]) -> str:
    if column == "signs":
        return "；".join(say(f"money_list.sign_{sign}") for sign in value)
    shown = "\n".join(value[:_MOST_EVENTS])
    return shown if len(value) <= _MOST_EVENTS else f"{shown}\n{say('money_list.more_events', count=len(value))}"
