"""What a city is made from: its seed, how many people, how many days; and how much of everything follows from that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.errors import UserError
from workbench.wording import say

START = np.datetime64("2026-03-01T00:00:00", "s")
"""Local wall time of second 0 of every city; a Sunday."""
DAY = 86_400
NORM_PEOPLE = 2_000
NORM_DAYS = 90
LEAST_PEOPLE = 400
LEAST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Options:
    """The size of a city.

    Attributes
    ----------
    seed : int
        The same seed and sizes give the same bytes.
    people : int
        Residents, at least `LEAST_PEOPLE`: the gangs need somebody to hide among.
    days : int
        Length of the period all files cover, at least `LEAST_DAYS`: money takes its time.
    """

    seed: int = 7
    people: int = NORM_PEOPLE
    days: int = NORM_DAYS

    def __post_init__(self) -> None:
        if self.people < LEAST_PEOPLE or self.days < LEAST_DAYS:
            raise UserError(
                say(
                    "city.too_small",
                    people=self.people,
                    days=self.days,
                    least_people=LEAST_PEOPLE,
                    least_days=LEAST_DAYS,
                )
            )

    @property
    def scale(self) -> float:
        """How many default cities of people this is."""
        return self.people / NORM_PEOPLE

    @property
    def length(self) -> float:
        """How many default periods long this is."""
        return self.days / NORM_DAYS

    @property
    def seconds(self) -> int:
        """Length of the period."""
        return self.days * DAY

    def several(self, count: float, at_least: int = 1) -> int:
        """Return a number of things that grows with the people."""
        return max(at_least, round(count * self.scale))

    def size(self, count: int, at_least: int = 1) -> int:
        """Return the size of one gang or series: smaller only in towns smaller than the default."""
        return max(at_least, round(count * float(min(1.0, self.scale**0.6))))
