"""Instants as the local day, hour and weekday that habits follow.

Why local: people sleep and work by the clock on the wall; stored instants are UTC.
"""

from __future__ import annotations

import pandas as pd

from graph.identifiers.instant import SHANGHAI

HOUR = pd.Timedelta(hours=1)


def wall(instants: pd.Series[pd.Timestamp], *, zone: str = SHANGHAI) -> pd.Series[pd.Timestamp]:
    """Return instants as wall time, without a zone.

    Parameters
    ----------
    instants : pandas.Series
        UTC-aware.
    zone : str
        Whose wall.
    """
    return instants.dt.tz_convert(zone).dt.tz_localize(None)


def local_day(instants: pd.Series[pd.Timestamp], *, begins: int = 0, zone: str = SHANGHAI) -> pd.Series[pd.Timestamp]:
    """Return the local day of each instant, as midnight without a zone.

    Parameters
    ----------
    instants : pandas.Series
        UTC-aware.
    begins : int
        The hour at which a day begins: with 12, the hours after midnight belong to the evening before.
    """
    return (wall(instants, zone=zone) - begins * HOUR).dt.normalize()


def within_hours(instants: pd.Series[pd.Timestamp], hours: tuple[int, int], *, zone: str = SHANGHAI) -> pd.Series[bool]:
    """Return which instants fall into some local hours, `(from, to)` with `to` left out, over midnight if from > to.

    Examples
    --------
    >>> within_hours(pd.Series(pd.to_datetime(["2026-03-01T16:30Z", "2026-03-01T04:00Z"])), (21, 7)).tolist()
    [True, False]
    """
    begin, end = hours
    hour = wall(instants, zone=zone).dt.hour
    if begin <= end:
        return (hour >= begin) & (hour < end)
    return (hour >= begin) | (hour < end)
