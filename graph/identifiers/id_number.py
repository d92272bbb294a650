"""Citizen identity numbers (GB 11643-1999): checked by date and check character, the old 15 digits widened to 18."""

from __future__ import annotations

import datetime as dt
import re

from graph.identifiers.spelling import compact

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LONG = re.compile(r"[1-9]\d{16}[\dX]")
_OLD = re.compile(r"[1-9]\d{14}")


def clean(text: str) -> str | None:
    """Return the valid 18-character number, or None.

    Examples
    --------
    >>> clean("11010519491231002x"), clean("110105194912310021")
    ('11010519491231002X', None)
    """
    number = compact(text).upper().lstrip("'")
    if not number.isascii():
        return None
    if _OLD.fullmatch(number):
        body = f"{number[:6]}19{number[6:]}"
        number = body + check_character(body)
    if not _LONG.fullmatch(number) or birth_date(number) is None:
        return None
    return number if check_character(number[:17]) == number[17] else None


def check_character(body: str) -> str:
    """Return the 18th character that belongs to the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> dt.date | None:
    """Return the birth date inside an 18-character number, or None when there is no such day."""
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
