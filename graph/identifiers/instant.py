"""Moments and days: local wall-clock time becomes UTC with the precision it was written in.

Why precision travels with the value: two records of one call agree to the second, two day-only postings agree about
nothing but the day.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from graph.identifiers.spelling import plain

Precision = Literal["second", "minute", "day"]
Order = Literal["ymd", "dmy", "mdy"]
PRECISIONS: tuple[Precision, ...] = ("second", "minute", "day")
SHANGHAI = "Asia/Shanghai"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_CLOCK = r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})分?(?::?(?P<second>\d{1,2})(?P<part>\.\d+)?秒?)?"
_ZONE = r" ?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_DAY_FIRST = r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})"
_MONTH_FIRST = r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4})"
_DATES = {"ymd": _YEAR_FIRST, "dmy": _DAY_FIRST, "mdy": _MONTH_FIRST}
_WRITTEN = {o: re.compile(rf"{d}(?:[ T]?{_CLOCK}{_ZONE})?", re.ASCII) for o, d in _DATES.items()}
_COMPACT = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})[ T]{_CLOCK}{_ZONE}", re.ASCII
)  # a date cell in figures, joined with a time cell
_DIGITS = re.compile(r"(?P<date>\d{8})(?:[ T]?(?P<clock>\d{6}|\d{4})|[ T](?P<short>\d{1,5}))?", re.ASCII)
_SERIAL = re.compile(r"(?P<days>[2-7]\d{4})(?P<part>\.\d+)?", re.ASCII)


class Instant(NamedTuple):
    """A moment in UTC and how precisely it was written."""

    moment: dt.datetime
    precision: Precision


def clean(text: str, *, order: Order = "ymd", zone: str = SHANGHAI) -> Instant | None:
    """Return the moment that local wall-clock `text` names, or None.

    Parameters
    ----------
    text : str
        A date with or without a time, in words, figures or as a spreadsheet's serial number.
    order : {"ymd", "dmy", "mdy"}
        The order of a date written with separators; four leading digits are always a year.
    zone : str
        Time zone of the clock, unless the text states one.

    Examples
    --------
    >>> clean("2026/3/5 14:23")
    Instant(moment=datetime.datetime(2026, 3, 5, 6, 23, tzinfo=datetime.timezone.utc), precision='minute')
    >>> clean("20260305 93011").moment.isoformat(), clean("2026-02-30")
    ('2026-03-05T01:30:11+00:00', None)
    """
    bare = plain(text)
    local = _written(bare, order) or _digits(bare) or _serial(bare)
    if local is None or not 1900 <= local.moment.year <= 2100:
        return None
    aware = local.moment if local.moment.tzinfo else local.moment.replace(tzinfo=ZoneInfo(zone))
    return Instant(aware.astimezone(dt.UTC), local.precision)


def clean_date(text: str, *, order: Order = "ymd") -> dt.date | None:
    """Return the day that `text` names, never shifted by any time zone, or None."""
    found = clean(text, order=order, zone="UTC")
    return found.moment.date() if found else None


def stamp(instant: Instant) -> int:
    """Return the moment in microseconds since 1970 times four plus the precision's number: one sortable integer."""
    micros = (instant.moment - _EPOCH) // dt.timedelta(microseconds=1)
    return micros * 4 + PRECISIONS.index(instant.precision)


def sql(text: str) -> str:
    """Return DuckDB SQL that gives `stamp(clean(text))` for the usual forms since 1992, NULL for all others.

    Why since 1992: from then on Shanghai's clock is eight hours ahead without exception.
    """
    year = "(199[2-9]|20[0-9]{2})"
    written = f"{year}[-/][0-9]{{1,2}}[-/][0-9]{{1,2}}( [0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?)?"
    local = f"try_cast(replace({text}, '/', '-') AS TIMESTAMP)"
    plain_form = f"try_cast({text} AS TIMESTAMP)"
    digits = f"try_strptime(left({text}, 8) || lpad(substr({text}, 10), 6, '0'), '%Y%m%d%H%M%S')"
    return (
        f"CASE WHEN {text} LIKE '20__-__-__ __:__:__' AND {text}[-1] BETWEEN '0' AND '9' "
        f"THEN {_stamp_sql(plain_form)} "
        f"WHEN regexp_full_match({text}, '{written}') THEN {_stamp_sql(local)} + {_precision_sql(text)} "
        f"WHEN regexp_full_match({text}, '{year}[0-9]{{4}} [0-9]{{5,6}}') THEN {_stamp_sql(digits)} END"
    )


def _stamp_sql(local: str) -> str:
    return f"(epoch_us({local}) - 28800000000) * 4"


def _precision_sql(text: str) -> str:
    return f"(CASE WHEN length({text}) <= 10 THEN 2 WHEN {text}[-6] = ':' THEN 0 ELSE 1 END)"


def _written(text: str, order: Order) -> Instant | None:
    found = _WRITTEN[order].fullmatch(text) or _WRITTEN["ymd"].fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        return None
    named = found.groupdict()
    precision: Precision = "day" if named["hour"] is None else "minute" if named["second"] is None else "second"
    local = _moment((named["year"], named["month"], named["day"]), (named["hour"], named["minute"], named["second"]))
    if local is None:
        return None
    local += dt.timedelta(microseconds=int((named["part"] or ".0")[1:7].ljust(6, "0")))
    if named["zone"]:
        return Instant(
            local.replace(tzinfo=dt.datetime.fromisoformat(f"2000-01-01T00:00{named['zone']}").tzinfo), precision
        )
    return Instant(local, precision)


def _digits(text: str) -> Instant | None:
    found = _DIGITS.fullmatch(text)
    if not found:
        return None
    date, clock, short = found["date"], found["clock"], found["short"]
    # A separate time of up to six digits has lost its leading zeros in a spreadsheet; four joined digits are HHMM.
    separate = len(text) > 8 and text[8] in " T"
    digits = (clock or short or "").rjust(6, "0") if separate else (clock or "").ljust(6, "0")
    local = _moment((date[:4], date[4:6], date[6:]), (digits[:2], digits[2:4], digits[4:]))
    precision: Precision = "day" if len(text) == 8 else "minute" if not separate and len(clock or "") == 4 else "second"
    return Instant(local, precision) if local else None


def _serial(text: str) -> Instant | None:
    found = _SERIAL.fullmatch(text)
    if not found:
        return None
    seconds = round(float(found["part"] or 0) * 86400)
    local = dt.datetime(1899, 12, 30) + dt.timedelta(days=int(found["days"]), seconds=seconds)
    return Instant(local, "second" if found["part"] else "day")


def _moment(date: tuple[str, str, str], clock: tuple[str | None, str | None, str | None]) -> dt.datetime | None:
    year, month, day = (int(part) for part in date)
    hour, minute, second = (int(part or 0) for part in clock)
    midnight_after = hour == 24 and minute == second == 0
    try:
        local = dt.datetime(year, month, day, 0 if midnight_after else hour, minute, second)
    except ValueError:
        return None
    return local + dt.timedelta(days=1) if midnight_after else local
