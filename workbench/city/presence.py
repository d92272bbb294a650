"""Where somebody is: home by night, work by day, haunts between, and meetings before all else."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from workbench.city.options import DAY
from workbench.city.rows import Floats, Ints
from workbench.city.world import World


class Presence:
    """Positions of people and what is in their hands, worked out when asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._meetings = world.meetings.table().sort_values("person", kind="stable")
        self._handsets = world.handsets.table().sort_values("phone", kind="stable")
        self._sims = world.sims.table().sort_values("phone", kind="stable")

    @cached_property
    def _people(self) -> pd.DataFrame:
        return self.world.population.people

    def position(self, person: int, second: Ints) -> tuple[Floats, Floats]:
        """Return where a person is at each second, in metres."""
        row = self._people.iloc[person]
        hour, weekday = second % DAY // 3600, second // DAY % 7
        spot = second // (2 * 3600)  # people stay about two hours
        luck = self.world.dice.unit("where", person, spot)
        working = (hour >= 9) & (hour < 18) & (weekday > 0) & (weekday < 6) & (luck < 0.78)
        asleep = ((hour < 7) | (hour >= 21)) & (luck < 0.94) | (luck < 0.3)
        x, y = self._haunts(person, spot, float(row["x"]), float(row["y"]))
        x = np.select([working, asleep], [row["work_x"], row["x"]], x)
        y = np.select([working, asleep], [row["work_y"], row["y"]], y)
        return self._meeting(person, second, x, y)

    def _haunts(self, person: int, spot: Ints, x: float, y: float) -> tuple[Floats, Floats]:
        dice, side = self.world.dice, self.world.district.side
        haunt = dice.weighted([6, 4, 3, 2, 1, 1, 1, 1], "haunt", person, spot)
        near = 1_500 * dice.normal("haunt.x", person, haunt), 1_500 * dice.normal("haunt.y", person, haunt)
        return np.clip(x + near[0], 0, side - 1), np.clip(y + near[1], 0, side - 1)

    def _meeting(self, person: int, second: Ints, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        people = self._meetings["person"].to_numpy()
        for row in range(*np.searchsorted(people, [person, person + 1]).tolist()):
            meeting = self._meetings.iloc[row]
            there = (second >= meeting["start"]) & (second < meeting["end"])
            x, y = np.where(there, meeting["x"], x), np.where(there, meeting["y"], y)
        return x, y

    def handset(self, phone: int, second: Ints) -> Ints:
        """Return which handset a number was in."""
        return _changing(self._handsets, phone, second, "imei")

    def sim(self, phone: int, second: Ints) -> Ints:
        """Return on which SIM card a number was."""
        return _changing(self._sims, phone, second, "imsi")


def _changing(table: pd.DataFrame, phone: int, second: Ints, column: str) -> Ints:
    found = np.full(len(second), phone, dtype=np.int64)
    phones = table["phone"].to_numpy()
    for row in range(*np.searchsorted(phones, [phone, phone + 1]).tolist()):
        piece = table.iloc[row]
        found = np.where((second >= piece["start"]) & (second < piece["end"]), piece[column], found)
    return found
