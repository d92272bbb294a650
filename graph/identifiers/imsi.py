"""SIM numbers (IMSI, ITU-T E.212): fifteen digits, no check."""

from __future__ import annotations

import re

from graph.identifiers.spelling import compact

_DIGITS = re.compile(r"[0-9]{15}")


def clean(text: str) -> str | None:
    """Return the key of a SIM, or None when it is not fifteen digits."""
    digits = compact(text)
    return f"imsi:{digits}" if _DIGITS.fullmatch(digits) and int(digits) else None


def sql(text: str) -> str:
    """Return DuckDB SQL that gives `clean`'s key for fifteen plain digits, NULL for all others."""
    return (
        f"CASE WHEN length({text}) = 15 AND {text} > '000000000000000' "
        f"AND regexp_full_match({text}, '[0-9]{{15}}') THEN 'imsi:' || {text} END"
    )
