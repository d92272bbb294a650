"""Telephone numbers: one key for one subscriber, however a carrier, a bank or a clerk wrote the number.

Why not `phonenumbers` alone: half of what stands in Chinese call records (10086, 95xxx, 106 ports, group short
numbers, `86138…`, IP-call prefixes) is no international number at all.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from graph.identifiers.spelling import masked, plain, scientific

_NOISE = re.compile(r"[\s\-‐‑–—()（）.]|^tel:", re.IGNORECASE)
_IP_PREFIX = re.compile(r"(?:17951|17911|12593|11808|10193)(?=(?:86)?1[3-9]\d{9}$)", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86|0086|0)?(1[3-9]\d{9})", re.ASCII)
_LAND_LINE = re.compile(r"(?:(?:\+?86|0086)0?|0)((?:10|2\d|[3-9]\d{2})\d{7,8})", re.ASCII)
_SERVICE = re.compile(r"1[012]\d|1[012]\d{2,4}|9[56]\d{3,6}|[48]00\d{7}|106\d{4,17}", re.ASCII)
_SHORT = re.compile(r"[2-9]\d{2,5}", re.ASCII)


@lru_cache(maxsize=65536)
def clean(text: str, *, network: str | None = None) -> str | None:
    """Return the key of a telephone number, or None when it is masked or no number at all.

    Parameters
    ----------
    text : str
        The number as written.
    network : str, optional
        Code of the network whose file this is: a group short number is unique only inside it.

    Returns
    -------
    str or None
        `tel:+86…` for mainland mobiles and land lines, `tel:cn:…` for service numbers, `tel:NETWORK:…` for short
        numbers, `tel:+CC…` for foreign numbers, `tel:?:…` for digits that fit nothing known (see `doubtful`).

    Examples
    --------
    >>> clean("0086 154-0001-0002"), clean("10086"), clean("6123", network="LC"), clean("154****0002")
    ('tel:+8615400010002', 'tel:cn:10086', 'tel:LC:6123', None)
    """
    if masked(text) or scientific(text):
        return None
    number = _IP_PREFIX.sub("", _NOISE.sub("", plain(text)))
    if found := _MOBILE.fullmatch(number) or _LAND_LINE.fullmatch(number):
        return f"tel:+86{found[1]}"
    if _SERVICE.fullmatch(number):
        return f"tel:cn:{number}"
    if _SHORT.fullmatch(number):
        return f"tel:{network or '?'}:{number}"
    return _foreign(number) or _unknown(number)


def foreign(text: str, *, network: str) -> str | None:
    """Return the key of a number of another country's numbering, which the mapping says belongs to `network`.

    Examples
    --------
    >>> foreign("0-(070)893-3322", network="XX")
    'tel:XX:00708933322'
    """
    digits = "" if masked(text) else re.sub(r"[^0-9]", "", plain(text))
    return f"tel:{network}:{digits}" if digits else None


def doubtful(key: str) -> bool:
    """Whether the number was kept as written because it fits no known form."""
    return key.startswith("tel:?:")


def number(key: str) -> str:
    """Return the number inside a key, as people read it: `15400010002`, `10086`, `+4420…`."""
    body = key.removeprefix("tel:")
    return body.removeprefix("+86") if body.startswith("+") else body.partition(":")[2]


def sql(text: str, *, network: str | None = None) -> str:
    """Return DuckDB SQL that gives `clean`'s key for the usual spellings and NULL for all others."""
    del network  # short numbers are rare: Python keys them
    bare = f"regexp_replace({text}, '^(\\+86|0086|86)?[ -]?(1[3-9]\\d)[ -]?(\\d{{4}})[ -]?(\\d{{4}})$', '\\2\\3\\4')"
    return (
        f"CASE WHEN length({text}) = 11 AND regexp_full_match({text}, '1[3-9][0-9]{{9}}') THEN 'tel:+86' || {text} "
        f"WHEN length({text}) BETWEEN 3 AND 8 AND regexp_full_match({text}, '1[012][0-9]{{1,4}}|95[0-9]{{3,6}}') THEN 'tel:cn:' || {text} "
        f"WHEN length({text}) > 11 AND regexp_full_match({bare}, '1[3-9][0-9]{{9}}') THEN 'tel:+86' || {bare} END"
    )


def _foreign(number: str) -> str | None:
    international = re.sub(r"^00(?=[1-9])", "+", number)
    if not international.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return "tel:" + phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _unknown(number: str) -> str | None:
    return f"tel:?:{number}" if re.fullmatch(r"\+?[0-9]{3,20}", number) else None
