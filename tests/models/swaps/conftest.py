"""A small town of steady callers, into which the tests put changes of number."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

BEGIN = pd.Timestamp("2026-03-01", tz="UTC")
DAYS = 60


@dataclass
class Town:
    """Calls as they are written down, event ids counted."""

    generator: np.random.Generator
    lines: list[tuple] = field(default_factory=list)

    def talk(
        self, a: str, b: str, *, first: float = 0, last: float = DAYS, every: float = 3.0, seconds: int = 60
    ) -> None:
        """Let a call b, or b a, about every so many days from one day to another."""
        day = first + every * self.generator.random()
        while day < last:
            ends = (a, b) if self.generator.random() < 0.5 else (b, a)
            self.call(*ends, day=day, seconds=seconds)
            day += every * (0.5 + self.generator.random())

    def call(self, caller: str, callee: str, *, day: float, seconds: int = 60) -> str:
        """Write one call down and return its id."""
        event = f"e{len(self.lines):05d}"
        moment = (BEGIN + pd.Timedelta(days=day)).floor("s")
        self.lines.append((event, caller, callee, moment, seconds))
        return event

    @property
    def calls(self) -> pd.DataFrame:
        """All calls, in the order in which they were written."""
        frame = pd.DataFrame(self.lines, columns=["event", "caller", "callee", "started_at", "seconds"])
        return frame.astype({"started_at": "datetime64[us, UTC]"})


def settled(*, people: int = 60, seed: int = 1) -> Town:
    """Return a town whose people all call five friends each, three shops and a hotline, all the time."""
    town = Town(np.random.default_rng(seed))
    for number in range(people):
        for step in (1, 2, 5, 11, 17):
            town.talk(f"p{number:02d}", f"p{(number + step) % people:02d}", every=5)
        for shop in range(3):
            town.talk(f"p{number:02d}", f"shop{shop}", every=12)
        town.talk("hotline", f"p{number:02d}", every=4, seconds=0)
    return town


@pytest.fixture
def town():
    """Return what makes a town of steady callers."""
    return settled


@pytest.fixture
def changed():
    """Return what puts a change of number into a town: some friends follow, the old number falls silent."""

    def change(town, old, new, *, day=30.0, friends=("p03", "p14", "p25", "p36", "p47"), lost=("p50", "p55")):
        for friend in friends:
            town.talk(old, friend, last=day, every=2.5)
            town.talk(new, friend, first=day + 0.5, every=2.5)
        for friend in lost:
            town.talk(old, friend, last=day, every=4)
        for number in (old, new):
            first, last = (0, day) if number == old else (day + 0.5, DAYS)
            town.talk("hotline", number, first=first, last=last, every=4, seconds=0)
        return town

    return change
