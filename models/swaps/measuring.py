"""Everything that is known of the numbers of some calls, and the items of pairs of them.

Why gathered once: each pass over renamed contacts needs the same tables, and only the ties differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.swaps.activity import Activity, Window, activity, covered, merged, window_of
from models.swaps.ends import Ends, Floats, Ints, Pairs, ends_of
from models.swaps.follow import followed, manner, pace
from models.swaps.habits import Hours, Nights, anchors, at_night, hours, hours_of, nights_of
from models.swaps.handsets import Handsets, handsets_of, kept, users_of
from models.swaps.model import ITEMS
from models.swaps.registers import Register, closed, named, opened, register_of
from models.swaps.ties import Ties, shared_ties, ties_of
from models.swaps.timing import timing
from models.swaps.usual import Customs, Usual, surprise, usual

CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Rarities:
    """What is fitted on a whole and stays when single calls are taken away: how usual everything is.

    Attributes
    ----------
    calls : Usual
        Of calls, contacts and steps.
    users : Series of int, or None
        How many numbers were in each handset.
    cells : Series of int, or None
        How many calls by night each cell has.
    near : tuple of (float, float), or None
        How often a number is opened, or closed, near any moment.
    temper : float, or None
        How far shared contacts may be believed; see `models.swaps.temper`. None until pairs have been compared.
    """

    calls: Usual
    users: pd.Series | None
    cells: pd.Series | None
    near: tuple[float, float] | None
    temper: float | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The frames that may be given; see `number_swaps`."""

    calls: pd.DataFrame
    sides: pd.DataFrame | None = None
    registers: pd.DataFrame | None = None
    statements: pd.DataFrame | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Every column that was given."""
        given = (self.calls, self.sides, self.registers, self.statements)
        return frozenset(str(name) for frame in given if frame is not None for name in frame.columns)

    def about(self, numbers: Iterable[object]) -> Sources:
        """Return the same with what stands beside calls narrowed to some numbers."""
        asked = set(numbers)
        sides, registers = (
            None if frame is None else frame[frame["phone"].isin(asked)] for frame in (self.sides, self.registers)
        )
        return replace(self, sides=sides, registers=registers)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of every number; in `alias`, `ties`, `customs` and `activity` those stand for others whose place they took."""

    ends: Ends
    rarities: Rarities
    common: Usual
    customs: Customs
    alias: Ints
    ties: Ties
    activity: Activity
    hours: Hours
    nights: Nights | None
    handsets: Handsets | None
    register: Register | None

    def renamed(self, alias: Ints) -> Known:
        """Return the same with some numbers standing for those whose place they took."""
        own = self.common.customs_for(self.ends)
        cover = merged(Window(own.since, own.until), alias)
        popular = np.asarray(np.bincount(alias, own.popular, minlength=len(alias))[alias], dtype=np.float64)
        customs = replace(own, popular=popular, since=cover.since, until=cover.until)
        moved = activity(self.ends, window_of(self.ends, cover))
        return replace(self, alias=alias, customs=customs, ties=ties_of(self.ends, alias), activity=moved)


def rarities(sources: Sources) -> Rarities:
    """Return how usual everything is in some frames."""
    ends = ends_of(sources.calls)
    return _rarities(sources, ends, usual(ends, covered(ends, sources.statements)))


def _rarities(sources: Sources, ends: Ends, calls: Usual) -> Rarities:
    sides = sources.sides
    register = None if sources.registers is None else register_of(sources.registers, ends)
    return Rarities(
        calls,
        None if sides is None else users_of(sides),
        None if sides is None else at_night(sides)["cell"].value_counts(),
        None if register is None else register.near,
    )


def known(sources: Sources, common: Rarities | None = None) -> Known:
    """Return what is known of every number of some calls, against what is usual, in themselves by default."""
    ends, sides, registers = ends_of(sources.calls), sources.sides, sources.registers
    if common is None:
        cover = covered(ends, sources.statements)
        moved = activity(ends, window_of(ends, cover))
        common = _rarities(sources, ends, usual(ends, cover, moved))
        customs = common.calls.customs
    else:
        customs = common.calls.customs_for(ends)
        moved = activity(ends, window_of(ends, Window(customs.since, customs.until)))
    alias = np.arange(len(ends.names))
    return Known(
        ends,
        common,
        common.calls,
        customs,
        alias,
        ties_of(ends, alias),
        moved,
        hours_of(ends, common.calls),
        None if sides is None else nights_of(sides, ends, common.cells),
        None if sides is None else handsets_of(sides, ends, common.users),
        None if registers is None else register_of(registers, ends, common.near),
    )


def measured(about: Known, pairs: Pairs) -> pd.DataFrame:
    """Return the log10 likelihood ratio of every item for every pair, and `shared`, how many contacts both have.

    O(contacts of both, over all pairs), in chunks, so that memory does not grow with the pairs.
    """
    places = range(0, max(1, len(pairs[0])), CHUNK)
    parts = [_chunk(about, (pairs[0][i : i + CHUNK], pairs[1][i : i + CHUNK])) for i in places]
    return pd.concat(parts, ignore_index=True)


def _chunk(about: Known, pairs: Pairs) -> pd.DataFrame:
    old, new = pairs
    shared, customs, moved = shared_ties(about.ties, pairs), about.customs, about.activity
    found = {
        "contacts": followed(shared, about.ties.total[new], customs),
        "fall": surprise(about.common.falls, moved.fall.size[old]),
        "rise": surprise(about.common.rises, moved.rise.size[new]),
        "timing": timing(moved, about.common, pairs),
        "pace": pace(shared, moved, pairs, customs=customs),
        "manner": manner(shared, pairs=len(old), customs=customs),
        "hours": hours(about.hours, pairs),
        **_beside(about, pairs),
    }
    frame = pd.DataFrame({name: found[name] for name in ITEMS if name in found})
    return frame.assign(shared=np.bincount(shared.pair, minlength=len(old)))


def _beside(about: Known, pairs: Pairs) -> dict[str, Floats]:
    """Return the items that need more than calls."""
    found: dict[str, Floats] = {}
    if about.handsets is not None and about.nights is not None:
        found |= {"handset": kept(about.handsets, pairs), "cells": anchors(about.nights, pairs)}
    if (register := about.register) is not None:
        found |= {
            "opened": opened(register, about.activity, pairs),
            "closed": closed(register, about.activity, pairs),
            "named": named(register, pairs),
        }
    return found
