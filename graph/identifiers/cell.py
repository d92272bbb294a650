"""Radio cells: operator, location area and cell number together; each alone is used by everybody."""

from __future__ import annotations

import re

from graph.identifiers.spelling import compact

_PARTS = re.compile(r"0*([1-9]\d{0,9})[-_/:,]0*([1-9]\d{0,11})", re.ASCII)


def clean(text: str, operator: str) -> str | None:
    """Return the key of a cell written as `LAC-CI`, or None when either part is missing.

    Examples
    --------
    >>> clean("04301-21", "LC")
    'cell:LC-4301-21'
    """
    parts = _PARTS.fullmatch(compact(text))
    return f"cell:{operator}-{parts[1]}-{parts[2]}" if parts else None


def sql(text: str, operator: str) -> str:
    """Return DuckDB SQL that gives `clean`'s key for plain numbers without leading zeros, NULL for all others."""
    code = operator.replace("'", "''")
    return (
        f"CASE WHEN regexp_full_match({text}, '[1-9][0-9]{{0,9}}-[1-9][0-9]{{0,11}}') THEN 'cell:{code}-' || {text} END"
    )
