"""Random numbers that are a function of what they are about, not of when they are drawn.

Why: the calls between two numbers must come out the same in both parties' files, in any order of writing and without
keeping them in memory. A draw is a hash (splitmix64) of the seed, a word for its purpose and the ids it concerns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

_T = TypeVar("_T")
_MASK = (1 << 64) - 1
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_MANY = tuple(np.uint64(number) for number in (_GOLDEN, _FIRST, _SECOND, 1, 30, 27, 31, 11))


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    _, first, second, _, thirty, twenty_seven, thirty_one, _ = _MANY
    state = (state ^ (state >> thirty)) * first
    state = (state ^ (state >> twenty_seven)) * second
    return state ^ (state >> thirty_one)


def _mixed_one(state: int) -> int:
    state = (state ^ (state >> 30)) * _FIRST & _MASK
    state = (state ^ (state >> 27)) * _SECOND & _MASK
    return state ^ (state >> 31)


class Dice:
    """Draws for one seed; the same question always gets the same answer.

    Parameters
    ----------
    seed : int
        Any integer.

    Notes
    -----
    Every method takes a word for the purpose of the draw, then the ids (scalars or arrays that broadcast).

    Examples
    --------
    >>> dice = Dice(7)
    >>> bool(dice.unit("height", 3) == dice.unit("height", [1, 2, 3])[2])
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._starts: dict[str, int] = {}

    def _start(self, what: str) -> int:
        found = self._starts.get(what)
        if found is None:
            digest = blake2b(f"{self.seed}|{what}".encode(), digest_size=8).digest()
            found = self._starts[what] = int.from_bytes(digest, "little")
        return found

    def raw(self, what: str, *ids: ArrayLike) -> NDArray[np.uint64]:
        """Return 64 random bits for each combination of ids."""
        state: NDArray[np.uint64] = np.full(1, self._start(what), dtype=np.uint64)
        golden, one = _MANY[0], _MANY[3]
        for part in ids:
            number = np.atleast_1d(np.asarray(part)).astype(np.int64).view(np.uint64)
            state = _mixed(state + golden * (number + one))
        return state

    def bits(self, what: str, *ids: int) -> int:
        """Return 64 random bits; the scalar form of `raw`, with the same answer."""
        state = self._start(what)
        for part in ids:
            state = _mixed_one((state + _GOLDEN * (int(part) + 1)) & _MASK)
        return state

    def luck(self, what: str, *ids: int) -> float:
        """Return a number in [0, 1); the scalar form of `unit`."""
        return float(self.bits(what, *ids) >> 11) * 2.0**-53

    def roll(self, limit: int, what: str, *ids: int) -> int:
        """Return an integer in [0, limit); the scalar form of `below`."""
        return int(self.luck(what, *ids) * limit)

    def happens(self, share: float, what: str, *ids: int) -> bool:
        """Return True with probability `share`; the scalar form of `chance`."""
        return self.luck(what, *ids) < share

    def gauss(self, what: str, *ids: int) -> float:
        """Return a standard normal number; the scalar form of `normal`."""
        radius = math.sqrt(-2.0 * math.log1p(-self.luck(what + "/r", *ids)))
        return radius * math.cos(2.0 * math.pi * self.luck(what + "/a", *ids))

    def unit(self, what: str, *ids: ArrayLike) -> NDArray[np.float64]:
        """Return numbers in [0, 1)."""
        return (self.raw(what, *ids) >> _MANY[7]).astype(np.float64) * 2.0**-53

    def below(self, limit: ArrayLike, what: str, *ids: ArrayLike) -> NDArray[np.int64]:
        """Return integers in [0, limit)."""
        return np.asarray(np.floor(self.unit(what, *ids) * np.asarray(limit)), dtype=np.int64)

    def chance(self, share: ArrayLike, what: str, *ids: ArrayLike) -> NDArray[np.bool_]:
        """Return True with probability `share`."""
        return np.asarray(self.unit(what, *ids) < np.asarray(share), dtype=np.bool_)

    def normal(self, what: str, *ids: ArrayLike) -> NDArray[np.float64]:
        """Return standard normal numbers (Box and Muller 1958)."""
        radius = np.sqrt(-2.0 * np.log1p(-self.unit(what + "/r", *ids)))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.unit(what + "/a", *ids)), dtype=np.float64)

    def poisson(self, mean: NDArray[np.float64], what: str, *ids: ArrayLike) -> NDArray[np.int64]:
        """Return Poisson counts by inversion, by the normal approximation above a mean of 30."""
        target = self.unit(what, *ids)
        small = np.minimum(mean, 30.0)
        term = np.exp(-small) + np.zeros_like(target)
        total, count = term.copy(), np.zeros(term.shape, dtype=np.int64)
        for step in range(1, 90):
            short = total < target
            if not short.any():
                break
            count += short
            term = term * small / step
            total = total + term
        large = np.rint(mean + np.sqrt(mean) * self.normal(what + "/n", *ids))
        return np.where(mean > 30.0, np.maximum(large, 0), count).astype(np.int64)

    def weighted(self, weights: ArrayLike, what: str, *ids: ArrayLike) -> NDArray[np.int64]:
        """Return positions drawn with the given weights."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        places = np.searchsorted(edges, self.unit(what, *ids) * edges[-1], side="right")
        return np.asarray(np.minimum(places, len(edges) - 1), dtype=np.int64)

    def one(self, options: Sequence[_T], what: str, *ids: int) -> _T:
        """Return one of the options."""
        return options[self.roll(len(options), what, *ids)]

    def order(self, count: int, what: str, *ids: int) -> NDArray[np.int64]:
        """Return a random order of range(count)."""
        keys = self.raw(what, *ids, np.arange(count))
        return np.argsort(keys, kind="stable").astype(np.int64)

    def sample(self, pool: NDArray[np.int64], size: int, what: str, *ids: int) -> NDArray[np.int64]:
        """Return `size` different members of the pool (all of it when it is smaller)."""
        if size * 8 < len(pool):  # a few of many: draw places, skip repeats
            drawn = self.below(len(pool), what, *ids, np.arange(2 * size + 16))
            places, first = np.unique(drawn, return_index=True)
            if len(places) >= size:
                return pool[places[np.argsort(first)][:size]]
        return pool[self.order(len(pool), what, *ids)[:size]]
