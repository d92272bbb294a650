"""The training city, opened once for a whole lesson."""

from __future__ import annotations

from functools import cache

from workbench.view import View
from workbench.wording import say

CITY = "训练城"


@cache
def open_city(workspace: str = CITY) -> View:
    """Open the training city; the view stays open for the whole lesson.

    Raises
    ------
    NotAllowed
        When there is no training city yet (`fusion demo --no-serve` makes one).
    """
    return View.open(workspace, purpose=say("lesson.purpose"))
