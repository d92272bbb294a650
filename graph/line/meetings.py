"""When and where some people were in one place, and how likely that was by chance.

Why people are named: among all of a town somebody is always beside somebody; for the pairs that keep meeting, whoever
they are, see `graph.line.co_travel`.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from graph.line.companions import quiet, slot_sizes
from graph.line.presence import Grid, Presence, counted, presence, windows
from graph.point.areas import areas_of
from graph.point.cited import cited, empty

_COLUMNS = ("where", "from_at", "until_at", "people", "of", "others", "chance", "means", "events")


def meetings(
    sightings: pd.DataFrame,
    who: Collection[str],
    *,
    areas: pd.Series[str] | None = None,
    grid: Grid | None = None,
    least: int = 2,
) -> pd.DataFrame:
    """Return the meetings of some people.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Columns event, who, where, means, from_at (UTC): of everybody, for the others tell what chance would do. Cells of
        calls are sightings with means `cell`.
    who : collection of str
        Keys of the people (or numbers, vehicles) asked about.
    areas : pandas.Series, optional
        Area by cell; without it only the very same cell is a place.
    grid : Grid, optional
        Windows, by default of an hour, and means. A meeting goes on while window follows window.
    least : int
        Fewer of those asked are no meeting.

    Returns
    -------
    pandas.DataFrame
        `where` (area), `from_at, until_at` (UTC, of the windows), `people` (keys, sorted), `of` (how many), `others`: how
        many not asked about were there at most in one window, `chance`: that all but the most regular of them would be
        there anyway, by habit or as strangers, taken as independent, `means`, `events`. Least likely first, equal ones by
        time and place.

    Raises
    ------
    QueryError
        When the sightings span fewer than three cycles.

    Notes
    -----
    Someone's chance to be in a slot is the share of the other weeks in which they were there at that time, or that of a
    stranger, (people − 1) / (all − 1). A call between two of them counts for neither. O(sightings log sightings).
    """
    grid = grid or Grid(minutes=60)
    seen = counted(sightings, grid)
    whole = presence(seen, grid, areas=areas)
    lines = _lines(whole, seen, who, areas=areas)
    episodes = _episodes(lines, least=least)
    if episodes.empty:
        return empty(_COLUMNS)
    found = pd.DataFrame([_meeting(part, whole) for _, part in episodes.groupby("episode")], columns=list(_COLUMNS))
    return found.sort_values(["chance", "from_at", "where"], ignore_index=True)


def _lines(whole: Presence, seen: pd.DataFrame, who: Collection[str], *, areas: pd.Series[str] | None) -> pd.DataFrame:
    """Return every sighting of those asked about with its place, window, chance and how many were there."""
    habit = quiet(whole, cap=len(whole.people)).habit
    there = slot_sizes(whole.slot, span=whole.span)
    crowd = (there - 1) / max(1, len(whole.people) - 1)
    either = habit + crowd - habit * crowd
    chances = pd.DataFrame(
        {"who": whole.who, "place": whole.place, "window": whole.window, "chance": either, "there": there}
    )
    ours = seen[seen["who"].isin(sorted(set(who)))]
    placed = pd.DataFrame(
        {
            "key": ours["who"].to_numpy(),
            "who": whole.people.get_indexer(pd.Index(ours["who"])),
            "place": whole.places.get_indexer(pd.Index(areas_of(ours["where"], areas))),
            "window": windows(ours["from_at"], begins=whole.begins, minutes=whole.minutes),
            "means": ours["means"].to_numpy(),
            "event": ours["event"].to_numpy(),
        }
    )
    return placed.merge(chances, on=["who", "place", "window"])


def _episodes(lines: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """Return the lines of slots with enough people, windows that follow each other under one episode."""
    slot = ["place", "window"]
    lines = lines.assign(of=lines.groupby(slot)["who"].transform("nunique"))
    met = lines[lines["of"] >= least].sort_values([*slot, "who", "event"], ignore_index=True)
    new = (met["place"] != met["place"].shift()) | (met["window"] > met["window"].shift() + 1)
    return met.assign(episode=new.cumsum())


def _meeting(part: pd.DataFrame, whole: Presence) -> tuple[object, ...]:
    likely = part.groupby("key")["chance"].max().sort_values()
    first, last = int(part["window"].min()), int(part["window"].max())
    length = pd.Timedelta(minutes=whole.minutes)
    return (
        whole.places[int(part["place"].iloc[0])],
        (whole.begins + first * length).as_unit("us"),
        (whole.begins + (last + 1) * length).as_unit("us"),
        cited(part["key"]),
        len(likely),
        int((part["there"] - part["of"]).max()),
        float(np.prod(likely.to_numpy(dtype=np.float64)[:-1])),
        cited(part["means"]),
        cited(part["event"]),
    )
