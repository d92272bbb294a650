"""The ground the city stands on: streets, estates, base-station cells and coordinates.

Why in the sea: the origin lies in open water, so that no real place is meant, yet inside the rectangle in which
Chinese maps are shifted (GCJ-02), so that the datum of a coordinate matters as it does at home.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.city import words
from workbench.city.dice import Dice
from workbench.city.rows import Floats, Ints

ORIGIN = (123.20, 33.40)
"""Longitude and latitude (WGS 84) of the south-west corner."""
_METRES = (111_320.0 * math.cos(math.radians(ORIGIN[1])), 110_574.0)
_AXIS, _FLATTENING = 6_378_245.0, 0.00669342162296594323


@dataclass(frozen=True)
class District:
    """A square of `side` metres with a lattice of cells for each carrier."""

    dice: Dice
    side: float
    pitch: float = 750.0

    @cached_property
    def estates(self) -> tuple[Floats, Floats]:
        """Where the housing estates lie, in metres."""
        count = np.arange(max(24, int((self.side / 1_400) ** 2)))
        return self.dice.unit("estate.x", count) * self.side, self.dice.unit("estate.y", count) * self.side

    @property
    def across(self) -> int:
        """Return how many cells a row of the lattice has."""
        return max(1, math.ceil(self.side / self.pitch))

    @property
    def cell_count(self) -> int:
        """Return the number of cells of one carrier."""
        return self.across**2

    def cell(self, x: Floats, y: Floats) -> Ints:
        """Return the cell that serves a point: the lattice square it lies in."""
        column = np.clip(x // self.pitch, 0, self.across - 1)
        row = np.clip(y // self.pitch, 0, self.across - 1)
        return (row * self.across + column).astype(np.int64)

    def mast(self, carrier: int) -> tuple[Floats, Floats]:
        """Return where the masts of a carrier stand, somewhere inside their squares."""
        cells = np.arange(self.cell_count)
        x = (cells % self.across + 0.2 + 0.6 * self.dice.unit("mast.x", carrier, cells)) * self.pitch
        y = (cells // self.across + 0.2 + 0.6 * self.dice.unit("mast.y", carrier, cells)) * self.pitch
        return x, y

    def cell_id(self, carrier: int, cell: Ints) -> list[tuple[int, int]]:
        """Return (LAC, CI) of cells."""
        return [(20_481 + carrier * 4_096 + c // 40, 30_011 + c * 37 + carrier * 3) for c in cell.tolist()]

    def address(self, x: float, y: float, number: int) -> str:
        """Return the address of a door: city, district, street and house number."""
        borough = words.DISTRICTS[min(4, int(x / self.side * 5))]
        east, north = int(x / self.side * 8), int(y / self.side * 8)
        street = words.STREETS[(east * 7 + north * 3) % len(words.STREETS)]
        return f"{words.CITY}{borough}{street}{words.ROADS[(east + north) % 4]}{number % 398 + 1}号"


def position(x: float, y: float, datum: str) -> tuple[float, float]:
    """Return longitude and latitude of a point in metres, rounded to six places, in the named datum."""
    lon, lat = ORIGIN[0] + x / _METRES[0], ORIGIN[1] + y / _METRES[1]
    if datum == "GCJ02":
        east, north = _shift(lon - 105.0, lat - 35.0, lat)
        lon, lat = lon + east, lat + north
    return round(lon, 6), round(lat, 6)


def _shift(x: float, y: float, lat: float) -> tuple[float, float]:
    """Return the offset in degrees that GCJ-02 adds; x and y are degrees from (105, 35)."""
    waves = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    root = 1 - _FLATTENING * math.sin(math.radians(lat)) ** 2
    meridian = _AXIS * (1 - _FLATTENING) / root**1.5
    return math.degrees(east / (_AXIS / math.sqrt(root) * math.cos(math.radians(lat)))), math.degrees(north / meridian)
