"""Where somebody or something was seen, and who was seen somewhere.

Why both ways in one module: a vehicle's gates and a gate's vehicles are one table read from its two ends.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import pandas as pd

from graph.point.areas import areas_of
from graph.point.cited import cited, empty
from graph.point.clock import local_day

_COUNTS = ("times", "days", "first_at", "last_at", "means", "events")


def whereabouts(sightings: pd.DataFrame, who: Collection[str], *, areas: pd.Series[str] | None = None) -> pd.DataFrame:
    """Return the places of a person, number or vehicle, most days first.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Columns event, who, where, means, from_at, to_at (UTC).
    who : collection of str
        Keys of one party.
    areas : pandas.Series, optional
        Area by cell; what is in none stands for itself.

    Returns
    -------
    pandas.DataFrame
        `where`, `times` (events), `days` (local), `first_at, last_at` (the latest beginning), `means` (sorted), and
        `events`; equal ones by place.
    """
    seen = sightings[sightings["who"].isin(list(who))]
    return _counted(seen.assign(where=areas_of(seen["where"], areas)), "where")


def visitors(sightings: pd.DataFrame, where: Collection[str], *, areas: pd.Series[str] | None = None) -> pd.DataFrame:
    """Return who was seen at some places, most days first; columns as of `whereabouts`, with `who` for `where`."""
    return _counted(sightings[areas_of(sightings["where"], areas).isin(list(where))], "who")


def _counted(seen: pd.DataFrame, by: Literal["who", "where"]) -> pd.DataFrame:
    if seen.empty:
        return empty((by, *_COUNTS))
    found = (
        seen.assign(day=local_day(seen["from_at"]))
        .groupby(by, as_index=False)
        .agg(
            times=("event", "nunique"),
            days=("day", "nunique"),
            first_at=("from_at", "min"),
            last_at=("from_at", "max"),
            means=("means", cited),
            events=("event", cited),
        )
    )
    return found.sort_values(["days", "times", by], ascending=[False, False, True], ignore_index=True)
