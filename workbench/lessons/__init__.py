"""Exercises that check themselves: an answer is compared with what the trainee's own city says, and a hint given.

Why against the live view: every seed makes another city, so there is no list of right answers to look up.
"""

from __future__ import annotations

from workbench.lessons.checking import EXERCISES, check, unsolved
from workbench.lessons.classroom import CITY, open_city
from workbench.lessons.first_graph import clue
from workbench.lessons.learning import open_case, open_clue
from workbench.lessons.money import parked_case, parked_clue, victim_case, victim_clue

__all__ = [
    "CITY",
    "EXERCISES",
    "check",
    "clue",
    "open_case",
    "open_city",
    "open_clue",
    "parked_case",
    "parked_clue",
    "unsolved",
    "victim_case",
    "victim_clue",
]
