"""Citizen ID numbers (GB 11643-1999): old 15 digits widened to 18, and whether the check character holds.

Why only that: the number tells birth, sex and native place, so it is compared as a whole for equality and edit distance,
and never taken apart.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LONG = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_OLD = re.compile(r"[1-9]\d{14}", re.ASCII)


def widened(text: str) -> str:
    """Return a number without blanks and in capitals, the old form of 15 digits in its 18.

    Examples
    --------
    >>> widened("110105 491231 002"), widened("11010519491231002x")
    ('11010519491231002X', '11010519491231002X')
    """
    number = re.sub(r"[\s'\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not _OLD.fullmatch(number):
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + check_character(body)


def valid(number: str) -> bool:
    """Return whether a widened number has a day of birth that exists and its own check character."""
    if not _LONG.fullmatch(number) or check_character(number[:17]) != number[17]:
        return False
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def check_character(body: str) -> str:
    """Return the 18th character that belongs to 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
