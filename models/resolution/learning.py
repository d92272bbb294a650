"""What agreement is worth, learned without labels: expectation and maximisation over pairs that share a key and over any.

Why two samples: pairs that share a key hold nearly every true one, and tell how pairs of one person look; pairs drawn at
random tell how two persons look. A field is learned only from pairs that were brought together by other fields, else its
agreement would be what was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.resolution.settings import Chances

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_ROUNDS = 60
_STILL = 1e-6
_SMOOTH = 2.0
_CEILING = 0.98


@dataclass(frozen=True, slots=True)
class Patterns:
    """Pairs by what was found in them.

    Attributes
    ----------
    levels : ndarray of int64, shape (patterns, fields)
        The level of each field, 0 for different, -1 where it could not be compared.
    count : ndarray of float64, shape (patterns,)
        How many pairs look so.
    met : ndarray of bool, shape (patterns, fields)
        Whether these pairs were brought together by a key that has nothing to do with the field.
    """

    levels: Ints
    count: Floats
    met: NDArray[np.bool_]


def patterns(levels: Ints, met: NDArray[np.bool_] | None = None) -> Patterns:
    """Return pairs by what was found in them, in a fixed order; without `met`, all of them serve every field."""
    free = np.ones(levels.shape, dtype=np.bool_) if met is None else met
    both = pd.DataFrame(np.hstack([levels, free.astype(np.int64)]))
    groups = both.groupby(list(both.columns), sort=True).size()
    keys = np.array(groups.index.tolist(), dtype=np.int64).reshape(len(groups), -1)
    fields = levels.shape[1]
    return Patterns(keys[:, :fields], np.asarray(groups, dtype=np.float64), keys[:, fields:].astype(np.bool_))


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: the chances of each field's levels, from different to equal, and how common one person is.

    Attributes
    ----------
    same, other : tuple of ndarray
        Per field, the share of each level in pairs of one person, and of two.
    prior : float
        The share of pairs of one person among all pairs of records.
    """

    same: tuple[Floats, ...]
    other: tuple[Floats, ...]
    prior: float

    def chances(self, names: Sequence[str]) -> Mapping[str, Chances]:
        """Return the chances by field as Splink counts levels: from equal to different."""
        both = zip(names, self.same, self.other, strict=True)
        return {name: Chances(tuple(m[::-1].tolist()), tuple(u[::-1].tolist())) for name, m, u in both}


def learned(met: Patterns, drawn: Patterns, *, sizes: Sequence[int], pairs: float) -> Learned:
    """Return what agreement is worth.

    Parameters
    ----------
    met, drawn : Patterns
        Of the pairs that share a key, and of pairs drawn at random.
    sizes : sequence of int
        How many levels each field has.
    pairs : float
        How many pairs of records there are.

    Notes
    -----
    The two-class mixture of Fellegi and Sunter (1969) by expectation and maximisation, fields independent given the
    class. O(rounds x patterns x fields).
    """
    start = [_start(size) for size in sizes]
    found = Learned(tuple(start), tuple(_shares(drawn, np.ones(len(drawn.count)), sizes)), 1e-3)
    for _ in range(_ROUNDS):
        one, two = _posterior(met, found), _posterior(drawn, found)
        prior = float(np.clip((one * met.count).sum() / pairs, 1 / pairs, 0.5))
        same = tuple(_shares(met, one, sizes, towards=start))
        other = tuple(_shares(drawn, 1 - two, sizes))
        moved = max(float(np.abs(a - b).max()) for a, b in zip(same, found.same, strict=True))
        found = Learned(same, other, prior)
        if moved < _STILL:
            break
    return found


def _start(size: int) -> Floats:
    """Return what is believed before any pair was seen: most pairs of one person agree."""
    share = np.geomspace(1, 16, size)
    return np.asarray(share / share.sum(), dtype=np.float64)


def _posterior(seen: Patterns, known: Learned) -> Floats:
    log = np.full(len(seen.count), np.log(known.prior) - np.log1p(-known.prior))
    for field, (m, u) in enumerate(zip(known.same, known.other, strict=True)):
        level = seen.levels[:, field]
        log += np.where(level >= 0, np.log(m[level] / u[level]), 0.0)
    return np.asarray(1 / (1 + np.exp(-np.clip(log, -500, 500))), dtype=np.float64)


def _shares(
    seen: Patterns, weight: Floats, sizes: Sequence[int], *, towards: Sequence[Floats] | None = None
) -> list[Floats]:
    """Return the share of each level of each field, smoothed a little."""
    shares = []
    for field, size in enumerate(sizes):
        use = (seen.levels[:, field] >= 0) & seen.met[:, field]
        counted = np.bincount(seen.levels[use, field], (weight * seen.count)[use], minlength=size)
        belief = towards[field] * _SMOOTH if towards else np.full(size, 0.5 / size)
        total = counted + belief
        shares.append(np.asarray(total / total.sum(), dtype=np.float64))
    return shares


def relearned(known: Learned, seen: Patterns, *, prior: float) -> Learned:
    """Return what was learned, with the chances in pairs of one person counted anew in pairs taken for such.

    Why: relatives share a name, a place and a trade, and expectation and maximisation takes some of them for one person;
    groups that many pairs agree on hold few of them.
    """
    sizes = [len(share) for share in known.same]
    same = _shares(seen, np.ones(len(seen.count)), sizes, towards=[_start(size) for size in sizes])
    return Learned(tuple(same), known.other, prior)
