"""Lesson 1, from a clue to a row: which number this city's lesson is about, and what is right of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from workbench.errors import UserError
from workbench.lessons.classroom import open_city
from workbench.lessons.plain import plain
from workbench.wording import say

# A number that a suspect uses, with enough links to be worth a look and few enough to read.
_NUMBER = """
MATCH (p:Person)-[:SUSPECT_IN]->(:Case)
MATCH (p)-[:USES]->(t:Phone)
WITH DISTINCT t
MATCH (t)-[c:CALLED]->(:Phone)
WITH t, count(c) AS links
WHERE links >= 5 AND links <= 200
RETURN t.key AS key, t.number AS number ORDER BY links, key LIMIT 1
"""
_LINKS = "MATCH (:Phone {key: $key})-[c:CALLED]->(o:Phone) RETURN o.key AS other, c.calls AS calls, c.id AS id"
_USERS = "MATCH (p:Person)-[:USES]->(:Phone {key: $key}) RETURN p.name AS name"


def clue() -> str:
    """Return the sentence that lesson 1 begins with: the last digits of the number to find."""
    return say("lesson.clue", digits=_number()[1][-8:])


@cache
def _number() -> tuple[str, str]:
    found = open_city().cypher(_NUMBER).rows
    if not found:
        raise UserError(say("lesson.no_number"))
    key, number = found[0]
    return str(key), str(number)


@cache
def _links() -> list[list[object]]:
    return open_city().cypher(_LINKS, {"key": _number()[0]}).rows


def _busiest() -> list[list[object]]:
    most = max(int(str(calls or 0)) for _, calls, _ in _links())
    return [link for link in _links() if link[1] == most]


def _users() -> set[object]:
    return {row[0] for row in open_city().cypher(_USERS, {"key": _number()[0]}).rows}


def _sources() -> set[object]:
    tables = (open_city().rows(str(link)) for _, _, link in _busiest())
    return {plain(row) for t in tables for row in t[["file_name", "sheet", "row"]].itertuples(index=False, name=None)}


QUESTIONS: dict[str, Callable[[], set[object]]] = {
    "lesson1.q1": lambda: {_number()[0]},
    "lesson1.q2": lambda: {len(_links())},
    "lesson1.q3": lambda: {link[0] for link in _busiest()},
    "lesson1.q4": _users,
    "lesson1.q5": _sources,
}
