"""Cases made ready to be compared: where, when, how, in which words, and with which things.

Why any subset of columns will do: a unit has coordinates for its burglaries and only narratives for its frauds; what is not
there is not compared, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.contract import refuse_protected

Floats = NDArray[np.float64]
MO = "mo_"
"""How columns begin that hold a code of the modus operandi."""
_EARTH = 6_371_008.8
_DAY = 86_400
_STEPS = 48


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases as arrays, one line per case in the order given.

    Attributes
    ----------
    keys : ndarray of str, shape (n,)
        What each is called.
    where : ndarray of float64, shape (n, 2)
        Metres on a plane; NaN where nobody knows.
    begin, end : ndarray of float64, shape (n,)
        Days of the local clock since 1970 between which it happened; NaN where nobody knows.
    weekdays : ndarray of float64, shape (n, 7)
        The chance of each weekday; NaN when it may have been any.
    codes : dict of str to ndarray of object
        Per MO field, the code of each case; None where nobody knows.
    text : ndarray of object, shape (n,)
        The narrative; empty where there is none.
    things : tuple of frozenset of str
        Identifiers that occur in each case: numbers, accounts, plates, traces.
    """

    keys: NDArray[np.str_]
    where: Floats
    begin: Floats
    end: Floats
    weekdays: Floats
    codes: dict[str, NDArray[np.object_]]
    text: NDArray[np.object_]
    things: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def middle(self) -> Floats:
        """The middle of the time in which each happened, in days."""
        return (self.begin + self.end) / 2


def read_cases(frame: pd.DataFrame) -> Cases:
    """Return the cases of a frame.

    Parameters
    ----------
    frame : DataFrame
        `case` (or `crime_id`), and any of: `x_m, y_m` (metres) or `lat, lon` (degrees); `from, to` (local time); columns
        that begin with `mo_` (codes); `text` (narrative); `things` (a collection of identifiers per case).

    Raises
    ------
    Protected
        When a column is a protected attribute.
    KeyError
        Without a column that names the cases.
    """
    refuse_protected(map(str, frame.columns))
    name = "case" if "case" in frame else "crime_id"
    begin, end = _period(frame)
    return Cases(
        keys=frame[name].astype(str).to_numpy(dtype=str),
        where=_plane(frame),
        begin=begin,
        end=end,
        weekdays=_weekdays(begin, end),
        codes={str(c): _codes(frame[c]) for c in frame.columns if str(c).startswith(MO)},
        text=_texts(frame),
        things=_things(frame),
    )


def _plane(frame: pd.DataFrame) -> Floats:
    """Return metres on a plane; degrees are laid flat at their mean latitude, which is good for a province."""
    if {"x_m", "y_m"} <= set(frame.columns):
        return frame[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    if not {"lat", "lon"} <= set(frame.columns):
        return np.full((len(frame), 2), np.nan)
    lat, lon = (np.radians(frame[c].to_numpy(dtype=np.float64)) for c in ("lat", "lon"))
    known = lat[~np.isnan(lat)]
    across = np.cos(known.mean()) if len(known) else 1.0
    return np.column_stack([lon * across, lat]) * _EARTH


def _period(frame: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return between which days each happened; one end alone is both, and an end before its beginning changes places."""
    if not {"from", "to"} & set(frame.columns):
        return np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    ends = [_days(frame[c]) if c in frame else np.full(len(frame), np.nan) for c in ("from", "to")]
    begin, end = (np.where(np.isnan(one), other, one) for one, other in (ends, ends[::-1]))
    return np.fmin(begin, end), np.fmax(begin, end)


def _days(column: pd.Series) -> Floats:
    instants = pd.to_datetime(column, errors="coerce")
    seconds = instants.astype("datetime64[s]").astype("int64").to_numpy(dtype=np.float64) / _DAY
    return np.where(instants.isna(), np.nan, seconds)


def _weekdays(begin: Floats, end: Floats) -> Floats:
    """Return the aoristic share of each weekday (Ratcliffe 2000); NaN when it may have been any."""
    shares = np.full((len(begin), 7), np.nan)
    known = np.flatnonzero(end - begin < 7)
    at = begin[known, None] + (end - begin)[known, None] * (np.arange(_STEPS) + 0.5) / _STEPS
    day = np.floor(at).astype(np.int64) % 7
    shares[known] = (day[:, :, None] == np.arange(7)).mean(axis=1)
    return shares


def _codes(column: pd.Series) -> NDArray[np.object_]:
    text = column.astype(object).where(column.notna(), None)
    return np.array([None if v is None or not str(v).strip() else str(v).strip() for v in text], dtype=object)


def _texts(frame: pd.DataFrame) -> NDArray[np.object_]:
    if "text" not in frame:
        return np.full(len(frame), "", dtype=object)
    return np.array(frame["text"].fillna("").astype(str), dtype=object)


def _things(frame: pd.DataFrame) -> tuple[frozenset[str], ...]:
    if "things" not in frame:
        return tuple(frozenset[str]() for _ in range(len(frame)))
    return tuple(frozenset(map(str, _listed(value))) for value in frame["things"])


def _listed(value: object) -> Sequence[object]:
    if isinstance(value, str):
        return value.split()
    return list(value) if isinstance(value, (list, tuple, set, frozenset, np.ndarray)) else []
