"""Where somebody sleeps and where they work, from the cells of their calls.

Why distinct days: a hundred calls of one long night tell of one night, and a habit needs at least five.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from graph.point.areas import areas_of
from graph.point.cited import cited, empty
from graph.point.clock import local_day, within_hours

NIGHT, WORK = (21, 7), (9, 18)
_COLUMNS = ("part", "area", "days", "of_days", "share", "first_at", "last_at", "cells", "events")


def anchors(
    sides: pd.DataFrame, phones: Collection[str], *, areas: pd.Series[str] | None = None, least_days: int = 5
) -> pd.DataFrame:
    """Return the areas to which some numbers come back by night and on working days.

    Parameters
    ----------
    sides : pandas.DataFrame
        Columns event, phone, cell (may be missing), started_at (UTC): the numbers' own rows.
    phones : collection of str
        Keys of the numbers of one party.
    areas : pandas.Series, optional
        Area by cell, see `graph.point.areas.cell_areas`; without it each cell is an area.
    least_days : int
        Fewer distinct nights or days make no anchor.

    Returns
    -------
    pandas.DataFrame
        `part` (night: 21 to 7, counted with the evening it began; day: 9 to 18 from Monday to Friday; Asia/Shanghai),
        `area`, `days` there of `of_days` with any call in that part, their `share`, `first_at, last_at` (UTC), `cells`
        and `events`. Day before night, most days first, equal ones by area.
    """
    own = sides[sides["phone"].isin(list(phones))].dropna(subset=["cell"])
    own = own.assign(area=areas_of(own["cell"], areas))
    night = own[within_hours(own["started_at"], NIGHT)]
    night = night.assign(part="night", day=local_day(night["started_at"], begins=12))
    work = own[within_hours(own["started_at"], WORK)]
    work = work.assign(part="day", day=local_day(work["started_at"]))
    seen = pd.concat([work[work["day"].dt.day_of_week < 5], night], ignore_index=True)
    found = _counted(seen)
    return found[found["days"] >= least_days].reset_index(drop=True) if len(found) else empty(_COLUMNS)


def _counted(seen: pd.DataFrame) -> pd.DataFrame:
    if seen.empty:
        return empty(_COLUMNS)
    found = seen.groupby(["part", "area"], as_index=False).agg(
        days=("day", "nunique"),
        first_at=("started_at", "min"),
        last_at=("started_at", "max"),
        cells=("cell", cited),
        events=("event", cited),
    )
    found["of_days"] = found["part"].map(seen.groupby("part")["day"].nunique())
    found["share"] = found["days"] / found["of_days"]
    return found.sort_values(["part", "days", "area"], ascending=[True, False, True])[list(_COLUMNS)]
