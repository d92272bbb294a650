"""Names of single source rows, of the people in them and of things that have no number of their own."""

from __future__ import annotations

import hashlib

from graph.identifiers.spelling import compact


def row_id(file: str, sheet: str, row: int) -> str:
    """Return the permanent text form of a source row."""
    return f"{file}:{sheet}:{row}"


def parse_row_id(text: str) -> tuple[str, str, int] | None:
    """Return (file, sheet, row) of `row_id`'s text, or None when it is not one."""
    file, _, rest = text.strip().partition(":")
    sheet, _, row = rest.rpartition(":")
    whole = len(file) == 64 and row.isascii() and row.isdigit()
    return (file, sheet, int(row)) if whole else None


def record_key(file: str, sheet: str, row: int, *, slot: str) -> str:
    """Return the key of the person record that stands in `slot` of one row."""
    return "rec:" + hashlib.sha256(f"{file}|{sheet}|{row}|{slot}".encode()).hexdigest()[:20]


def record_sql(file: str, sheet: str, row: str, *, slot: str) -> str:
    """Return DuckDB SQL of `record_key` for expressions of sheet and row and a constant file and slot."""
    return f"'rec:' || left(sha256('{file}|' || {sheet} || '|' || {row} || '|{slot}'), 20)"


def object_key(*parts: str) -> str | None:
    """Return the key of a thing that is known only by what is said about it, or None when nothing is."""
    if not any(parts):
        return None
    return "object:" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def number_key(prefix: str, text: str) -> str | None:
    """Return the key of something that an office numbers itself: a case, an incident, an officer's badge.

    Examples
    --------
    >>> number_key("case", " A３7010 ")
    'case:A37010'
    """
    number = compact(text)
    return f"{prefix}:{number}" if number else None
