"""When each number fell silent and when each came up, and how surprising that is for one called so often.

Why a step and not the last call alone: a few people go on ringing a number that nobody answers. Why within what its contacts'
files show: a number that is seen in one man's file only is silent for us when that file ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.swaps.ends import DAY, Ends, Floats, Ints, Pairs

LEFT_OVER, MOST = 0.2, 0.4
"""Beyond its end a number may be called a fifth as often as before, by people who do not know, and two calls in five at most."""


@dataclass(frozen=True, slots=True)
class Steps:
    """One change of every number's activity: its fall, or its rise.

    Attributes
    ----------
    size : ndarray of float64, shape (numbers,)
        Log likelihood ratio (natural) of two rates, before and after, against one; 0 where there is no such step.
    second : ndarray of float64, shape (numbers,)
        The last call before a fall, the first one after a rise.
    """

    size: Floats
    second: Floats


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when calls of every number could be seen, seconds since 1970 UTC; each of shape (numbers,)."""

    since: Floats
    until: Floats


@dataclass(frozen=True, slots=True)
class Activity:
    """What is known of every number's activity.

    Attributes
    ----------
    window : Window
        When calls of the number could be seen at all.
    fall, rise : Steps
        Where it ends and where it begins.
    rate : ndarray of float64, shape (numbers,)
        Calls a day while it is active, at least one day.
    """

    window: Window
    fall: Steps
    rise: Steps
    rate: Floats

    def gap(self, pairs: Pairs) -> Floats:
        """Return how many days after the old numbers fell silent the new ones came up; below zero they overlap."""
        old, new = pairs
        return np.asarray((self.rise.second[new] - self.fall.second[old]) / DAY)


def activity(ends: Ends, window: Window) -> Activity:
    """Return where the activity of every number ends and begins, within when it could be seen.

    Notes
    -----
    Of each number all cuts are compared beyond which it is called a fifth as often at most. O(ends).
    """
    fall = _falls(ends.second, ends, window)
    back = ends.mirrored
    rise = _falls(back.second, back, Window(-window.until[::-1], -window.since[::-1]))
    days = np.maximum(1.0, (ends.last - ends.first) / DAY)
    return Activity(window, fall, Steps(rise.size[::-1], -rise.second[::-1]), ends.count / days)


def covered(ends: Ends, statements: pd.DataFrame | None = None) -> Window:
    """Return the time that every number's own files cover, NaN where it has none.

    Parameters
    ----------
    ends : Ends
        The calls.
    statements : DataFrame, optional
        `owner, period_from, period_to` (UTC): whose files there are. Without it everybody's files are taken to last from the
        first to the last call with anybody.
    """
    if statements is None:
        return Window(ends.first, ends.last)
    begin, end = np.full(len(ends.names), np.nan), np.full(len(ends.names), np.nan)
    known = statements[statements["owner"].isin(ends.names)]
    place = ends.places(known["owner"])
    for bound, column, keep in ((begin, "period_from", np.fmin), (end, "period_to", np.fmax)):
        keep.at(bound, place, known[column].to_numpy("datetime64[us]").astype(np.int64) / 1e6)
    return Window(begin, end)


def merged(cover: Window, alias: Ints) -> Window:
    """Return what covers every number when the files of all that it stands for count as its own."""
    since, until = cover.since.copy(), cover.until.copy()
    np.fmin.at(since, alias, cover.since)
    np.fmax.at(until, alias, cover.until)
    return Window(since[alias], until[alias])


def window_of(ends: Ends, cover: Window) -> Window:
    """Return when calls of every number could be seen: while files of it or of a contact of its cover the time."""
    if not len(ends.names):
        return cover
    since = np.fmin(np.fmin.reduceat(cover.since[ends.other], ends.start[:-1]), cover.since)
    until = np.fmax(np.fmax.reduceat(cover.until[ends.other], ends.start[:-1]), cover.until)
    return Window(np.fmin(since, ends.first), np.fmax(until, ends.last))


def _falls(second: Floats, ends: Ends, window: Window) -> Steps:
    """Return the best cut of every number into more calls before it and fewer after it."""
    who, total = ends.who, ends.count[ends.who].astype(np.float64)
    before = np.arange(len(who)) - ends.start[who] + 1.0
    after = total - before
    span = np.maximum(window.until - window.since, 120.0)[who]
    early = np.clip(second - window.since[who], 60.0, span)
    late = np.maximum(span - early, 60.0)
    gain = before * np.log(before / early) + _times_log(after, late) - total * np.log(total / span)
    allowed = (after <= MOST * total) & (after / late <= LEFT_OVER * before / early)
    return _best(np.where(allowed, gain, 0.0), second, ends)


def _times_log(count: Floats, span: Floats) -> Floats:
    return np.asarray(count * np.log(np.maximum(count, 1e-12) / span))


def _best(gain: Floats, second: Floats, ends: Ends) -> Steps:
    """Return the greatest gain of every number and when it is; of equals the latest."""
    if not len(gain):
        return Steps(gain, second)
    size = np.maximum.reduceat(gain, ends.start[:-1])
    here = np.where(gain >= size[ends.who] - 1e-12, np.arange(len(gain)), -1)
    place: Ints = np.maximum.reduceat(here, ends.start[:-1])
    return Steps(np.maximum(size, 0.0), second[place])
