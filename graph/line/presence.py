"""Sightings as slots: who was in which area in which window of time, and at which point of the week.

Why windows of a fixed grid: pairs are then found by sorting, and a whole week more or less is a shift of one number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.errors import QueryError
from graph.point.areas import areas_of

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
_MINUTES_A_DAY = 1_440
_WEEKLY = 28
"""From so many days on, habits are weekly; below, there are too few weeks to know and they are taken as daily."""


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Who was where when, each (who, where, window) once.

    Attributes
    ----------
    people, places : pandas.Index
        Keys, sorted; numbers below are places in them.
    who, place, window : ndarray of int
        Shape (n,), in the order (who, place, window). Window 0 begins at `begins`.
    begins : Timestamp
        A midnight in UTC; only differences matter, so no local one is needed.
    minutes : int
        Length of a window.
    cycle : int
        Windows in a cycle: a week, or a day where the period is short.
    cycles : int
        Whole cycles that hold every sighting.
    """

    people: pd.Index[str]
    places: pd.Index[str]
    who: Int32s
    place: Int32s
    window: Int32s
    begins: pd.Timestamp
    minutes: int
    cycle: int
    cycles: int

    @property
    def slot(self) -> Int64s:
        """One number per (place, window)."""
        return self.place.astype(np.int64) * (self.cycle * self.cycles) + self.window

    @property
    def phase(self) -> Int64s:
        """One number per (place, point of the cycle)."""
        return self.place.astype(np.int64) * self.cycle + self.window % self.cycle

    @property
    def span(self) -> int:
        """Slots are below this."""
        return len(self.places) * self.cycle * self.cycles

    def shifted(self, shift: Int32s) -> Presence:
        """Return everybody's track moved round by so many whole cycles, shape (people,): the same rhythm, other weeks.

        Lines keep their places, so they are no longer in the order of windows.
        """
        moved = (self.window + shift[self.who] * np.int32(self.cycle)) % np.int32(self.cycle * self.cycles)
        return replace(self, window=moved)

    def kept(self, rows: NDArray[np.bool_]) -> Presence:
        """Return only some lines."""
        return replace(self, who=self.who[rows], place=self.place[rows], window=self.window[rows])


@dataclass(frozen=True, slots=True)
class Grid:
    """How sightings are cut into slots.

    Attributes
    ----------
    minutes : int
        Length of a window; divides a day.
    means : frozenset of str, optional
        Which sightings count: hotel, checkpoint, ticket, netbar, cell …; all by default.
    cycle_days : int, optional
        7 or 1: after how many days habits repeat; by default weeks from four weeks on.
    """

    minutes: int = 15
    means: frozenset[str] | None = None
    cycle_days: int | None = None

    def __post_init__(self) -> None:
        if self.minutes < 1 or _MINUTES_A_DAY % self.minutes:
            raise QueryError(f"时间窗须能整除一天。A window of {self.minutes} minutes does not divide a day.")


def counted(sightings: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """Return the sightings that can tell of a meeting.

    A call between two numbers gives each its cell at one moment by its very nature, and tells that they were apart
    rather than together: such cells are left out.
    """
    kept = sightings if grid.means is None else sightings[sightings["means"].isin(sorted(grid.means))]
    missing = kept["who"].isna() | kept["where"].isna() | kept["from_at"].isna()
    kept = kept[~missing] if missing.any() else kept
    cells = kept.loc[kept["means"] == "cell", ["event", "who"]].drop_duplicates()
    mutual = cells.loc[cells.duplicated("event"), "event"]
    return kept if mutual.empty else kept[~((kept["means"] == "cell") & kept["event"].isin(mutual))]


def presence(sightings: pd.DataFrame, grid: Grid, *, areas: pd.Series[str] | None = None) -> Presence:
    """Return sightings as slots.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Columns who, where, from_at (UTC), none missing: see `counted`. The beginning of a stay counts.
    grid : Grid
        Windows and cycle.
    areas : pandas.Series, optional
        Area by cell.

    Raises
    ------
    QueryError
        When the sightings span fewer than three cycles: nothing is then known of habits.
    """
    begins, days = _days(sightings["from_at"])
    cycle_days = grid.cycle_days or (7 if days >= _WEEKLY else 1)
    cycle, cycles = cycle_days * _MINUTES_A_DAY // grid.minutes, -(-days // cycle_days)
    if cycles < 3:
        raise QueryError(f"轨迹只跨{days}天，不足以了解作息。Sightings over {days} days are too few to know habits.")
    who, people = pd.factorize(sightings["who"], sort=True)
    place, places = pd.factorize(areas_of(sightings["where"], areas), sort=True)
    window = windows(sightings["from_at"], begins=begins, minutes=grid.minutes)
    keys = np.sort((who.astype(np.int64) * len(places) + place) * (cycle * cycles) + window)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    rest, window = np.divmod(keys, cycle * cycles)
    who, place = np.divmod(rest, len(places))
    return Presence(
        people=pd.Index(people),
        places=pd.Index(places),
        who=who.astype(np.int32),
        place=place.astype(np.int32),
        window=window.astype(np.int32),
        begins=begins,
        minutes=grid.minutes,
        cycle=cycle,
        cycles=cycles,
    )


def _days(instants: pd.Series[pd.Timestamp]) -> tuple[pd.Timestamp, int]:
    """Return the UTC midnight before the first instant, and how many days there are from it to the last."""
    if instants.empty:
        return pd.Timestamp(0, tz="UTC"), 0
    begins = instants.min().normalize()
    return begins, (instants.max() - begins).days + 1


def windows(instants: pd.Series[pd.Timestamp], *, begins: pd.Timestamp, minutes: int) -> Int64s:
    """Return in which window of a grid each instant lies."""
    micros = (instants - begins).dt.as_unit("us").astype("int64").to_numpy()
    return np.asarray(micros // (minutes * 60_000_000), dtype=np.int64)


def attributed(sightings: pd.DataFrame, owners: pd.Series[str]) -> pd.DataFrame:
    """Return sightings with vehicles and numbers put under the people they belong to.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Column who, and others.
    owners : pandas.Series
        Person by key of a vehicle or number; whoever is not in it stays.
    """
    if owners.empty:  # what nothing maps to would have no type
        return sightings
    return sightings.assign(who=sightings["who"].map(owners).fillna(sightings["who"]))
