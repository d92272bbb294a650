"""How well companions are told from commuters, beside counting, over training cities.

Why beside counting: everybody's first idea is to count coincidences, and it finds the people of the morning train.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.kernels.cotravel import co_occurrences
from graph.line.co_travel import co_travel
from graph.line.companions import Search
from graph.line.presence import Grid, Presence, counted, presence

TOP = 20
MEANS = frozenset({"hotel", "checkpoint", "ticket", "netbar"})
_COLUMNS = ["seed", "measure", "role", "method", "value", "n"]
_METHODS = {"shifted": "ours", "count": "baseline", "rarity": "variant"}
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class TrueCity:
    """One city's journeys and who truly travelled together.

    Attributes
    ----------
    seed : int
        Of the city.
    sightings : pandas.DataFrame
        Columns event, who (people; vehicles under their owners), where, means, from_at.
    companions : pandas.DataFrame
        Columns a, b: pairs that travel together, either way round.
    """

    seed: int
    sightings: pd.DataFrame
    companions: pd.DataFrame


def co_travel_measures(city: TrueCity, *, search: Search | None = None) -> pd.DataFrame:
    """Return how well three methods find a city's companions.

    Returns
    -------
    pandas.DataFrame
        Columns seed, measure, role, method, value, n. Methods: `shifted` (ours: `graph.line.co_travel` at its accepted
        false discovery rate), `count` (baseline: shared quarter hours), `rarity` (variant: each divided by how many
        others were there). Measures: `precision@20` (a place that a method leaves empty counts as wrong); of ours also
        `precision`, `recall` and `found` of all accepted pairs.
    """
    grid = Grid(means=MEANS)
    true = {_pair(a, b) for a, b in zip(city.companions["a"], city.companions["b"], strict=True)}
    found = co_travel(city.sightings, grid=grid, search=search).pairs
    ranked = {"shifted": [_pair(a, b) for a, b in zip(found["a"], found["b"], strict=True)]}
    whole = presence(counted(city.sightings, grid), grid)
    ranked["count"] = _ranked(whole, rare=False)
    ranked["rarity"] = _ranked(whole, rare=True)
    lines = [
        ("precision@20", method, sum(pair in true for pair in ranked[method][:TOP]) / TOP, TOP) for method in ranked
    ]
    lines += _all_accepted(ranked["shifted"], true)
    return pd.DataFrame([(city.seed, m, _METHODS[how], how, value, n) for m, how, value, n in lines], columns=_COLUMNS)


def _all_accepted(found: list[Pair], true: set[Pair]) -> list[tuple[str, str, float, int]]:
    hits = sum(pair in true for pair in found)
    return [
        ("precision", "shifted", hits / max(1, len(found)), len(found)),
        ("recall", "shifted", hits / max(1, len(true)), len(true)),
        ("found", "shifted", float(len(found)), len(found)),
    ]


def over_cities(cities: Iterable[TrueCity], *, search: Search | None = None) -> pd.DataFrame:
    """Return the measures of each of some cities, one after another; see `co_travel_measures`."""
    return pd.concat([co_travel_measures(city, search=search) for city in cities], ignore_index=True)


def mean_over_cities(measures: pd.DataFrame, *, resamples: int = 2_000, seed: int = 1) -> pd.DataFrame:
    """Return the mean of each measure over cities, with a 95 % interval from resampled cities.

    Returns
    -------
    pandas.DataFrame
        Columns measure, role, method, value, lo, hi, n (cities), in the order (measure, role, method).
    """
    random = np.random.default_rng(seed)
    lines = []
    for (measure, role, method), part in measures.sort_values("seed").groupby(["measure", "role", "method"]):
        values = part["value"].to_numpy(dtype=np.float64)
        means = random.choice(values, (resamples, len(values))).mean(axis=1)
        lo, hi = np.quantile(means, (0.025, 0.975))
        lines.append((measure, role, method, values.mean(), lo, hi, len(values)))
    return pd.DataFrame(lines, columns=["measure", "role", "method", "value", "lo", "hi", "n"])


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _ranked(whole: Presence, *, rare: bool) -> list[Pair]:
    """Return the first pairs by shared slots, each slot counting 1 or one over its other people; equal ones by key."""
    _, inverse, sizes = np.unique(whole.slot, return_inverse=True, return_counts=True)
    people = len(whole.people)
    worth: dict[int, float] = {}
    for size in np.unique(sizes[sizes > 1]).tolist():
        here: NDArray[np.bool_] = sizes[inverse] == size
        a, b, times, *_ = co_occurrences(whole.who[here], whole.slot[here], people=people, cap=people)
        keys = a.astype(np.int64) * people + b
        for key, count in zip(keys.tolist(), times.tolist(), strict=True):
            worth[key] = worth.get(key, 0.0) + count / (size - 1 if rare else 1)
    best = sorted(worth, key=lambda key: (-worth[key], key))[:TOP]
    return [(whole.people[key // people], whole.people[key % people]) for key in best]
