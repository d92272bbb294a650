"""Lengths of calls in whole seconds, from plain seconds, clock form or Chinese words."""

from __future__ import annotations

import re

from graph.identifiers.spelling import compact

_SECONDS = re.compile(r"(\d{1,7})(?:\.0*)?(?:秒|s|S)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})", re.ASCII)
_WORDS = re.compile(r"(?:(\d+)(?:小时|时|h))?(?:(\d+)(?:分钟|分|m|'))?(?:(\d+)(?:秒|s|\"))?", re.ASCII)


def clean(text: str) -> int | None:
    """Return whole seconds, or None.

    Examples
    --------
    >>> clean("192"), clean("00:03:12"), clean("3分12秒"), clean("3:99")
    (192, 192, 192, None)
    """
    bare = compact(text)
    if found := _SECONDS.fullmatch(bare):
        return int(found[1])
    found = _CLOCK.fullmatch(bare) or (_WORDS.fullmatch(bare) if bare else None)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds if seconds < 60 else None


def sql(text: str) -> str:
    """Return DuckDB SQL that gives `clean`'s seconds for plain numbers and `HH:MM:SS`, NULL for all others."""
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,7}}') THEN {text}::INTEGER "
        f"WHEN regexp_full_match({text}, '[0-9]{{2}}:[0-9]{{2}}:[0-5][0-9]') THEN left({text}, 2)::INTEGER * 3600 "
        f"+ substr({text}, 4, 2)::INTEGER * 60 + substr({text}, 7, 2)::INTEGER END"
    )
