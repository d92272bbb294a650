"""When somebody is on the telephone: by hour and weekday, first and last of each day, and the longest silences.

Why: a rhythm tells work from rest and home from abroad, and where it breaks off a number was changed, hidden or seized.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from graph.point.cited import cited, empty
from graph.point.clock import local_day, wall
from graph.point.coverage import united
from graph.point.exchanges import exchanges

_SILENCES = ("from_at", "until_at", "hours", "known", "before", "after", "events")


def weekly_pattern(calls: pd.DataFrame, owners: Collection[str]) -> pd.DataFrame:
    """Return how the exchanges of some numbers spread over the week, by the clock of Asia/Shanghai.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee, act, started_at (UTC), seconds.
    owners : collection of str
        Keys of the numbers of one party.

    Returns
    -------
    pandas.DataFrame
        168 lines, weekday (0 is Monday) then hour: `count` of events, `days` on which there was one, `share` of all
        events, and the `events`.
    """
    met = exchanges(calls, owners)
    clock = wall(met["started_at"])
    marked = met.assign(weekday=clock.dt.day_of_week, hour=clock.dt.hour, day=clock.dt.normalize())
    found = marked.groupby(["weekday", "hour"]).agg(
        count=("event", "nunique"), days=("day", "nunique"), events=("event", cited)
    )
    week = pd.MultiIndex.from_product([range(7), range(24)], names=["weekday", "hour"])
    grid = found.reindex(week)
    grid["events"] = [events if isinstance(events, tuple) else () for events in grid["events"]]
    counts = grid[["count", "days"]].fillna(0).astype("int64")
    grid = grid.assign(count=counts["count"], days=counts["days"], share=counts["count"] / max(1, len(met)))
    return grid.reset_index()[["weekday", "hour", "count", "days", "share", "events"]]


def day_ends(calls: pd.DataFrame, owners: Collection[str]) -> pd.DataFrame:
    """Return the first and the last exchange of each local day.

    Returns
    -------
    pandas.DataFrame
        One line per day with an exchange, in order: `day` (local midnight, no zone), `first_at, first_event, last_at,
        last_event` (UTC) and the day's `count`. Equal instants go by event id.
    """
    met = exchanges(calls, owners)
    if met.empty:
        return empty(("day", "first_at", "first_event", "last_at", "last_event", "count"))
    days = met.assign(day=local_day(met["started_at"])).groupby("day", sort=True)
    return days.agg(
        first_at=("started_at", "first"),
        first_event=("event", "first"),
        last_at=("started_at", "last"),
        last_event=("event", "last"),
        count=("event", "nunique"),
    ).reset_index()


def silences(
    calls: pd.DataFrame, owners: Collection[str], *, statements: pd.DataFrame | None = None, top: int = 10
) -> pd.DataFrame:
    """Return the longest times between two successive exchanges.

    Parameters
    ----------
    calls : pandas.DataFrame
        As for `weekly_pattern`.
    owners : collection of str
        Keys of the numbers of one party.
    statements : pandas.DataFrame, optional
        Columns owner, period_from, period_to: whose files there are.
    top : int
        How many silences.

    Returns
    -------
    pandas.DataFrame
        `from_at, until_at` (UTC), `hours`, `known`: the share of the silence that files of these numbers cover (missing
        when no statements are given; where it is low, the silence is of the data, not of the person), `before` and
        `after`: the events it lies between, and both as `events`. Longest first, equal ones by time.
    """
    met = exchanges(calls, owners)
    if len(met) < 2:
        return empty(_SILENCES)
    found = pd.DataFrame(
        {
            "from_at": met["started_at"].iloc[:-1].array,
            "until_at": met["started_at"].iloc[1:].array,
            "before": met["event"].iloc[:-1].array,
            "after": met["event"].iloc[1:].array,
        }
    )
    found["hours"] = (found["until_at"] - found["from_at"]).dt.total_seconds() / 3_600
    found = found.sort_values(["hours", "from_at"], ascending=[False, True], kind="stable", ignore_index=True).head(top)
    found["known"] = None if statements is None else _known(found, statements[statements["owner"].isin(list(owners))])
    found["events"] = list(zip(found["before"], found["after"], strict=True))
    return found[list(_SILENCES)]


def _known(silent: pd.DataFrame, files: pd.DataFrame) -> list[float]:
    shares = []
    for begin, end in zip(silent["from_at"], silent["until_at"], strict=True):
        parts = united(zip(files["period_from"], files["period_to"], strict=True), within=(begin, end))
        lasting = sum((b - a).total_seconds() for a, b in parts)
        shares.append(round(lasting / max(1e-6, (end - begin).total_seconds()), 6))
    return shares
