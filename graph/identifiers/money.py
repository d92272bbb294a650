"""Amounts of money as whole minor units: never a float, never a guess at a misplaced comma."""

from __future__ import annotations

import re
from decimal import Decimal

from graph.identifiers.spelling import compact

_UNITS = {"": 100, "元": 100, "万": 1_000_000, "万元": 1_000_000, "角": 10, "分": 1}
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?:¥|RMB|CNY|人民币)?(?P<late>[+-])?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<unit>万元|万|元|角|分)?(?:CNY|RMB)?(?P<close>\))?",
    re.ASCII,
)
_LIMIT = 10**17


def clean(text: str) -> int | None:
    """Return the amount in minor units (fen), or None when it is no amount.

    Examples
    --------
    >>> clean("¥1,234.56"), clean("-12"), clean("1.5万元"), clean("１２.5"), clean("1,23"), clean("0.001")
    (123456, -1200, 1500000, 1250, None, None)
    """
    found = _AMOUNT.fullmatch(compact(text).upper())
    if not found or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["late"]):
        return None
    units = Decimal(found["number"].replace(",", "")) * _UNITS[found["unit"] or ""]
    if units != units.to_integral_value() or units > _LIMIT:
        return None
    negative = "-" in (found["sign"], found["late"]) or found["open"] is not None
    return -int(units) if negative else int(units)


def sql(text: str) -> str:
    """Return DuckDB SQL that gives `clean`'s minor units for plain and comma-grouped numbers, NULL for all others."""
    return (
        f"CASE WHEN regexp_full_match({text}, '-?([0-9]{{1,12}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,3}})(\\.[0-9]{{1,2}})?') "
        f"THEN (try_cast(replace({text}, ',', '') AS DECIMAL(18, 2)) * 100)::BIGINT END"
    )
