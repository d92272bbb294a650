"""Whether an answer is right in the city at hand, and what to say when it is not."""

from __future__ import annotations

from collections.abc import Callable

from workbench.errors import UserError
from workbench.lessons import first_graph, learning, money
from workbench.lessons.plain import plain
from workbench.wording import say

# Every answer that is right in this city.
EXERCISES: dict[str, Callable[[], set[object]]] = first_graph.QUESTIONS | money.QUESTIONS | learning.QUESTIONS
_passed: set[str] = set()


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
    good = answer is not ... and plain(answer) in EXERCISES[name]()
    (_passed.add if good else _passed.discard)(name)
    words = "lesson.right" if good else "lesson.open" if answer is ... else "lesson.wrong"
    print(say(words, name=name, answer=answer, hint=say(f"{name}_hint")))  # noqa: T201  the lesson speaks
    return good


def unsolved(lesson: str) -> list[str]:
    """Return the questions of a lesson that still lack a right answer, in order."""
    return [name for name in EXERCISES if name.startswith(f"{lesson}.") and name not in _passed]
