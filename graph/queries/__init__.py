"""The question library: every file below is one question in Cypher, with a header that says what it asks.

Why files: an analyst reads, copies and changes them as they are, and the same text runs on a page, in a notebook and at
the command line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graph.errors import QueryError

GROUPS = ("point", "line", "net")
_FOLDER = Path(__file__).parent
_PARAM = re.compile(r"(?P<name>\w+) (?P<type>\w+)(?: = (?P<default>.*?))? — (?P<zh>.*?) \| (?P<en>.*)")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: a label of the vocabulary (or `thing`) takes a key of that kind, the other types plain values.

    Attributes
    ----------
    type : str
        A node label, `thing`, text, integer, number, instant or date.
    default : str or None
        As written in the header; None when the parameter must be given.
    many : bool
        Whether it takes several values.
    """

    name: str
    type: str
    default: str | None
    zh: str
    en: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    Attributes
    ----------
    name, group : str
        The file's name, and point, line or net.
    title, asks : dict of str to str
        By language, zh and en.
    columns : tuple of str
        What the answer's columns are called.
    then : str
        The function of `graph.net` that makes the answer from the rows, empty when they are the answer.
    text : str
        The Cypher, header included.
    """

    name: str
    group: str
    title: dict[str, str]
    asks: dict[str, str]
    params: tuple[Param, ...]
    columns: tuple[str, ...]
    text: str = field(repr=False)
    then: str = ""


@cache
def catalogue() -> tuple[Query, ...]:
    """Return every question: points before lines before nets, then by name."""
    return tuple(_parse(path) for group in GROUPS for path in sorted((_FOLDER / group).glob("*.cypher")))


def load(name: str) -> Query:
    """Return a question by its name.

    Raises
    ------
    QueryError
        When there is none of this name.
    """
    known = {query.name: query for query in catalogue()}
    if name not in known:
        raise QueryError(f"没有名为 {name} 的问题。There is no question {name}; known: {', '.join(known)}.")
    return known[name]


def _parse(path: Path) -> Query:
    text = path.read_text("utf-8")
    lines = [line[3:].partition(": ") for line in text.splitlines() if line.startswith("// ")]
    head = {name: rest for name, _, rest in lines}
    params = tuple(_param(rest, path) for name, _, rest in lines if name == "param")
    columns = tuple(head["columns"].split(", "))
    return Query(
        path.stem,
        path.parent.name,
        _both(head["title"]),
        _both(head["asks"]),
        params,
        columns,
        text,
        head.get("then", ""),
    )


def _param(text: str, path: Path) -> Param:
    if (match := _PARAM.fullmatch(text)) is None:
        raise QueryError(f"{path.name}: a param reads `name type [= default] — zh | en`, not `{text}`.")
    name, type_, default, zh, en = match.group("name", "type", "default", "zh", "en")
    return Param(name, type_, default, zh, en)


def _both(text: str) -> dict[str, str]:
    return dict(zip(("zh", "en"), text.split(" | "), strict=True))
