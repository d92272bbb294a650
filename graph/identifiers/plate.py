"""Number plates: `鲁A12345` and its kin, without dots and blanks."""

from __future__ import annotations

import re

from graph.identifiers.spelling import compact

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SEPARATORS = re.compile(r"[·•.\-_]")
_CHINESE = re.compile(rf"[{PROVINCES}][A-Z][A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]")
_SPECIAL = re.compile(r"(?:使\d{6}|WJ[0-9A-Z京-龟]{5,7}|[\u4e00-\u9fff][A-Z0-9]{5,7})")
_FOREIGN = re.compile(r"[A-Z0-9]{2,12}")


def clean(text: str) -> str | None:
    """Return the key of a Chinese number plate, or None.

    Examples
    --------
    >>> clean("鲁A·12345"), clean("粤z1234港")
    ('plate:鲁A12345', 'plate:粤Z1234港')
    """
    number = _bare(text)
    if not (_CHINESE.fullmatch(number) or _SPECIAL.fullmatch(number)):
        return None
    return f"plate:{number}"


def foreign(text: str) -> str | None:
    """Return the key of a plate of another country: its letters and digits alone."""
    number = re.sub(r"[^0-9A-Z]", "", _bare(text))
    return f"plate:{number}" if _FOREIGN.fullmatch(number) and "*" not in text else None


def number(key: str) -> str:
    """Return the plate inside a key."""
    return key.removeprefix("plate:")


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", compact(text)).upper()
