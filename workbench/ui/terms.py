"""What was typed into the search box: one thing to look for, or a list of numbers pasted at once.

Why a rule and not a second box: nobody should have to know which box takes which; a browser turns the line breaks of a
pasted list into blanks, so blanks must separate numbers and yet may stand inside a name.
"""

from __future__ import annotations

import re
import unicodedata

MOST = 200
_BREAK = re.compile(r"[\s,;、，；|]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff·]{2,5}")
_LINE = re.compile(r"[\n,;、，；|]+")


def terms(text: str) -> list[str]:
    """Return the things to look for, without repeats, in the order they were typed.

    Blanks part numbers (`13800138000 鲁A12345`) and a number from a Chinese name, commas and line breaks part anything;
    other blanks belong to the name.

    >>> terms("13800138000 13900139000")
    ['13800138000', '13900139000']
    >>> terms("zhang wei")
    ['zhang wei']
    """
    flat = unicodedata.normalize("NFKC", text).strip()
    parts = _BREAK.split(flat)
    if len(parts) > 1 and not _blanks_part([part for part in parts if part]):
        parts = _LINE.split(flat)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _blanks_part(parts: list[str]) -> bool:
    numbers = [part for part in parts if _like_number(part)]
    names = [part for part in parts if _CHINESE.fullmatch(part)]
    return bool(numbers) and len(numbers) + len(names) == len(parts)


def _like_number(part: str) -> bool:
    digits = sum(character.isdigit() for character in part)
    return digits >= 5 and digits * 2 >= len(part)  # the groups of a spaced card number have four
