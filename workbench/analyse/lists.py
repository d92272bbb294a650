"""The two lists an investigator hands in after each round, as workbooks: what to ask for next, and what to stop.

Why a workbook: both go to people outside, a bank's clerk or a leader, who open nothing else. So each sheet says by itself
who made it, when, for which cases and what for, and that it is inference; every cell is written as what it is, text as text:
an account name that begins with “=” must not compute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import xlsxwriter

from workbench.analyse.result import Result
from workbench.analyse.sheets import Sheet, add_sheet, forms_of
from workbench.present import local_time
from workbench.wording import say

_REQUESTS = (
    "bank", "owner", "holder", "why", "period_from", "period_to", "at_stake", "least", "most", "first_at", "last_at",
    "events",
)  # fmt: skip
_NUMBERS = (
    "carrier", "number", "holder", "why", "period_from", "period_to", "accounts", "at_stake", "contacts", "calls", "events",
)  # fmt: skip
_SUMMARY = ("kind", "institution", "count", "period_from", "period_to", "at_stake")
_STOPS = (
    "urgent", "bank", "owner", "holder", "warning", "held", "held_least", "held_most", "arrived", "bound_least",
    "bound_most", "last_at", "hours", "covered", "signs", "events",
)  # fmt: skip
_MOST_CASES = 4
_SOON, _LATER = 24, 72  # hours after which a stop is no longer most urgent, and no longer urgent


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every list: lines of words, and the names of the originals by their SHA-256."""

    lines: tuple[str, ...]
    files: Mapping[str, str]


def write_lists(path: Path, result: Result, *names: str) -> Path:
    """Write lists of a traced sum and return where they are.

    Parameters
    ----------
    path : Path
        The workbook; replaced when it is there.
    result : Result
        Of the analysis `trace`.
    *names : str
        `requests` (下一批调单清单: accounts, numbers, and a summary by institution) and `stops` (止付建议).
    """
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        add_lists(book, result, *names)
    return path


def add_lists(book: xlsxwriter.Workbook, result: Result, *names: str) -> None:
    """Add the sheets of lists to a workbook."""
    heading, forms = heading_of(result), forms_of(book)
    for name in names:
        for sheet in {"requests": _requests, "stops": _stops}[name](result):
            add_sheet(book, sheet, heading=heading.lines, files=heading.files, forms=forms)


def heading_of(result: Result) -> Heading:
    """Return what stands above the lists of a result."""
    origin = result.origin
    shown = [key.removeprefix("case:") for key in origin.cases[:_MOST_CASES]]
    cases = say("present.comma").join(shown)
    if len(origin.cases) > _MOST_CASES:
        cases = say("money_list.more_cases", cases=cases, count=len(origin.cases))
    made = local_time(origin.made_at)
    about = say("money_list.about", workspace=result.workspace, cases=cases, purpose=origin.purpose)
    by = say("money_list.made", actor=origin.actor, at=made, version=result.input_version)
    return Heading((about, by), origin.files)


def _requests(result: Result) -> Iterator[Sheet]:
    rule = say(f"money_list.rule_{result.params['rule']}")
    accounts, numbers = result.frames["requests"], _as_numbers(result.frames["numbers"])
    note = say("money_list.requests_note", rule=rule)
    yield Sheet(say("money_list.requests"), say("money_list.requests_title"), note, _REQUESTS, accounts)
    note = say("money_list.numbers_note", rule=rule)
    yield Sheet(say("money_list.numbers"), say("money_list.numbers_title"), note, _NUMBERS, numbers)
    note = say("money_list.summary_note")
    yield Sheet(say("money_list.summary"), say("money_list.summary_title"), note, _SUMMARY, summary(accounts, numbers))


def _stops(result: Result) -> Iterator[Sheet]:
    stops = result.frames["stops"]
    frame = stops.rename(columns={"account": "owner"}).assign(
        warning=stops["innocent"], urgent=[_urgent(hours) for hours in stops["hours"]]
    )
    note = say("money_list.stops_note", rule=say(f"money_list.rule_{result.params['rule']}"))
    yield Sheet(say("money_list.stops"), say("money_list.stops_title"), note, _STOPS, frame)


def _as_numbers(numbers: pd.DataFrame) -> pd.DataFrame:
    renamed = numbers.rename(columns={"number_name": "holder"})
    return renamed.assign(why=[say(f"money_list.number_{why}") for why in renamed["why"]])


def summary(accounts: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Return how much is to be asked of each institution and carrier: one line per letter that has to be written."""
    parts = [
        frame.assign(kind=kind, institution=frame[column].astype(object))
        for kind, column, frame in (("statement", "bank", accounts), ("records", "carrier", numbers))
    ]
    lines = pd.concat(
        [part[["kind", "institution", "period_from", "period_to", "at_stake"]] for part in parts if len(part)] or parts
    )
    lines["institution"] = lines["institution"].fillna(say("money_list.unknown"))
    grouped = (
        lines.groupby(["kind", "institution"], as_index=False, sort=False).agg(
            count=("at_stake", "size"),
            period_from=("period_from", "min"),
            period_to=("period_to", "max"),
            at_stake=("at_stake", "sum"),
        )
        if len(lines)
        else pd.DataFrame(columns=pd.Index(_SUMMARY))
    )
    return grouped.assign(kind=[say(f"money_list.kind_{kind}") for kind in grouped["kind"]])


def _urgent(hours: float) -> str:
    return say(f"money_list.level_{int(hours >= _SOON) + int(hours >= _LATER)}")
