"""Which rows each item of a change of number rests on.

Why worked out when asked: a few pairs are read, a million are weighed.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.swaps.habits import at_night
from models.swaps.measuring import Known, Sources

Rows = tuple[str, ...]


def cited(about: Known, sources: Sources, old: str, new: str) -> dict[str, Rows]:
    """Return the ids of the events and rows behind each item of a pair, by the item; an item is absent if none are."""
    ends = about.ends
    one, other = ends.places([old, new]).tolist()
    before, after = ends.event[ends.of(one)], ends.event[ends.of(other)]
    both = _rows(before, after)
    found = {
        "contacts": both,
        "fall": _rows(before),
        "rise": _rows(after),
        "timing": both,
        "pace": both,
        "manner": both,
        "hours": both,
    }
    edges = (
        _edge(before, ends.last[one] > about.activity.fall.second[one], -1),
        _edge(after, ends.first[other] < about.activity.rise.second[other], 0),
    )
    return found | _beside(sources, [old, new], edges)


def _edge(events: np.ndarray, more: bool, place: int) -> Iterable[object]:
    """Return the call at which a number ends or begins; all its calls where some lie beyond, for these tell where it is."""
    return events if more else events[[place]]


def _beside(sources: Sources, pair: list[str], edges: tuple[Iterable[object], Iterable[object]]) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    if sources.sides is not None:
        own = sources.sides[sources.sides["phone"].isin(pair)]
        found |= {"handset": _rows(own.dropna(subset=["imei"])["event"]), "cells": _rows(at_night(own)["event"])}
    if sources.registers is not None:
        lines = sources.registers[sources.registers["phone"].isin(pair)]
        old, new = (lines[lines["phone"] == phone]["event"] for phone in pair)
        found |= {"opened": _rows(new, edges[0]), "closed": _rows(old, edges[1]), "named": _rows(lines["event"])}
    return {name: rows for name, rows in found.items() if rows}


def _rows(*parts: Iterable[object]) -> Rows:
    return tuple(sorted({str(row) for part in parts for row in part}))
