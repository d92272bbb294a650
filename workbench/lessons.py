"""Exercises that check themselves: an answer is compared with what the trainee's own city says, and a hint given.

Why against the live view: every seed makes another city, so there is no list of right answers to look up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from workbench.errors import UserError
from workbench.view import View
from workbench.wording import say

CITY = "训练城"
_passed: set[str] = set()

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


@cache
def open_city(workspace: str = CITY) -> View:
    """Open the training city; the view stays open for the whole lesson.

    Raises
    ------
    NotAllowed
        When there is no training city yet (`fusion demo --no-serve` makes one).
    """
    return View.open(workspace, purpose=say("lesson.purpose"))


def clue() -> str:
    """Return the sentence that lesson 1 begins with: the last digits of the number to find."""
    return say("lesson.clue", digits=_number()[1][-8:])


def check(name: str, answer: object) -> bool:
    """Compare an answer with the city, say whether it is right, and give a hint when it is not.

    Parameters
    ----------
    name : str
        Lesson and question, such as `lesson1.q2`.
    answer : object
        What the trainee found; `...` when there is no answer yet.
    """
    if name not in EXERCISES:
        raise UserError(say("lesson.unknown", name=name, names=", ".join(EXERCISES)))
    good = answer is not ... and _plain(answer) in EXERCISES[name]()
    (_passed.add if good else _passed.discard)(name)
    words = "lesson.right" if good else "lesson.open" if answer is ... else "lesson.wrong"
    print(say(words, name=name, answer=answer, hint=say(f"{name}_hint")))  # noqa: T201  the lesson speaks
    return good


def unsolved(lesson: str) -> list[str]:
    """Return the questions of a lesson that still lack a right answer, in order."""
    return [name for name in EXERCISES if name.startswith(f"{lesson}.") and name not in _passed]


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
    return {_plain(row) for t in tables for row in t[["file_name", "sheet", "row"]].itertuples(index=False, name=None)}


def _plain(answer: object) -> object:
    """Return the answer so that 3, 3.0 and a numpy 3 are the same, and a list is a tuple."""
    if isinstance(answer, (list, tuple)):
        return tuple(_plain(part) for part in answer)
    text = "" if answer is None else str(answer).strip()
    return int(float(text)) if text.replace(".0", "").isdecimal() else text


# Every answer that is right in this city.
EXERCISES: dict[str, Callable[[], set[object]]] = {
    "lesson1.q1": lambda: {_number()[0]},
    "lesson1.q2": lambda: {len(_links())},
    "lesson1.q3": lambda: {link[0] for link in _busiest()},
    "lesson1.q4": _users,
    "lesson1.q5": _sources,
}
