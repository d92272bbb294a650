"""How many days lie between an old number's last call and a new one's first, and how usual that is.

Why measured by each number's own pace: who is called once a month has not left a gap when a week is empty.
"""

from __future__ import annotations

import numpy as np

from models.swaps.activity import Activity
from models.swaps.ends import DAY, Floats, Pairs
from models.swaps.usual import Usual

_PROMPT, _LATE, _EARLY = 1.0, 7.0, 0.5
_BLUR = 1.5


def timing(known: Activity, common: Usual, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of the days between the two, shape (pairs,).

    A successor comes up within about a call of each of the two, sometimes weeks later, seldom before; anybody else when
    numbers come up anyway.
    """
    old, new = pairs
    days = known.gap(pairs)
    pace = _PROMPT + 1 / known.rate[old] + 1 / known.rate[new]
    after = 0.65 * _fading(days, pace) + 0.35 * _fading(days, np.full(len(days), _LATE))
    before = 0.6 * _fading(-days, np.full(len(days), _EARLY)) + 0.4 * _fading(-days, np.full(len(days), _LATE))
    likely = 0.97 * np.where(days >= 0, 0.85 * after, 0.15 * before) + 0.03 / common.span
    return np.asarray(np.log10(likely / density(common.risen, known.rise.second[new], span=common.span)))


def _fading(days: Floats, scale: Floats) -> Floats:
    return np.asarray(np.exp(-np.maximum(days, 0) / scale) / scale)


def density(risen: Floats, moment: Floats, *, span: float) -> Floats:
    """Return which share of those that came up did so about each moment, a day; three days taken together."""
    width = _BLUR * DAY
    inside = np.searchsorted(risen, moment + width, "right") - np.searchsorted(risen, moment - width, "left")
    return np.asarray(0.5 * inside / (2 * _BLUR * max(1, len(risen))) + 0.5 / span)
