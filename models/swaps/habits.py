"""What two numbers of one person have in common besides contacts: the hours of the day, the nights at the same masts.

Why held to a few multiples: colleagues share hours and neighbours share masts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from models.swaps.ends import Ends, Floats, Ints, Pairs
from models.swaps.usual import Usual

_MIXED = 0.7
_CALLS = 8.0
_NIGHTS = 3.0
_STAYED = (0.1, 0.8)
_UNKNOWN = 8.0


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of every number; both of shape (numbers, 24).

    Attributes
    ----------
    drawn : ndarray of float64
        Calls in each hour, scaled down to eight in all: one habit, however often it is followed.
    gain : ndarray of float64
        The log10 ratio of each hour under the number's own habit and under everybody's.
    """

    drawn: Floats
    gain: Floats


def hours_of(ends: Ends, common: Usual) -> Hours:
    """Return the hours of every number."""
    count = len(ends.names)
    table = np.bincount(ends.who * 24 + ends.hour, minlength=24 * count).reshape(count, 24).astype(np.float64)
    total = table.sum(axis=1, keepdims=True)
    habit = (table + _UNKNOWN * common.hours) / (total + _UNKNOWN)
    gain = np.log10(_MIXED * habit / common.hours + 1 - _MIXED)
    return Hours(table / np.maximum(total, 1) * np.minimum(total, _CALLS), gain)


def hours(known: Hours, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of the new number's hours under the old one's habit, shape (pairs,)."""
    old, new = pairs
    return np.asarray(np.sum(known.drawn[new] * known.gain[old], axis=1))


@dataclass(frozen=True, slots=True)
class Nights:
    """In which cells every number's own file shows it by night.

    Attributes
    ----------
    share : csr_array of float64, shape (numbers, cells)
        The part of each cell; a line sums to one, or is empty.
    total : ndarray of float64, shape (numbers,)
        How many calls by night that is.
    usual : ndarray of float64, shape (cells,)
        The part of each cell in all calls by night.
    """

    share: sparse.csr_array
    total: Floats
    usual: Floats


def at_night(sides: pd.DataFrame, *, hours_ahead: float = 8.0) -> pd.DataFrame:
    """Return the lines of `sides` that say in which cell a number was between nine in the evening and seven."""
    hour = (sides["started_at"].dt.hour + hours_ahead) % 24
    dark: pd.DataFrame = sides[sides["cell"].notna() & ((hour >= 21) | (hour < 7))]
    return dark


def nights_of(sides: pd.DataFrame, ends: Ends, usual: pd.Series | None = None) -> Nights:
    """Return where every number is by night.

    Parameters
    ----------
    sides : DataFrame
        `phone, cell, started_at` (UTC); lines without a cell, or of unknown numbers, tell nothing.
    ends : Ends
        The calls.
    usual : Series of float64, optional
        How many calls by night each cell has among all; those of `sides` without it.
    """
    dark = at_night(sides)
    common = dark["cell"].value_counts() if usual is None else usual
    cells = np.sort(np.asarray(common.index, dtype=object).astype(str))
    who, cell = ends.places(dark["phone"]), pd.Index(cells).get_indexer(dark["cell"].astype(str))
    seen = (who >= 0) & (cell >= 0)
    shape = (len(ends.names), max(1, len(cells)))
    table = sparse.coo_array((np.ones(int(seen.sum())), (who[seen], cell[seen])), shape=shape).tocsr()
    table.sum_duplicates()
    total = np.asarray(table.sum(axis=1)).ravel()
    share = sparse.csr_array(sparse.diags_array(1 / np.maximum(total, 1)) @ table)
    part = (common.reindex(cells).to_numpy(np.float64) + 1) / (float(common.sum()) + len(cells))
    return Nights(share, total, part if len(cells) else np.ones(1))


def anchors(known: Nights, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of the new number's nights under the old one's, shape (pairs,); NaN where either has none."""
    old, new = pairs
    found = np.full(len(old), np.nan)
    both = np.flatnonzero((known.total[old] > 0) & (known.total[new] > 0))
    habit = known.share[old[both]]
    met = sparse.coo_array(habit.multiply(known.share[new[both]]))
    line, cell = met.coords
    there = np.asarray(habit[line, cell]).ravel() if len(line) else np.zeros(0)
    part = met.data / np.maximum(there, 1e-12)
    drawn = np.minimum(known.total[new[both]], _NIGHTS)
    told = [_placed((line, part), there / known.usual[cell], mixed=mixed, count=len(both)) * drawn for mixed in _STAYED]
    found[both] = np.log10(np.mean(10.0 ** np.array(told), axis=0)) if len(both) else 0.0
    return found


def _placed(met: tuple[Ints, Floats], ratio: Floats, *, mixed: float, count: int) -> Floats:
    """Return the mean log10 ratio of a new number's nights if so much of them is spent where the old one's were."""
    gain = np.log10(mixed * ratio + 1 - mixed) - np.log10(1 - mixed)
    return np.asarray(np.log10(1 - mixed) + np.bincount(met[0], met[1] * gain, minlength=count))
