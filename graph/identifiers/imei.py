"""Handset numbers (IMEI, 3GPP TS 23.003): 14 digits name the handset, the 15th only checks them.

Why the check digit is computed anew: call records send 14 digits, or a 0 in place of the check, or the software
version of an IMEISV; all of them mean one handset.
"""

from __future__ import annotations

import re

from graph.identifiers import luhn
from graph.identifiers.spelling import compact

_DIGITS = re.compile(r"[0-9]{14,16}")


def clean(text: str) -> str | None:
    """Return the key of a handset, or None when the digits are not an IMEI.

    Examples
    --------
    >>> clean("49015420323751"), clean("490154203237518"), clean("490154203237510"), clean("490154203237511")
    ('imei:490154203237518', 'imei:490154203237518', 'imei:490154203237518', None)
    """
    digits = compact(text).replace("-", "").replace("/", "")
    if not _DIGITS.fullmatch(digits) or int(digits[:14]) == 0:
        return None
    check = luhn.check_digit(digits[:14])
    if len(digits) == 15 and digits[14] not in ("0", check):
        return None
    return f"imei:{digits[:14]}{check}"


def sql(text: str) -> str:
    """Return DuckDB SQL that gives `clean`'s key for 15 digits with a true check, NULL for all others."""
    return (
        f"CASE WHEN length({text}) = 15 AND {_luhn_sum(text)} % 10 = 0 AND {text} > '00000000000001' "
        f"AND regexp_full_match({text}, '[0-9]{{15}}') THEN 'imei:' || {text} END"
    )


def _luhn_sum(text: str) -> str:
    number = f"try_cast({text} AS BIGINT)"
    odd = " + ".join(f"({number} // {10**i}) % 10" for i in range(0, 15, 2))
    doubled = " + ".join(_doubled(f"({number} // {10**i}) % 10") for i in range(1, 15, 2))
    return f"({odd} + {doubled})"


def _doubled(digit: str) -> str:
    return f"(2 * ({digit}) - 9 * (({digit}) > 4)::INTEGER)"
