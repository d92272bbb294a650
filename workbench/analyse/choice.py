"""A parameter that is one of a few words."""

from __future__ import annotations

from typing import TypeVar

from workbench.errors import UserError
from workbench.wording import say

Word = TypeVar("Word", bound=str)


def one_of(given: str, known: tuple[Word, ...], name: str) -> Word:
    """Return the word that was given.

    Raises
    ------
    UserError
        When it is none of those known; says which they are.
    """
    found = next((word for word in known if word == given), None)
    if found is None:
        raise UserError(say("analyse.one_of", name=name, given=given, known=", ".join(known)))
    return found
