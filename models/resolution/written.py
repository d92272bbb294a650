"""How values are written, made one way: dates, telephone numbers, addresses, words.

Why before Splink and not in its SQL: the same prepared columns are then compared alike by every engine.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_ISO = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_NUMBERED = re.compile(r"号楼|幢|栋|座|单元|室|户|#|房")
_STREET = re.compile(r".*?(?:路|街|道|巷|弄|村|里)\d+号")


def plain(text: str) -> str:
    """Return a text in half-width small letters with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def letters(text: str) -> str:
    """Return the letters and figures of a text, small, words parted by single blanks."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


def is_date(text: str) -> bool:
    """Return whether a text reads as a date."""
    return date(text) != ""


def date(text: str) -> str:
    """Return a date as `1980-01-31`; one whose day does not exist keeps its figures, what is no date is empty.

    Examples
    --------
    >>> date("1980年1月31日"), date("31/01/1980"), date("1980-31-01"), date("soon")
    ('1980-01-31', '1980-01-31', '1980-31-01', '')
    """
    bare = unicodedata.normalize("NFKC", text).strip()
    if found := _ISO.fullmatch(bare):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(bare):
        day, month, year = found.groups()
    else:
        return ""
    if not (1000 <= int(year) <= dt.date.max.year and int(month) <= 31 and int(day) <= 31):
        return ""
    return f"{year}-{int(month):02d}-{int(day):02d}"


def phone(text: str) -> str:
    """Return the figures of a telephone number without the prefix of its country.

    Examples
    --------
    >>> phone("+86 154-0001-0002"), phone("tel:+8615400010002"), phone("(020) 7946 0018")
    ('15400010002', '15400010002', '02079460018')
    """
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)


def address(text: str) -> str:
    """Return an address without its town, the words of building, stair and door made one sign.

    Examples
    --------
    >>> address("澜川市望溪区松涛路12号云栖苑3幢2单元501室"), address("望溪区松涛路12号云栖苑3栋2单元501")
    ('望溪区松涛路12号云栖苑3-2-501', '望溪区松涛路12号云栖苑3-2-501')
    """
    bare = re.sub(r"^[^\W\d]{2,6}?市(?=\w{4,})", "", plain(text).replace(" ", "") if _han(text) else letters(text))
    return re.sub(r"-+", "-", _NUMBERED.sub("-", bare)).strip("-")


def street(text: str) -> str:
    """Return the part of an address up to the number of the house, or all of it."""
    bare = address(text)
    found = _STREET.match(bare)
    return found[0] if found else bare


def _han(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
