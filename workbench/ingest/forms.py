"""The kinds of value a mapping may name, each with its cleaner, its fast SQL and what it becomes in the ledger.

Why a table: adding a kind of value touches this file and `graph.identifiers`, nothing else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pyarrow as pa

from graph.identifiers import (
    account,
    cell,
    duration,
    id_number,
    imei,
    imsi,
    instant,
    mentions,
    money,
    name,
    online,
    phone,
    place,
    plate,
    record,
)
from graph.identifiers.spelling import compact, plain
from workbench.errors import UserError
from workbench.ingest.mapping import FOLDER
from workbench.ingest.rules import UNIT, Value
from workbench.wording import say

Clean = Callable[[str], Any]
_STRING = pa.string()


@dataclass(frozen=True, slots=True)
class Form:
    """How the text of a value becomes the value.

    Attributes
    ----------
    clean : callable
        Text to value, None when it is not one.
    fast : callable, optional
        SQL of the text to SQL of the value: `clean`'s answer for the usual spellings, NULL for others.
    arrow : pa.DataType
        Type of the value.
    label : str
        Label of the node that the value is the key of.
    doubt : callable, optional
        Whether a value was accepted although it is odd.
    instant : bool
        Whether the value is a stamp of `graph.identifiers.instant`.
    """

    clean: Clean
    fast: Callable[[str], str] | None = None
    arrow: pa.DataType = _STRING
    label: str = ""
    doubt: Callable[[Any], bool] | None = None
    instant: bool = False


def form_of(value: Value) -> Form:
    """Return the form that a value's kind and options name.

    Raises
    ------
    UserError
        For a kind that does not exist.
    """
    if value.kind not in _FORMS:
        raise UserError(say("import.bad_kind", kind=value.kind, name=value.name, known="、".join(sorted(_FORMS))))
    return _FORMS[value.kind](value)


def kinds() -> list[str]:
    """Return the names of all kinds."""
    return sorted(_FORMS)


@cache
def institutions() -> Mapping[str, str]:
    """Return every known name of an institution with its code."""
    table = tomllib.loads((FOLDER / "institutions.toml").read_text(encoding="utf-8"))
    return {compact(known): code for code, names in table["institutions"].items() for known in [code, *names]}


def institution_code(text: str) -> str:
    """Return the code of an institution, by its own name or by a branch's; unknown ones keep their cleaned name."""
    bare = compact(text)
    known = institutions()
    if bare in known:
        return known[bare]
    return next((code for full, code in known.items() if len(full) > 3 and bare.startswith(full)), bare)


def _text(value: Value) -> Form:
    del value
    return Form(lambda text: plain(text) or None, lambda text: f"nullif({text}, '')")


def _phone(value: Value) -> Form:
    network = value.options.get("network")
    if value.options.get("style") == "foreign":
        return Form(partial(phone.foreign, network=str(network)), label="Phone")
    clean = partial(phone.clean, network=network)
    return Form(clean, partial(phone.sql, network=network), label="Phone", doubt=phone.doubtful)


def _account(value: Value) -> Form:
    """Parts: the number and, when there is a second column, the institution."""
    fixed = value.options.get("institution")

    def clean(text: str) -> str | None:
        number, _, institution = text.partition(UNIT)
        return account.clean(number, (institution_code(institution) if institution else None) or fixed)

    def fast(text: str) -> str:
        return account.sql(text, fixed) if len(value.parts) < 2 else account.sql(f"split_part({text}, chr(31), 1)")

    return Form(clean, fast, label="Account", doubt=account.suspicious)


def _plate(value: Value) -> Form:
    return Form(plate.foreign if value.options.get("style") == "foreign" else plate.clean, label="Vehicle")


def _instant(value: Value) -> Form:
    order, zone = value.options.get("order", "ymd"), value.options.get("zone", instant.SHANGHAI)

    def clean(text: str) -> int | None:
        found = instant.clean(text, order=order, zone=zone)
        return instant.stamp(found) if found else None

    usual = order == "ymd" and zone == instant.SHANGHAI
    return Form(clean, instant.sql if usual else None, arrow=pa.int64(), instant=True)


def _date(value: Value) -> Form:
    return Form(partial(instant.clean_date, order=value.options.get("order", "ymd")), arrow=pa.date32())


def _number(text: str) -> float | None:
    bare = compact(text).replace(",", "")
    return float(bare) if re.fullmatch(r"[+-]?\d{1,15}(\.\d+)?([eE][+-]?\d{1,2})?", bare, re.ASCII) else None


def _integer(text: str) -> int | None:
    bare = compact(text)
    return int(bare) if re.fullmatch(r"[+-]?\d{1,15}", bare, re.ASCII) else None


def _place(value: Value) -> Form:
    """Parts: address, postcode, latitude, longitude; missing ones are left out of `parts` as empty lists."""

    def clean(text: str) -> str | None:
        address, postcode, lat, lon = (text.split(UNIT) + [""] * 4)[:4]
        return place.key(address, postcode, lat=_number(lat), lon=_number(lon))

    del value
    return Form(clean, label="Place")


def _key(prefix: str, label: str) -> Callable[[Value], Form]:
    def form(value: Value) -> Form:
        del value
        return Form(lambda text: record.number_key(prefix, text), label=label)

    return form


def _choice(value: Value) -> Form:
    patterns = [(re.compile(".*".join(map(re.escape, p.split("*")))), v) for p, v in value.choices.items()]

    def clean(text: str) -> str | None:
        bare = compact(text)
        found = next((meaning for pattern, meaning in patterns if pattern.fullmatch(bare)), value.otherwise)
        return found or None

    return Form(clean, partial(_choice_sql, value))


def _choice_sql(value: Value, text: str) -> str:
    exact = {pattern: meaning for pattern, meaning in value.choices.items() if "*" not in pattern}
    cases = " ".join(f"WHEN {quoted(pattern)} THEN {quoted(meaning)}" for pattern, meaning in exact.items())
    return f"CASE {text} {cases} END" if exact and len(exact) == len(value.choices) else "NULL::VARCHAR"


def _list(text: str) -> list[str] | None:
    return [plain(part) for part in re.split(r"[、,，;；/|]", text) if plain(part)] or None


def _organization(text: str) -> str | None:
    return name.organization_key(text) if name.is_organization(plain(text)) else None


def _cell(value: Value) -> Form:
    operator = value.options.get("operator", "")
    if operator:
        return Form(partial(cell.clean, operator=operator), partial(cell.sql, operator=operator), label="Cell")

    def clean(text: str) -> str | None:
        by, _, numbers = text.partition(UNIT)
        return cell.clean(numbers.replace(UNIT, "-"), institution_code(by)) if by else None

    return Form(clean, label="Cell")


def _online(value: Value) -> Form:
    return Form(partial(online.clean, platform=value.options["platform"]), label="OnlineId")


def _object(text: str) -> str | None:
    return record.object_key(*(plain(part) for part in text.split(UNIT)))


def quoted(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _plainly(form: Form) -> Callable[[Value], Form]:
    return lambda value: form


_FORMS: dict[str, Callable[[Value], Form]] = {
    "text": _text,
    "name": _plainly(Form(name.clean, name.sql)),
    "list": _plainly(Form(_list, arrow=pa.list_(pa.string()))),
    "choice": _choice,
    "integer": _plainly(Form(_integer, arrow=pa.int64())),
    "number": _plainly(Form(_number, arrow=pa.float64())),
    "money": _plainly(Form(money.clean, money.sql, arrow=pa.int64())),
    "seconds": _plainly(Form(duration.clean, duration.sql, arrow=pa.int32())),
    "instant": _instant,
    "date": _date,
    "phone": _phone,
    "account": _account,
    "institution": _plainly(Form(lambda text: institution_code(text) or None)),
    "id_number": _plainly(Form(id_number.clean)),
    "plate": _plate,
    "imei": _plainly(Form(imei.clean, label="Device")),
    "imsi": _plainly(Form(imsi.clean, imsi.sql, label="Sim")),
    "cell": _cell,
    "place": _place,
    "case": _key("case", "Case"),
    "incident": _key("incident", "Incident"),
    "officer": _key("officer", "Officer"),
    "organization": _plainly(Form(_organization, label="Organization")),
    "online": _online,
    "object": _plainly(Form(_object, label="Object")),
    "key": lambda value: Form(lambda text: text, label=value.options.get("label", "")),
    "mentions": _plainly(Form(mentions.found, arrow=pa.list_(pa.string()))),
}
