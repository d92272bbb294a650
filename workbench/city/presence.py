"""Where somebody is: home by night, work by day, haunts between, and meetings before all else."""

from __future__ import annotations

import numpy as np

from workbench.city.options import DAY
from workbench.city.rows import Floats, Ints, Lookup, Table
from workbench.city.world import World


class Presence:
    """Positions of people, and the handset and SIM of numbers, worked out when asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._people = world.population.people
        self._meetings = world.meetings.table()
        self._handsets, self._sims = world.handsets.table(), world.sims.table()
        self._meetings_of = Lookup(self._meetings["person"])
        self._handsets_of, self._sims_of = Lookup(self._handsets["phone"]), Lookup(self._sims["phone"])

    def position(self, person: int, second: Ints) -> tuple[Floats, Floats]:
        """Return where a person is at each second, in metres."""
        home = float(self._people["x"][person]), float(self._people["y"][person])
        hour, weekday = second % DAY // 3600, second // DAY % 7
        spot = second // (2 * 3600)  # people stay about two hours
        luck = self.world.dice.unit("where", person, spot)
        working = (hour >= 9) & (hour < 18) & (weekday > 0) & (weekday < 6) & (luck < 0.78)
        resting = ((hour < 7) | (hour >= 21)) & (luck < 0.94) | (luck < 0.3)
        x, y = self._haunt(person, spot, home)
        x = np.select([working, resting], [self._people["work_x"][person], home[0]], x)
        y = np.select([working, resting], [self._people["work_y"][person], home[1]], y)
        return self._meeting(person, second, elsewhere=(x, y))

    def _haunt(self, person: int, spot: Ints, home: tuple[float, float]) -> tuple[Floats, Floats]:
        dice, side = self.world.dice, self.world.district.side
        haunt = dice.weighted([6, 4, 3, 2, 1, 1, 1, 1], "haunt", person, spot)
        away = 1_500 * dice.normal("haunt.x", person, haunt), 1_500 * dice.normal("haunt.y", person, haunt)
        return np.clip(home[0] + away[0], 0, side - 1), np.clip(home[1] + away[1], 0, side - 1)

    def _meeting(self, person: int, second: Ints, *, elsewhere: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        x, y = elsewhere
        of = self._meetings.take(self._meetings_of.rows(person))
        for start, end, there_x, there_y in of.values("start", "end", "x", "y"):
            there = (second >= start) & (second < end)
            x, y = np.where(there, there_x, x), np.where(there, there_y, y)
        return x, y

    def handset(self, phone: int, second: Ints) -> Ints:
        """Return which handset a number was in."""
        return _changing(self._handsets.take(self._handsets_of.rows(phone)), phone, second, column="imei")

    def sim(self, phone: int, second: Ints) -> Ints:
        """Return on which SIM card a number was."""
        return _changing(self._sims.take(self._sims_of.rows(phone)), phone, second, column="imsi")


def _changing(pieces: Table, phone: int, second: Ints, *, column: str) -> Ints:
    found = np.full(len(second), phone, dtype=np.int64)
    for start, end, value in pieces.values("start", "end", column):
        found = np.where((second >= start) & (second < end), value, found)
    return found
