"""How far shared contacts may be believed: the power at which pairs that cannot be changes of number weigh one on average.

Why from pairs out of time: neighbours and colleagues share contacts, so contacts are no independent witnesses, and how little
they are differs from town to town. A number that came up weeks before another fell silent did not take its place; what such
pairs have in common is what strangers have.
"""

from __future__ import annotations

import numpy as np

from models.swaps.candidates import Reach, candidates
from models.swaps.ends import DAY, Flags, Floats
from models.swaps.follow import followed
from models.swaps.measuring import Known, measured
from models.swaps.ties import shared_ties

KINSHIP = ("contacts", "pace", "manner", "hours")
"""The items that neighbours share."""
EARLY, LATE = 45.0, 15.0
"""A number that came up so many days before another fell silent did not take its place."""
_STEPS = 30


def temper(about: Known, reach: Reach, *, allowed: Flags) -> float:
    """Return the power for the items of `KINSHIP`, between 0 and 1.

    Parameters
    ----------
    about : Known
        The numbers.
    reach : Reach
        What counts as a step and as a crowd.
    allowed : ndarray of bool, shape (numbers,)
        Which numbers to learn from: not those that are known to have changed.

    Notes
    -----
    Over all pairs of a number that fell silent and one that had come up 15 to 45 days before, those without anything in common
    included, the mean Bayes factor at the power is at most one, as a Bayes factor's must be under chance. The greatest
    few, as many as the square root of those with a contact in common, are left out: changes nobody found are among them. The
    others weigh what no shared contact weighs. Bisection.
    """
    apart = Reach(EARLY, -LATE, reach.step, reach.crowd)
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    pairs = candidates(about.activity, about.ties, apart, whole=allowed, also=none)
    every, without = _every(about, apart, allowed)
    if not len(pairs[0]):
        return 1.0
    score = np.sort(measured(about, pairs)[list(KINSHIP)].sum(axis=1).to_numpy(np.float64))
    return _power(score[: len(score) - round(len(score) ** 0.5)], without, every=every)


def _every(about: Known, apart: Reach, allowed: Flags) -> tuple[float, Floats]:
    """Return how many pairs are out of time, and the weight of each new number's contacts if it shares none."""
    moved = about.activity
    fell = moved.fall.second[allowed & (moved.fall.size >= apart.step)]
    new = np.flatnonzero(allowed & (moved.rise.size >= apart.step))
    rose = np.sort(moved.rise.second[new])
    last, first = (np.searchsorted(rose, fell + days * DAY) for days in (apart.gap, -apart.overlap))
    nobody = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    weights = followed(shared_ties(about.ties, nobody), about.ties.total[new], about.customs)
    return float(np.sum(last - first)), weights


def _power(score: Floats, without: Floats, *, every: float) -> float:
    """Return the greatest power up to one at which the mean of the Bayes factors is at most one."""

    def excess(power: float) -> float:
        others = max(0.0, every - len(score)) * float(np.mean(10.0 ** (power * without)))
        return float(np.sum(10.0 ** np.minimum(power * score, 200.0))) + others - max(every, float(len(score)))

    if excess(1.0) <= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) <= 0 else (low, middle)
    return low
