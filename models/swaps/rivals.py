"""How sure a successor is when others could be it too: every number has one successor at most, and one predecessor.

Why weighed against rivals and not cut at a score: of a gang that throws its numbers away on one day, every member's new number
looks a little like every other's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.swaps.ends import Floats, Ints, Pairs

ROUNDS = 60


def confidence(score: Floats, pairs: Pairs, *, odds: float) -> Floats:
    """Return how likely each pair is true, when each number may also have no successor, or no predecessor.

    Parameters
    ----------
    score : ndarray of float64, shape (pairs,)
        log10 Bayes factors.
    pairs : two ndarrays of int64, shape (pairs,)
        The old and the new numbers.
    odds : float
        Of one certain number replacing another, before any evidence; declared by whoever asks.

    Notes
    -----
    Belief propagation for matchings in which anybody may stay alone (Sanghavi, Malioutov and Willsky 2011), sixty rounds:
    exact where rivals form no circle, and a pair without rivals has its own posterior. O(rounds × pairs).

    Examples
    --------
    >>> confidence(np.array([3.0, 3.0]), (np.array([0, 0]), np.array([1, 2])), odds=0.1).round(3).tolist()
    [0.498, 0.498]
    """
    worth: Floats = np.power(10.0, np.clip(score + np.log10(odds), -150, 150))
    if not len(worth):
        return worth
    of_old, of_new = _Sides.of(pairs[0]), _Sides.of(pairs[1])
    there, back = worth, worth
    for _ in range(ROUNDS):
        there = worth / (1 + of_old.others(back))
        back = worth / (1 + of_new.others(there))
    told = worth / (1 + of_old.others(back)) / (1 + of_new.others(there))
    return np.asarray(told / (1 + told))


@dataclass(frozen=True, slots=True)
class _Sides:
    """The pairs sorted by one of their numbers."""

    order: Ints
    start: Ints
    group: Ints

    @classmethod
    def of(cls, number: Ints) -> _Sides:
        order = np.argsort(number, kind="stable")
        new = np.diff(number[order], prepend=-1) > 0
        return cls(order, np.flatnonzero(new), np.cumsum(new) - 1)

    def others(self, message: Floats) -> Floats:
        """Return for every pair the sum of the other pairs' messages; not the whole less its own, which loses the small ones."""
        mine = message[self.order]
        greatest = np.maximum.reduceat(mine, self.start)[self.group]
        place = np.where(mine == greatest, np.arange(len(mine)), len(mine))
        first = np.minimum.reduceat(place, self.start)[self.group] == np.arange(len(mine))
        rest = np.bincount(self.group, np.where(first, 0.0, mine))[self.group]
        found = np.empty(len(mine))
        found[self.order] = np.where(first, rest, np.maximum(rest - mine, 0.0) + greatest)
        return found
