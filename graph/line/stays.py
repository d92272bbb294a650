"""Who stays in hotels together: arrivals close to each other and nights in common.

Why arrivals: two guests of one night are hundreds; two who come to the desk within minutes are few, and again the same
two fewer still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.line.chance import count_chance, false_discovery
from graph.point.cited import empty

_STAYS = ("a", "b", "where", "arrived_at", "minutes_apart", "until_at", "arrivals", "events")
_PAIRS = ("a", "b", "times", "places", "expected", "chance", "q", "first_at", "last_at", "events")
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Stays of two people together.

    Attributes
    ----------
    stays : pandas.DataFrame
        One line per stay of two: `a, b` (keys, a < b), `where`, `arrived_at` (the later one, UTC), `minutes_apart`,
        `until_at`: when the first of them left (missing where unknown), `arrivals`: how many guests arrived there in the
        window around the first of the two, `events`. In the order (a, b, arrived_at).
    pairs : pandas.DataFrame
        One line per pair: `times`, `places`, `expected` (with how many others each arrives, a's share times b's),
        `chance` (Poisson tail), `q` over all pairs of guests, `first_at, last_at`, `events`. Least likely first, equal
        ones by keys.
    """

    stays: pd.DataFrame
    pairs: pd.DataFrame


def stays_together(sightings: pd.DataFrame, *, minutes: int = 30, means: str = "hotel") -> Stays:
    """Return who arrived at one place within minutes and stayed at the same time.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Columns event, who, where, means, from_at, to_at (UTC; a missing end forbids nothing).
    minutes : int
        Between two arrivals at most.
    means : str
        Which sightings: `hotel`, or `netbar` for sessions.

    Notes
    -----
    Expected: were the arrivals beside each other dealt out at random, a with K_a and b with K_b of them among K in all
    would share K_a K_b / K (each arrival beside another counts at both). O(stays log stays + pairs of arrivals).
    """
    here = sightings[sightings["means"] == means].dropna(subset=["who", "where", "from_at"])
    here = here.sort_values(["where", "from_at", "who", "event"], ignore_index=True)
    met = _beside(here, minutes=minutes)
    if met.empty:
        return Stays(empty(_STAYS), empty(_PAIRS))
    stays = met.sort_values(["a", "b", "arrived_at", "where", "events"], ignore_index=True)[list(_STAYS)]
    return Stays(stays, _pairs(stays, guests=here["who"].nunique()))


def _beside(here: pd.DataFrame, *, minutes: int) -> pd.DataFrame:
    places, _ = pd.factorize(here["where"])
    moment = here["from_at"].dt.as_unit("us").astype("int64").to_numpy()
    low = moment - (moment.min() if len(moment) else 0)
    span = int(low.max(initial=0)) + minutes * _MINUTE + 1
    key = places.astype(np.int64) * span + low
    reach = np.searchsorted(key, key + minutes * _MINUTE, side="right")
    since = np.searchsorted(key, key - minutes * _MINUTE, side="left")
    count = reach - np.arange(len(key)) - 1
    first = np.repeat(np.arange(len(key)), count)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    return _told(here, first, second, arrivals=(reach - since)[first])


def _told(
    here: pd.DataFrame, first: NDArray[np.int64], second: NDArray[np.int64], *, arrivals: NDArray[np.int64]
) -> pd.DataFrame:
    one, two = (here.iloc[rows].reset_index(drop=True) for rows in (first, second))
    swapped = one["who"] > two["who"]
    met = pd.DataFrame(
        {
            "a": one["who"].where(~swapped, two["who"]),
            "b": two["who"].where(~swapped, one["who"]),
            "where": one["where"],
            "arrived_at": two["from_at"],
            "minutes_apart": (two["from_at"] - one["from_at"]).dt.total_seconds() / 60,
            "until_at": pd.concat([one["to_at"], two["to_at"]], axis=1).min(axis=1),
            "arrivals": arrivals,
            "events": list(zip(one["event"], two["event"], strict=True)),
        }
    )
    together = ~(met["until_at"] <= met["arrived_at"])
    return met[together & (one["who"] != two["who"])]


def _pairs(stays: pd.DataFrame, *, guests: int) -> pd.DataFrame:
    found = stays.groupby(["a", "b"], as_index=False).agg(
        times=("arrived_at", "size"),
        places=("where", "nunique"),
        first_at=("arrived_at", "min"),
        last_at=("arrived_at", "max"),
        events=("events", _all),
    )
    beside = pd.concat([stays["a"], stays["b"]]).value_counts()
    found["expected"] = found["a"].map(beside) * found["b"].map(beside) / beside.sum()
    found["chance"] = count_chance(found["times"], expected=found["expected"])
    found["q"] = false_discovery(found["chance"], tests=guests * (guests - 1) // 2)
    return found.sort_values(["chance", "a", "b"], ignore_index=True)[list(_PAIRS)]


def _all(events: pd.Series[str]) -> tuple[str, ...]:
    return tuple(sorted({event for pair in events for event in pair}))
