"""Which rows each item of a change of number rests on.

Why worked out when asked: a few pairs are read, a million are weighed.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.swaps.habits import at_night
from models.swaps.measuring import Known, Sources

Rows = tuple[str, ...]
Objects = NDArray[np.object_]


def cited(about: Known, sources: Sources, *, pair: tuple[str, str]) -> dict[str, Rows]:
    """Return the ids of the events and rows behind each item of a pair, by the item; an item is absent if none are."""
    ends, moved, alias = about.ends, about.activity, about.alias
    old, new = ends.places(pair).tolist()
    before, after = ends.events(old), ends.events(new)
    last = _edge(before, beyond=bool(ends.last[old] > moved.fall.second[old]), place=-1)
    first = _edge(after, beyond=bool(ends.first[new] < moved.rise.second[new]), place=0)
    with_old, with_new = alias[ends.other[ends.of(old)]], alias[ends.other[ends.of(new)]]
    common = before[np.isin(with_old, with_new)], after[np.isin(with_new, with_old)]
    found = {name: _rows(before, after) for name in ("contacts", "timing", "hours")}
    found |= {"fall": _rows(before), "rise": _rows(after)}
    found |= {"pace": _rows(*common, last, first), "manner": _rows(*common)}
    return {name: rows for name, rows in (found | _beside(sources, pair, (last, first))).items() if rows}


def _edge(events: Objects, *, beyond: bool, place: int) -> Objects:
    """Return the call at which a number ends or begins; all its calls where some lie beyond, for these tell where it is."""
    return events if beyond else events[[place]]


def _beside(sources: Sources, pair: tuple[str, str], edges: tuple[Objects, Objects]) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    if sources.sides is not None:
        own = sources.sides[sources.sides["phone"].isin(list(pair))]
        found |= {"handset": _rows(own.dropna(subset=["imei"])["event"]), "cells": _rows(at_night(own)["event"])}
    if sources.registers is not None:
        lines = sources.registers[sources.registers["phone"].isin(list(pair))]
        old, new = (lines[lines["phone"] == phone]["event"] for phone in pair)
        found |= {"opened": _rows(new, edges[0]), "closed": _rows(old, edges[1]), "named": _rows(lines["event"])}
    return found


def _rows(*parts: Iterable[object]) -> Rows:
    return tuple(sorted({str(row) for part in parts for row in part}))
