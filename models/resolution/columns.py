"""What the columns of person records hold, told from their names and their content.

Why not from a mapping: the same function serves a register of ours, a foreign data set and whatever comes tomorrow, and
what it took a column for can be read in the model.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from models.contract import refuse_protected
from models.errors import Protected
from models.resolution.sound import is_chinese
from models.resolution.written import is_date

Kind = Literal[
    "name",
    "given",
    "surname",
    "nickname",
    "birth",
    "id_number",
    "phone",
    "email",
    "address",
    "postcode",
    "number",
    "category",
    "term",
]
_NAMED: tuple[tuple[Kind, str], ...] = (
    ("id_number", r"id_?(number|card|no)$|identity|citizen|national_id|身份证|证件号"),
    ("nickname", r"middle|nick|alias|绰号|外号|化名|曾用名"),
    ("email", r"e_?mail|邮箱"),
    ("phone", r"phone|mobile|telephone|^tel$|电话|手机|号码"),
    ("birth", r"birth_?(date|day)|date_?of_?birth|^birth$|^dob$|^born|出生日|生日"),
    ("postcode", r"post_?code|^zip|邮编"),
    ("surname", r"surname|last_?name|family_?name|^姓$"),
    ("given", r"first_?name|given|forename|^名$"),
    ("name", r"name|姓名|户名|机主"),
    ("address", r"address|street|住址|地址|住所"),
    ("number", r"account|plate|passport|licen[cs]e|imei|imsi|qq|wechat|银行卡|账号|车牌|号牌|护照|微信"),
    ("category", r"^(sex|gender|title)$|性别"),
)
_NATIVE = re.compile(r"birth.?place|place.?of.?birth|home.?town", re.IGNORECASE)
_ALSO_A_NAME = re.compile(r"full_?name|first_?and_?|姓名")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}", re.ASCII)
_PHONE = re.compile(r"\+?[\d\s()\-]{7,18}", re.ASCII)
_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}|\d{5,6}", re.ASCII)
_SEEN = 2_000


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is compared.

    Attributes
    ----------
    name : str
        What its evidence is called: the kind where there is one column of it, else the column's own name.
    kind : str
        How it is compared.
    columns : tuple of str
        Where it is read.
    whole : tuple of str
        Full names from which a given name or surname is read where its own column is empty.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    whole: tuple[str, ...] = ()


def fields(records: pd.DataFrame, *, key: str) -> tuple[Field, ...]:
    """Return what can be compared in some records.

    Parameters
    ----------
    records : DataFrame
        One line per record; any columns.
    key : str
        The column that names the record; it is no evidence.

    Notes
    -----
    A column that is protected is left out with a warning. A full name beside given name and surname is read only where
    these are empty, so that no name counts twice. A column that numbers the lines, or holds one value only, is left out.

    Examples
    --------
    >>> people = pd.DataFrame({"id": ["1", "2"], "surname": ["Li", "Wu"], "dob": ["1980-01-02", "1981-03-04"]})
    >>> [(field.name, field.kind) for field in fields(people, key="id")]
    [('surname', 'surname'), ('birth', 'birth')]
    """
    told = {name: _kind(name, records[name]) for name in _allowed(records.columns, key)}
    kinds: dict[str, Kind] = {name: kind for name, kind in told.items() if kind}
    names = [name for name, kind in kinds.items() if kind == "name"]
    whole = tuple(name for name in names if not _is_chinese(records[name]))
    parted = len(whole) == len(names) and bool(whole or {"given", "surname"} & set(kinds.values()))
    found = [Field("given", "given", (), whole), Field("surname", "surname", (), whole)] if parted and whole else []
    for name, kind in kinds.items():
        if (kind == "name" and parted) or (kind == "birth" and any(field.kind == "birth" for field in found)):
            continue
        _add(found, name, kind)
    return tuple(found)


def _add(found: list[Field], name: str, kind: Kind) -> None:
    place = next((at for at, field in enumerate(found) if field.kind == kind and not field.columns), None)
    if place is not None:  # the own column of a part that is read from the full name too
        found[place] = replace(found[place], columns=(name,))
        return
    known = {field.name for field in found}
    spoken = _spoken(name) if kind in ("number", "category", "term") or kind in known else kind
    found.append(Field(spoken if spoken not in known else f"{spoken}_{len(found)}", kind, (name,)))


def _is_chinese(values: pd.Series) -> bool:
    return bool(values.dropna().astype(str).head(_SEEN).map(is_chinese).mean() > 0.2)


def _allowed(columns: Iterable[str], key: str) -> list[str]:
    allowed = []
    for name in map(str, columns):
        if name == key:
            continue
        try:
            refuse_protected([name, _NATIVE.sub("native_place", name)])
        except Protected as error:
            warnings.warn(f"{error}", UserWarning, stacklevel=4)
        else:
            allowed.append(name)
    return allowed


def _spoken(name: str) -> str:
    return re.sub(r"\W+", "_", name.lower()).strip("_")


def _kind(name: str, values: pd.Series) -> Kind | None:
    """Return what a column holds, or None when it is no evidence."""
    filled = values.dropna().astype(str)
    filled = filled[filled.str.strip() != ""].drop_duplicates()
    if len(filled) < 2:
        return None
    sample = filled.sort_values().iloc[:: max(1, len(filled) // _SEEN)]
    named = _by_name(_spoken(name))
    dates = sample.map(is_date).mean()
    if (named == "birth" and dates > 0.5) or (named is None and dates > 0.8):
        return "birth"
    named = None if named == "birth" else named
    return named or _by_content(sample, unique=len(filled) == values.notna().sum(), many=len(filled))


def _by_name(name: str) -> Kind | None:
    if _ALSO_A_NAME.search(name):
        return "name"
    return next((kind for kind, words in _NAMED if re.search(words, name)), None)


def _by_content(sample: pd.Series, *, unique: bool, many: int) -> Kind | None:
    forms: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        *(("email", _EMAIL), ("id_number", _IDENTITY), ("postcode", _POSTCODE)),
        ("phone", _PHONE),
    )
    for kind, form in forms:
        if sample.str.strip().str.fullmatch(form).mean() > 0.8:
            return None if unique and kind in ("phone", "postcode") else kind
    if unique:
        return None
    return "category" if many <= 4 else "term"
