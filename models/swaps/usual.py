"""What is usual among all numbers: how suddenly they fall silent or come up, and how each contact is in touch with anybody.

Why fitted once and kept apart: how rare something is, is a matter of the whole, so taking one call away changes the items that
cite it and no other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from models.swaps.activity import Activity, Window, activity, window_of
from models.swaps.ends import DAY, Ends, Floats

_CALIBRATED = 0.3
_SUDDEN = 0.2
_ALIKE = 5.0


@dataclass(frozen=True, slots=True)
class Customs:
    """What is usual with each contact, whoever is at the other end; every array of shape (numbers,).

    Attributes
    ----------
    popular : ndarray of float64
        The part of the contact in all ties.
    rate : ndarray of float64
        Calls a day of one tie with it.
    called, texts : ndarray of float64
        The share of its calls that the other end makes, and of those without a conversation.
    since, until : ndarray of float64
        What its own files cover, seconds since 1970 UTC; NaN where it has none.
    """

    popular: Floats
    rate: Floats
    called: Floats
    texts: Floats
    since: Floats
    until: Floats


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual.

    Attributes
    ----------
    names : ndarray of str
        The numbers it was fitted on, ascending.
    customs : Customs
        Of each of them.
    falls, rises : ndarray of float64
        The sizes of the steps of all numbers, ascending.
    risen : ndarray of float64
        When numbers came up that did so suddenly, ascending, in seconds.
    hours : ndarray of float64, shape (24,)
        The part of each hour in all calls.
    span : float
        Days that the files cover.
    """

    names: NDArray[np.object_]
    customs: Customs
    falls: Floats
    rises: Floats
    risen: Floats
    hours: Floats
    span: float

    def customs_for(self, ends: Ends) -> Customs:
        """Return the customs in the order of other calls' numbers; of an unknown number those of the least known."""
        if not len(self.names):
            return Customs(*(np.zeros(len(ends.names)) for _ in fields(Customs)))
        place = np.searchsorted(self.names, ends.names).clip(0, len(self.names) - 1)
        known = self.names[place] == ends.names
        own = {field.name: getattr(self.customs, field.name)[place] for field in fields(Customs)}
        own["popular"] = np.where(known, own["popular"], self.customs.popular.min())
        return Customs(**own)


def usual(ends: Ends, cover: Window, known: Activity | None = None) -> Usual:
    """Return what is usual among the numbers of some calls; `known` is their activity, if there already. O(ends log ends)."""
    known = known or activity(ends, window_of(ends, cover))
    falls, rises = np.sort(known.fall.size), np.sort(known.rise.size)
    sudden = tail(rises, known.rise.size) <= _SUDDEN
    span = max(1.0, float(np.ptp(ends.second)) / DAY) if len(ends.second) else 1.0
    hours = np.asarray((np.bincount(ends.hour, minlength=24) + 1.0) / (len(ends.hour) + 24.0), dtype=np.float64)
    customs = _customs(ends, cover, span)
    return Usual(ends.names, customs, falls, rises, np.sort(known.rise.second[sudden]), hours, span)


def _customs(ends: Ends, cover: Window, span: float) -> Customs:
    count = len(ends.names)
    pairs = np.unique(ends.who * count + ends.other) % max(1, count)
    ties = np.bincount(pairs, minlength=count).astype(np.float64)
    calls, made, texts = (
        np.bincount(ends.other, weights, minlength=count).astype(np.float64) for weights in (None, ends.made, ends.text)
    )
    whole, silent = max(1.0, float(calls.sum())), (float(texts.sum()) + 1) / (float(calls.sum()) + 10)
    return Customs(
        popular=(ties + 0.5) / max(1.0, ties.sum() + 0.5 * count),
        rate=(calls + _ALIKE * whole / max(1.0, ties.sum())) / (ties + _ALIKE) / span,
        called=(made + _ALIKE * 0.5) / (calls + _ALIKE),
        texts=(texts + _ALIKE * silent) / (calls + _ALIKE),
        since=cover.since,
        until=cover.until,
    )


def tail(ordered: Floats, value: Floats) -> Floats:
    """Return the share of ordered values that are at least as great, never nought; straight between two of them.

    Examples
    --------
    >>> tail(np.array([1.0, 2.0, 3.0]), np.array([0.0, 2.0, 9.0])).tolist()
    [1.0, 0.75, 0.25]
    """
    count = len(ordered)
    shares = np.concatenate([[1.0], (count - np.arange(count) + 1.0) / (count + 1.0), [1.0 / (count + 1.0)]])
    last = ordered[-1] if count else 0.0
    points = np.concatenate([[-1e-9 + (ordered[0] if count else 0.0)], ordered, [last * 1.5 + 1e-9]])
    return np.asarray(np.interp(value, points, shares))


def surprise(ordered: Floats, value: Floats) -> Floats:
    """Return the log10 Bayes factor of values at least as great as which only few are.

    Notes
    -----
    `k * p ** (k - 1)` with k = .3 is one on average when nothing is behind it (Shafer, Shen, Vereshchagin and Vovk 2011): an
    honest Bayes factor without knowing how great the values are when something is.
    """
    return np.asarray(np.log10(_CALIBRATED) + (_CALIBRATED - 1) * np.log10(tail(ordered, value)))
