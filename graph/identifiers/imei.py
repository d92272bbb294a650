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
