"""Adapters of movement: who travels together, and which numbers keep meeting."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from graph.ledger.runs import Item
from graph.line.co_travel import CoTravel
from graph.line.co_travel import co_travel as travel_of
from graph.line.companions import Search
from graph.line.meetings import meetings as meetings_of
from graph.line.presence import Grid, attributed
from graph.line.stays import stays_together
from workbench.analyse.inputs import Inputs
from workbench.analyse.people import owners
from workbench.analyse.result import Answer
from workbench.wording import said


def co_travel(inputs: Inputs, *, means: list[str], minutes: int, false: float, seed: int) -> Answer:
    """Who is seen together in hotels, at gates, in trains more often than habit and crowds explain; cars by their owners."""
    inputs.step("frames")
    owned, seen = owners(inputs.belongings), inputs.sightings
    seen = seen[~seen["who"].isin(inputs.ignored)]  # a known car, not all of its owner
    cars = seen.loc[seen["who"].isin(owned.index), "who"].nunique()
    grid = Grid(minutes=minutes, means=frozenset(means))
    found = _together(inputs, attributed(seen, owned), grid, false=false, seed=seed)
    return replace(found, warnings=(*found.warnings, said("analyse.cars", count=cars))) if cars else found


def meetings(inputs: Inputs, *, who: list[str], minutes: int, false: float, seed: int) -> Answer:
    """When the named met (any means), or without names which numbers keep meeting by the cells of their calls."""
    inputs.step("frames")
    if not who:
        grid = Grid(minutes=minutes, means=frozenset({"cell"}))
        return _together(inputs, inputs.sightings, grid, false=false, seed=seed)
    asked = sorted({own for key in who for own in inputs.keys_of(key)})
    areas, seen = inputs.areas, inputs.sightings
    inputs.step("chance")
    found = meetings_of(seen, asked, areas=areas, grid=Grid(minutes=minutes))
    names = [tuple(inputs.called(key) for key in people) for people in found["people"]]
    return Answer({"meetings": found.assign(names=pd.Series(names, found.index, dtype=object))})


def stays(inputs: Inputs, *, means: str, minutes: int) -> Answer:
    """Who arrived at one hotel (or net bar) within minutes of each other and stayed at the same time."""
    inputs.step("frames")
    seen = inputs.sightings
    inputs.step("chance")
    found = stays_together(seen, minutes=minutes, means=means)
    return Answer({"pairs": inputs.named(found.pairs, "a", "b"), "stays": inputs.named(found.stays, "a", "b", "where")})


def _together(inputs: Inputs, seen: pd.DataFrame, grid: Grid, *, false: float, seed: int) -> Answer:
    areas = inputs.areas
    seen = seen[~seen["who"].isin(inputs.ignored)]
    inputs.step("chance")
    found = travel_of(seen, areas=areas, grid=grid, search=Search(false=false, seed=seed))
    frames = {"pairs": inputs.named(found.pairs, "a", "b"), "reasons": found.reasons, "left_out": found.left_out}
    return Answer(frames, tuple(_moved(found)), tuple(_said(found, false)))


def _moved(found: CoTravel) -> list[Item]:
    """Return a link for every pair of one kind; a person and a car are told of in the table only."""
    pairs = found.pairs
    alike = pairs[pairs["a"].str.partition(":")[0] == pairs["b"].str.partition(":")[0]] if len(pairs) else pairs
    lines = zip(*(alike[name] for name in ("a", "b", "times", "chance", "events", "score")), strict=True)
    return [Item("MOVED_WITH", a, b, {"times": n, "p": p}, events, score) for a, b, n, p, events, score in lines]


def _said(found: CoTravel, false: float) -> list[str]:
    told: list[str] = [said("analyse.pairs", found=len(found.pairs), looked_at=found.looked_at, false=f"{false:.0%}")]
    if len(found.left_out):
        told.append(said("analyse.crowds", count=len(found.left_out), most=found.search.crowd))
    return told
