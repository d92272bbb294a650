"""Adapters of movement: who travels together, and which numbers keep meeting."""

from __future__ import annotations

from graph.ledger.runs import Item
from graph.line.co_travel import CoTravel
from graph.line.co_travel import co_travel as travel_of
from graph.line.companions import Search
from graph.line.presence import Grid
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.wording import say


def co_travel(inputs: Inputs, *, means: list[str], minutes: int, false: float, seed: int) -> Answer:
    """Who is seen together in hotels, at gates, in trains more often than habit and crowds explain."""
    return _together(inputs, Grid(minutes=minutes, means=frozenset(means)), false=false, seed=seed)


def meetings(inputs: Inputs, *, minutes: int, false: float, seed: int) -> Answer:
    """Which numbers keep meeting: their calls go through cells of one area in one window of time."""
    return _together(inputs, Grid(minutes=minutes, means=frozenset({"cell"})), false=false, seed=seed)


def _together(inputs: Inputs, grid: Grid, *, false: float, seed: int) -> Answer:
    inputs.step("frames")
    areas, seen = inputs.areas, inputs.sightings
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
    told = [say("analyse.pairs", found=len(found.pairs), looked_at=found.looked_at, false=f"{false:.0%}")]
    if len(found.left_out):
        told.append(say("analyse.crowds", count=len(found.left_out), most=found.search.crowd))
    return told
