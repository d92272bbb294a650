"""What a carrier's register says of two numbers: when they were opened and closed, and in whose name.

Why the name weighs less than the days: the numbers of those who hide are in other people's names, old and new.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.swaps.activity import Activity
from models.swaps.ends import DAY, Ends, Floats, Ints, Pairs

NEAR = 15.0
"""Days about a change of number within which one is opened or closed on its occasion."""
_OPENED, _CLOSED, _NAMED = 0.85, 0.5, 0.3
_CHANCE = 0.002


@dataclass(frozen=True, slots=True)
class Register:
    """What registers say of every number, shape (numbers,) each.

    Attributes
    ----------
    opened, closed : ndarray of float64
        Seconds since 1970 UTC; NaN where no line says.
    listed : ndarray of bool
        Whether a line with any date is there: a number without a closing date is then open.
    holder : ndarray of int64
        In whose name; -1 where no line says.
    near : tuple of (float, float)
        How often any number is opened, or closed, within `NEAR` days of a moment in the files.
    """

    opened: Floats
    closed: Floats
    listed: np.ndarray
    holder: Ints
    near: tuple[float, float]


def register_of(registers: pd.DataFrame, ends: Ends, near: tuple[float, float] | None = None) -> Register:
    """Return what registers say.

    Parameters
    ----------
    registers : DataFrame
        `phone, holder, since, until` (UTC, may be missing); of several lines of a number the first by holder counts, with
        its earliest opening and latest closing.
    ends : Ends
        The calls.
    near : tuple of (float, float), optional
        As the register has it; worked out from these lines without it.
    """
    by = registers.groupby("phone")
    opened, closed = _seconds(by["since"].min(), ends), _seconds(by["until"].max(), ends)
    holder = by["holder"].min().reindex(ends.names)
    codes = pd.factorize(holder, sort=True)[0].astype(np.int64)
    listed = ~(np.isnan(opened) & np.isnan(closed))
    chances = (_usually(opened, listed, ends), _usually(closed, listed, ends))
    return Register(opened, closed, listed, codes, near or chances)


def opened(known: Register, activity: Activity, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of when the new number was opened, shape (pairs,); NaN where no line says.

    Most new numbers are opened for the change, some lay in a drawer.
    """
    old, new = pairs
    days = np.abs(known.opened[new] - activity.fall.second[old]) / DAY
    return np.where(np.isnan(known.opened[new]), np.nan, _weighed(days <= NEAR, _OPENED, known.near[0]))


def closed(known: Register, activity: Activity, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of when the old number was closed, shape (pairs,); NaN where no line says."""
    old, new = pairs
    days = np.abs(known.closed[old] - activity.rise.second[new]) / DAY
    return np.where(known.listed[old], _weighed(days <= NEAR, _CLOSED, known.near[1]), np.nan)


def named(known: Register, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of one registrant for both or two, shape (pairs,); NaN where either has none."""
    old, new = pairs
    both = (known.holder[old] >= 0) & (known.holder[new] >= 0)
    return np.where(both, _weighed(known.holder[old] == known.holder[new], _NAMED, _CHANCE), np.nan)


def _weighed(yes: np.ndarray, expected: float, chance: float) -> Floats:
    return np.asarray(np.where(yes, np.log10(expected / chance), np.log10((1 - expected) / (1 - chance))))


def _usually(moments: Floats, listed: np.ndarray, ends: Ends) -> float:
    """Return how often a listed number has such a date within reach of a day in the files, never less than the floor."""
    if not listed.any() or not len(ends.second):
        return _CHANCE
    begin, end = float(ends.second.min()), float(ends.second.max())
    days = max(1.0, (end - begin) / DAY)
    inside = float(np.mean((moments[listed] >= begin) & (moments[listed] <= end)))
    return min(0.4, max(_CHANCE, 1 / int(listed.sum()), inside * min(1.0, 2 * NEAR / days)))


def _seconds(found: pd.Series, ends: Ends) -> Floats:
    moment = pd.to_datetime(found, utc=True).reindex(ends.names).to_numpy("datetime64[us]")
    return np.where(np.isnat(moment), np.nan, moment.astype(np.int64) / 1e6)
