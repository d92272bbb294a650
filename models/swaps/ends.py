"""Calls as ends: every call once for each of its two numbers, in arrays that all evidence of a change of number reads.

Why arrays and places instead of keys: a hundred thousand numbers with their calls fit, and one sort serves every question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pairs = tuple[Ints, Ints]
"""The old and the new numbers of some pairs, by their places."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Ends:
    """The calls of all numbers, by (number, time, event).

    Attributes
    ----------
    names : ndarray of str
        The numbers in their order; everywhere else a number is its place here.
    who, other : ndarray of int64, shape (ends,)
        The number that has the call, and the one it was with.
    second : ndarray of float64, shape (ends,)
        When, seconds since 1970 UTC.
    hour : ndarray of int64, shape (ends,)
        Hour of the day, local.
    made, text : ndarray of bool, shape (ends,)
        Whether the number made the call, and whether nobody spoke: a text, or a call that lasted no second.
    call : ndarray of int64, shape (ends,)
        Which call, a place in `ids`.
    ids : ndarray of str, shape (calls,)
        The calls by (time, event).
    start : ndarray of int64, shape (numbers + 1,)
        Where the calls of each number begin.
    """

    names: NDArray[np.object_]
    who: Ints
    other: Ints
    second: Floats
    hour: Ints
    made: Flags
    text: Flags
    call: Ints
    ids: NDArray[np.object_]
    start: Ints

    @property
    def count(self) -> Ints:
        """How many calls each number has."""
        return np.diff(self.start)

    @property
    def first(self) -> Floats:
        """When each number is first seen."""
        return self.second[self.start[:-1]]

    @property
    def last(self) -> Floats:
        """When each number is last seen."""
        return self.second[self.start[1:] - 1]

    @property
    def mirrored(self) -> Ends:
        """The same calls with time and numbers running backwards."""
        last = len(self.names) - 1
        return Ends(
            names=self.names[::-1],
            who=last - self.who[::-1],
            other=last - self.other[::-1],
            second=-self.second[::-1],
            hour=self.hour[::-1],
            made=self.made[::-1],
            text=self.text[::-1],
            call=self.call[::-1],
            ids=self.ids,
            start=(len(self.who) - self.start[::-1]).astype(np.int64),
        )

    def of(self, number: int) -> slice:
        """Return where the calls of a number stand."""
        return slice(int(self.start[number]), int(self.start[number + 1]))

    def events(self, number: int) -> NDArray[np.object_]:
        """Return the ids of the calls of a number."""
        return np.asarray(self.ids[self.call[self.of(number)]], dtype=object)

    def places(self, names: Iterable[object]) -> Ints:
        """Return the place of each of some numbers, -1 for those that have no calls."""
        return np.asarray(pd.Index(self.names).get_indexer(pd.Index(list(names), dtype=object)), dtype=np.int64)


def ends_of(calls: pd.DataFrame, *, hours_ahead: float = 8.0) -> Ends:
    """Return the ends of calls.

    Parameters
    ----------
    calls : DataFrame
        `event, caller, callee, started_at` (UTC), and `seconds` if known; calls without one of the numbers, or of a number with itself, tell
        nothing here and are left out.
    hours_ahead : float
        What local time is ahead of UTC.

    Notes
    -----
    O(calls log calls). The order of the lines makes no difference.
    """
    told = calls[calls["caller"].notna() & calls["callee"].notna() & (calls["caller"] != calls["callee"])]
    moment = told["started_at"].to_numpy("datetime64[us]").astype(np.int64)
    event = told["event"].to_numpy(object)
    line = _in_time(moment, event)
    who, names = _numbered(pd.concat([told["caller"], told["callee"]]))
    count = len(told)
    who = np.concatenate([who[:count][line], who[count:][line]])
    quiet = told["seconds"].to_numpy() == 0 if "seconds" in told else np.zeros(count, np.bool_)
    call = np.tile(np.arange(count), 2)
    order = np.lexsort((call, who))
    call = call[order]
    second = (moment[line] / 1e6)[call]
    return Ends(
        names=names,
        who=who[order],
        other=np.roll(who, count)[order],
        second=second,
        hour=((second + 3_600 * hours_ahead) // 3_600 % 24).astype(np.int64),
        made=order < count,
        text=quiet[line][call],
        call=call,
        ids=event[line],
        start=np.searchsorted(who[order], np.arange(len(names) + 1)).astype(np.int64),
    )


def _numbered(numbers: pd.Series) -> tuple[Ints, NDArray[np.object_]]:
    """Return each number's place among the different ones, and these in their order."""
    codes, found = pd.factorize(numbers)
    names = np.asarray(found, dtype=object)
    order = np.argsort(names.astype(str), kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[codes] if len(codes) else np.zeros(0, np.int64), names[order]


def _in_time(moment: Ints, event: NDArray[np.object_]) -> Ints:
    """Return the lines by (time, event); only equal times are compared by event, for text is slow to sort."""
    order = np.argsort(moment, kind="stable")
    ordered = moment[order]
    equal = np.zeros(len(order), np.bool_)
    equal[1:] = ordered[1:] == ordered[:-1]
    equal[:-1] |= equal[1:]
    here = order[equal]
    order[equal] = here[np.lexsort((event[here], moment[here]))] if len(here) else here
    return order
