"""How a value is written before anybody looks at what it means: width, blanks and masks.

Why one place: every identifier meets the same full-width digits, stray blanks and starred-out middles.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_MASK = re.compile(r"\*|[xX]{2,}|(?<=\d)[#?]{2,}")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u202a\u202c\u202d\u202e"))


def plain(text: str) -> str:
    """Return `text` in half-width letters and digits, invisible marks removed, blanks single and none at the ends."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).translate(_INVISIBLE)).strip()


def compact(text: str) -> str:
    """Return `plain(text)` without any blanks."""
    return plain(text).replace(" ", "")


def masked(text: str) -> bool:
    """Whether part of the value was hidden by whoever exported it (`138****5678`, `6217XXXX1234`)."""
    return _MASK.search(plain(text)) is not None


def scientific(text: str) -> bool:
    """Whether a spreadsheet turned a long number into `6.22E+18`, losing its last digits."""
    return _SCIENTIFIC.fullmatch(plain(text)) is not None
