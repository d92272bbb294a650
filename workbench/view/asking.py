"""The parameters of a question, from what a person typed to what Neo4j is given.

Why a number may stand where a key is wanted: nobody types `tel:+8615400138000`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

from graph.engine import Answer
from graph.identifiers import account, money, phone, plate
from graph.projection import Hit
from graph.queries import Param, Query
from graph.schema import KIND
from workbench.errors import UserError
from workbench.wording import language, say

LOCAL = timezone(timedelta(hours=8))  # Asia/Shanghai
Find = Callable[[str], list[Hit]]
_BETWEEN_EVENTS = re.compile(r"\s*[;；\n]\s*")  # the name of a sheet may have blanks and commas
_BETWEEN = re.compile(r"[,，、;；\s]+")


class Asked(Protocol):
    """What has parameters: a question of the library, or an analysis."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def params(self) -> tuple[Param, ...]:
        """What it wants to know."""


def bind(query: Asked, given: Mapping[str, object], find: Find) -> dict[str, object]:
    """Return the parameters of a question or an analysis, converted and with defaults filled in.

    Parameters
    ----------
    given : mapping
        Values, or text that is read as the parameter's type.
    find : callable
        Finds the entities that have exactly this number or name.

    Raises
    ------
    UserError
        For a parameter that is missing, unknown, cannot be read, or names nothing or several things.
    """
    known = {param.name: param for param in query.params}
    if unknown := sorted(given.keys() - known.keys()):
        raise UserError(say("ask.unknown_param", query=query.name, names=", ".join(unknown), known=", ".join(known)))
    return {name: _value(param, given.get(name), find) for name, param in known.items()}


def finished(query: Query, answer: Answer, bound: Mapping[str, object]) -> Answer:
    """Return the answer that a question promises, when its rows are only what a function of `graph.net` needs."""
    if query.then == "betweenness":
        return _betweenness(query, answer, int(str(bound["limit"])))
    return answer


def _betweenness(query: Query, answer: Answer, limit: int) -> Answer:
    from graph.net.betweenness import betweenness  # brings the compiler of kernels with it

    names = {str(key): name for a, a_name, b, b_name in answer.rows for key, name in ((a, a_name), (b, b_name))}
    numbers = {key: number for number, key in enumerate(sorted(names))}
    values = betweenness([(numbers[str(a)], numbers[str(b)]) for a, _, b, _ in answer.rows], len(numbers))
    ranked = sorted(numbers, key=lambda key: (-values[numbers[key]], key))
    rows: list[list[object]] = [[key, names[key], float(values[numbers[key]])] for key in ranked]
    return Answer(list(query.columns), rows[:limit], truncated=answer.truncated)


def _value(param: Param, given: object, find: Find) -> object:
    if given is None or given == "":
        if param.default is None:
            raise UserError(say("ask.missing_param", name=param.name, what=getattr(param, language())))
        given = param.default.strip('"')
        if not given and param.type != "text":  # may be left out
            return [] if param.many else None
    if not param.many:
        return _one(param, given, find)
    between = _BETWEEN_EVENTS if param.type == "event" else _BETWEEN
    several = [part for part in between.split(given) if part] if isinstance(given, str) else given
    return [_one(param, each, find) for each in several] if isinstance(several, list | tuple) else [several]


def _one(param: Param, given: object, find: Find) -> object:
    if param.type in KIND or param.type == "thing":
        return _key(param, str(given).strip(), find)
    return _READ[param.type](param, given) if isinstance(given, str) else given


def _key(param: Param, text: str, find: Find) -> str:
    hits = [hit for form in forms(text) for hit in find(form) if param.type in (hit.label, "thing")]
    found = {hit.key: hit for hit in hits}
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise UserError(say("ask.not_found", name=param.name, text=text))
    several = "；".join(f"{hit.name}（{hit.key}）" for hit in list(found.values())[:5])
    raise UserError(say("ask.several", name=param.name, text=text, several=several))


def forms(text: str) -> list[str]:
    """Return the text, and the keys it stands for when it is a phone number, an account or a plate."""
    keys = (clean(text) for clean in (phone.clean, account.clean, plate.clean))
    return list(dict.fromkeys([text, *(key for key in keys if key)]))


def _integer(param: Param, text: str) -> int:
    try:
        return int(text.replace(",", ""))
    except ValueError as error:
        raise UserError(say("ask.not_integer", name=param.name, text=text)) from error


def _number(param: Param, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UserError(say("ask.not_number", name=param.name, text=text)) from error


def _instant(param: Param, text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(say("ask.not_time", name=param.name, text=text)) from error
    # In UTC like the graph's own: Neo4j holds the same instant in two zones for two different values.
    return (read if read.tzinfo else read.replace(tzinfo=LOCAL)).astimezone(UTC)


def _money(param: Param, text: str) -> int:
    """Return minor units of an amount written in yuan."""
    if (read := money.clean(text)) is None:
        raise UserError(say("ask.not_money", name=param.name, text=text))
    return read


def _flag(param: Param, text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise UserError(say("ask.not_flag", name=param.name, text=text))
    return _FLAGS[text.lower()]


_FLAGS = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}


def _date(param: Param, text: str) -> date:
    return _instant(param, text).astimezone(LOCAL).date()


def _event(_: Param, text: str) -> str:
    """Return the id of an event; the id of the link that stands for it will do."""
    name = text.rpartition("|")[2]
    return name.replace("%7C", "|").replace("%25", "%") if "|" in text else text


def _text(_: Param, text: str) -> str:
    return text


_READ: Mapping[str, Callable[[Param, str], object]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "instant": _instant,
    "date": _date,
    "event": _event,
    "money": _money,
    "flag": _flag,
}
