"""Who travels together: hotels, gates, trains, and with cells of calls whoever keeps meeting.

Why one search for all means: two people who once share a hotel, once a train and twice a gate have four journeys, and
no single register shows more than two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.line.companions import Pairs, Quiet, Search, pair_chances, quiet, scored_pairs, slot_sizes, tracks
from graph.line.presence import Grid, Int64s, Presence, counted, presence, windows
from graph.point.areas import areas_of

_DEFAULT_MEANS = frozenset({"hotel", "checkpoint", "ticket", "netbar"})
_REASONS = ["a", "b", "where", "window_at", "people", "chance", "weight", "event_a", "event_b", "events"]
_PAIRS = ["a", "b", "times", "places", "days", "first_at", "last_at"]


@dataclass(frozen=True, slots=True, eq=False)
class CoTravel:
    """Pairs that are together more often than chance, and on what each rests.

    Attributes
    ----------
    pairs : pandas.DataFrame
        One line per found pair, highest score first, equal ones by key: `a, b` (keys, a < b), `times` (shared slots),
        `places, days` (distinct ones; days in UTC), `first_at, last_at` (beginnings of windows), `expected`
        (shared slots by habit and crowd), `score` (natural log of the likelihood ratio), `chance`, `q` (false discovery
        rate), `by_chance` (how many pairs of such a score one search makes by chance), `events`.
    reasons : pandas.DataFrame
        One line per shared slot of a found pair: `a, b, where, window_at`, `people` there, `chance` to meet there,
        `weight`: its part of the score, `event_a, event_b` and both as `events`. Of a pair the weights sum to
        score + times − expected.
    left_out : pandas.DataFrame
        Slots with too many people, the fullest first: `where, window_at, people`.
    looked_at : int
        Pairs of people compared.
    candidates : int
        Of these, pairs that share at least `search.least` slots.
    grid, search
        How it was done.
    """

    pairs: pd.DataFrame
    reasons: pd.DataFrame
    left_out: pd.DataFrame
    looked_at: int
    candidates: int
    grid: Grid
    search: Search


def co_travel(
    sightings: pd.DataFrame,
    *,
    areas: pd.Series[str] | None = None,
    grid: Grid | None = None,
    search: Search | None = None,
) -> CoTravel:
    """Return who is seen together more often than their habits and the crowds explain.

    Parameters
    ----------
    sightings : pandas.DataFrame
        Columns event, who, where, means, from_at (UTC); one line per sighting. Whoever is seen under several keys (a person
        and the person's car) is one only if `who` says so.
    areas : pandas.Series, optional
        Area by cell, see `graph.point.areas.cell_areas`.
    grid : Grid, optional
        By default windows of a quarter of an hour over hotels, checkpoints, tickets and net bars.
    search : Search, optional
        Cap, rounds of the shifted null, accepted share of false findings, seed.

    Returns
    -------
    CoTravel
        Only pairs whose false discovery rate is accepted. Independent of the order of lines.

    Raises
    ------
    QueryError
        When the sightings span fewer than three cycles.

    Notes
    -----
    A slot is an area in a window of a fixed grid; two people a second apart over a boundary do not meet. The chance to meet
    in a slot is that of a stranger being there ((people − 1) / (all − 1)) or of the more regular of the two being there
    anyway (share of the other cycles in which that one was). Shifting by whole cycles keeps each one's daily and weekly
    rhythm; one-off crowds, which a shift would dissolve, are met by the stranger's chance. O(rounds × (sightings log
    sightings + pairs in slots)).
    """
    grid, search = grid or Grid(means=_DEFAULT_MEANS), search or Search()
    seen = counted(sightings, grid)
    whole = presence(seen, grid, areas=areas)
    known = quiet(whole, cap=search.crowd)
    pairs = scored_pairs(known, search)
    chance, q, by_chance = pair_chances(known, pairs, search)
    order = _order(pairs, q <= search.false)
    found = pairs.kept(order)
    reasons = _reasons(known, found, _events(seen, found, whole, areas=areas))
    lines = _lines(found, whole, reasons).assign(chance=chance[order], q=q[order], by_chance=by_chance[order])
    count = len(whole.people)
    return CoTravel(
        pairs=lines[[*_PAIRS, "expected", "score", "chance", "q", "by_chance", "events"]],
        reasons=reasons[_REASONS],
        left_out=_left_out(known.left_out, whole),
        looked_at=count * (count - 1) // 2,
        candidates=len(pairs.a),
        grid=grid,
        search=search,
    )


def _order(pairs: Pairs, accepted: NDArray[np.bool_]) -> Int64s:
    best: Int64s = np.lexsort((pairs.b, pairs.a, -pairs.score))
    return best[accepted[best]]


def _events(seen: pd.DataFrame, found: Pairs, whole: Presence, *, areas: pd.Series[str] | None) -> pd.DataFrame:
    """Return the first event of each (who, slot) of the people found, as numbers of the presence."""
    seen = seen[seen["who"].isin(whole.people[np.union1d(found.a, found.b)])]
    place = whole.places.get_indexer(pd.Index(areas_of(seen["where"], areas))).astype(np.int64)
    window = windows(seen["from_at"], begins=whole.begins, minutes=whole.minutes)
    keyed = pd.DataFrame(
        {
            "who": whole.people.get_indexer(pd.Index(seen["who"])),
            "slot": place * (whole.cycle * whole.cycles) + window,
            "event": seen["event"].to_numpy(),
        }
    )
    return keyed.groupby(["who", "slot"], as_index=False).agg(event=("event", "min"))


def _reasons(known: Quiet, found: Pairs, events: pd.DataFrame) -> pd.DataFrame:
    """Return the shared slots of the found pairs."""
    here = known.presence
    people = np.zeros(len(here.people), dtype=np.bool_)
    people[found.a] = people[found.b] = True
    track = tracks(known, here.slot, slot_sizes(here.slot, span=here.span), people=people)
    lines = pd.DataFrame({"who": track.who, "slot": track.slot, "crowd": track.crowd, "habit": track.habit})
    lines = lines.merge(events, on=["who", "slot"])
    seen = np.bincount(track.who, minlength=len(people))
    rate = found.times / np.minimum(seen[found.a], seen[found.b])
    pairs = pd.DataFrame({"pair": np.arange(len(found.a)), "one": found.a, "other": found.b, "rate": rate})
    met = pairs.merge(lines, left_on="one", right_on="who").merge(
        lines, left_on=["other", "slot"], right_on=["who", "slot"], suffixes=("_a", "_b")
    )
    return _told(met.sort_values(["pair", "slot"], ignore_index=True), here)


def _told(met: pd.DataFrame, here: Presence) -> pd.DataFrame:
    habit: pd.Series[float] = met[["habit_a", "habit_b"]].max(axis=1)
    chance = habit + met["crowd_a"] - habit * met["crowd_a"]
    place, window = np.divmod(met["slot"].to_numpy(dtype=np.int64), here.cycle * here.cycles)
    return pd.DataFrame(
        {
            "pair": met["pair"],
            "a": here.people[met["one"]],
            "b": here.people[met["other"]],
            "where": here.places[place],
            "window_at": _begin(window, here),
            "people": (met["crowd_a"] * max(1, len(here.people) - 1)).round().astype("int64") + 1,
            "chance": chance,
            "weight": np.log(met["rate"] / chance),
            "event_a": met["event_a"],
            "event_b": met["event_b"],
            "events": list(zip(met["event_a"], met["event_b"], strict=True)),
        }
    )


def _lines(found: Pairs, whole: Presence, reasons: pd.DataFrame) -> pd.DataFrame:
    grouped = reasons.assign(day=reasons["window_at"].dt.normalize()).groupby("pair", sort=True)
    made = grouped.agg(
        places=("where", "nunique"),
        days=("day", "nunique"),
        first_at=("window_at", "min"),
        last_at=("window_at", "max"),
    )
    made["events"] = [tuple(sorted({*part["event_a"], *part["event_b"]})) for _, part in grouped]
    ends = {"a": whole.people[found.a], "b": whole.people[found.b]}
    return made.assign(**ends, times=found.times, expected=found.expected, score=found.score).reset_index(drop=True)


def _left_out(sizes: pd.DataFrame, whole: Presence) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "where": whole.places[sizes["place"]],
            "window_at": _begin(sizes["window"].to_numpy(dtype=np.int64), whole),
            "people": sizes["people"],
        }
    )
    return made.sort_values(["people", "where", "window_at"], ascending=[False, True, True], ignore_index=True)


def _begin(window: Int64s, here: Presence) -> pd.DatetimeIndex:
    return (here.begins + pd.to_timedelta(window * here.minutes, unit="min")).as_unit("us")
