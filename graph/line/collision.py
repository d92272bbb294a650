"""Who occurs in at least k of n lists: numbers at several scenes, guests of several hotels, callers of several victims.

Why chance: in a busy cell thousands occur, and among them always some that were in another busy one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.line.chance import false_discovery, several_chance
from graph.point.areas import areas_of
from graph.point.cited import cited, empty

_COLUMNS = ("who", "of", "lists", "surprise", "chance", "by_chance", "q", "events")


@dataclass(frozen=True, slots=True, eq=False)
class Collision:
    """Who occurs in several lists.

    Attributes
    ----------
    found : pandas.DataFrame
        `who`, `of` (in how many lists), `lists` (their names), `surprise` (sum over these of ln(population / length),
        in nats: rare lists count more), `chance` that a random one would be in at least so many, `by_chance`: how many
        such the lists would hold by chance, `q` (false discovery rate), `events`. Most lists first, then the most
        surprising, then by key.
    lengths : dict of str to int
        How many distinct ones each list holds.
    population : int
        From how many the lists are thought to be drawn.
    """

    found: pd.DataFrame
    lengths: dict[str, int]
    population: int


def collision(lists: pd.DataFrame, *, least: int = 2, population: int | None = None) -> Collision:
    """Return who occurs in at least some number of lists.

    Parameters
    ----------
    lists : pandas.DataFrame
        Columns list (name), who (key), event; a list may name somebody by several events.
    least : int
        In how many lists one must occur.
    population : int, optional
        How many could have occurred, such as the numbers ever seen in these cells; by default only those that are in
        some list, which makes every chance look larger than it is.

    Notes
    -----
    The chance is the Poisson binomial tail with a list's length over the population as the chance to be in it. People
    who are everywhere (couriers, hotlines) exceed it honestly: it says chance, not guilt. O(lines log lines + n²).

    Examples
    --------
    >>> lists = pd.DataFrame({"list": ["A", "B", "B"], "who": ["tel:1", "tel:1", "tel:2"], "event": ["e1", "e2", "e3"]})
    >>> collision(lists, population=10).found[["who", "of", "chance"]].round(3).values.tolist()
    [['tel:1', 2, 0.02]]
    """
    known = lists.dropna(subset=["who"])
    lengths = known.groupby("list", sort=True)["who"].nunique()
    held = {str(name): int(length) for name, length in lengths.items()}
    size = max(population or 0, known["who"].nunique())
    met = known.groupby("who", sort=True).agg(of=("list", "nunique"), lists=("list", cited), events=("event", cited))
    met = met[met["of"] >= least].reset_index()
    if met.empty:
        return Collision(empty(_COLUMNS), held, size)
    tail = several_chance((lengths / size).tolist())
    rare = np.log(size / lengths)
    met["surprise"] = [round(float(sum(rare[name] for name in names)), 9) for names in met["lists"]]
    met["chance"] = tail[met["of"]]
    met["by_chance"] = size * met["chance"]
    met["q"] = false_discovery(met["chance"], tests=size)
    order = met.assign(most=-met["of"], far=-met["surprise"]).sort_values(["most", "far", "who"], ignore_index=True)
    return Collision(order[list(_COLUMNS)], held, size)


def present(sightings: pd.DataFrame, scenes: pd.DataFrame, *, areas: pd.Series[str] | None = None) -> pd.DataFrame:
    """Return who was at some scenes, as lists to collide.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Columns event, who, where, from_at, to_at (UTC; without an end, a moment).
    scenes : pandas.DataFrame
        Columns list (name), where, from_at, to_at (UTC): places, cells or areas in a period. A scene with several
        places has several lines of one name.
    areas : pandas.Series, optional
        Area by cell; scenes and sightings are both brought to areas.

    Returns
    -------
    pandas.DataFrame
        Columns list, who, event, in this order.
    """
    seen = sightings.assign(area=areas_of(sightings["where"], areas))
    seen["end"] = seen["to_at"].fillna(seen["from_at"])
    sought = scenes.assign(area=areas_of(scenes["where"], areas))[["list", "area", "from_at", "to_at"]]
    met = seen[["who", "event", "area", "from_at", "end"]].merge(sought, on="area", suffixes=("", "_scene"))
    here = met[(met["from_at"] <= met["to_at"]) & (met["end"] >= met["from_at_scene"])]
    lines = here[["list", "who", "event"]].drop_duplicates()
    return lines.sort_values(["list", "who", "event"], ignore_index=True)


def called(calls: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """Return the contacts of some numbers as lists to collide, one list per number; columns list, who, event."""
    ways = [("caller", "callee"), ("callee", "caller")]
    parts = [calls[calls[own].isin(numbers)][[own, other, "event"]] for own, other in ways]
    both = pd.concat([part.set_axis(["list", "who", "event"], axis=1) for part in parts], ignore_index=True)
    lines = both.dropna().drop_duplicates()
    return lines.sort_values(["list", "who", "event"], ignore_index=True)
