"""Which pairs are worth comparing: near in amount and in days, and of those the least likely coincidences of each debit.

Why not every pair: 45,000 × 45,000 do not fit anywhere, and all but a few dozen per record are out of the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.ledgers.rarity import Rarity, amount_chance, ratio_bins, start_chance
from models.ledgers.records import LETTERS, Floats, Ints, Records

_BLOCK, _MOST = 1_000, 1_000_000
"""So many debits, and about so many pairs, are looked at together."""
_MOST_BY_PAIRS = 3.0
"""What letter pairs in common count at most: a misspelt memo of the same name is a thousand times a coincidence."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far apart the two sides of a record may be.

    Attributes
    ----------
    before, after : int
        Days that the credit may come before and after its debit.
    ratio : float
        The most that ln(credit / debit) may be away from 0; at most .15.
    keep : int
        So many candidates of each debit are compared closely.
    """

    before: int = 5
    after: int = 30
    ratio: float = 0.15
    keep: int = 30


def candidates(debits: Records, credits: Records, *, known: Rarity, reach: Reach) -> tuple[Ints, Ints]:
    """Return the places of debits and credits that may be one record, in order of the two.

    Notes
    -----
    O(n · days · log n) for finding, O(pairs in reach) for ranking them, in blocks of a thousand debits.
    """
    parts = [_kept(debits, credits, block, known=known, reach=reach) for block in _blocks(debits, credits, reach)]
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, second = (np.concatenate(side) for side in zip(*parts, strict=True))
    order = np.lexsort((second, first))
    return first[order], second[order]


def common_start(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> Ints:
    """Return how many letters two memos have in common from their start, shape (pairs,); none where one is silent."""
    unlike = (a != b) | (a == 0)
    return np.where(unlike.any(axis=1), unlike.argmax(axis=1), LETTERS).astype(np.int64)


def _blocks(debits: Records, credits: Records, reach: Reach) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs in reach, block by block of debits."""
    logs = np.log(credits.amounts)
    every = np.concatenate([logs, np.log(debits.amounts)])
    wide = float(np.ptp(every)) + 4 * reach.ratio if len(every) else 1.0  # no amount reaches into the next day
    order = np.argsort(credits.days * wide + logs, kind="stable")
    line = (credits.days * wide + logs)[order]
    lags = np.arange(-reach.before, reach.after + 1)
    for begin in range(0, len(debits), _BLOCK):
        places = np.arange(begin, min(begin + _BLOCK, len(debits)))
        centre = (debits.days[places, None] + lags) * wide + np.log(debits.amounts[places, None])
        low = np.searchsorted(line, centre - reach.ratio - 1e-9, "left")
        count = np.searchsorted(line, centre + reach.ratio + 1e-9, "right") - low
        pairs = count.sum(axis=1)
        for part in np.split(places - begin, np.flatnonzero(np.diff(np.cumsum(pairs) // _MOST)) + 1):
            yield np.repeat(places[part], pairs[part]), order[_ranges(low[part].ravel(), count[part].ravel())]


def _ranges(low: Ints, count: Ints) -> Ints:
    """Return low, low + 1, … count times, of each range after another."""
    ends = np.cumsum(count)
    return np.asarray(np.arange(ends[-1] if len(ends) else 0) + np.repeat(low - (ends - count), count))


def _kept(
    debits: Records, credits: Records, pairs: tuple[Ints, Ints], *, known: Rarity, reach: Reach
) -> tuple[Ints, Ints]:
    """Return the pairs of a block that are least likely to be coincidences, `keep` of each debit."""
    first, second = pairs
    if not len(first):
        return pairs
    surprise = _amount_surprise(debits, credits, pairs, known=known) + _memo_surprise(
        debits, credits, pairs, known=known
    )
    surprise -= 0.5 * np.log10(1 + np.abs(credits.days[second] - debits.days[first]))
    order = np.lexsort((second, -surprise, first))
    begins = np.searchsorted(first[order], first[order], "left")
    kept = order[np.arange(len(order)) - begins < reach.keep]
    return first[kept], second[kept]


def _amount_surprise(debits: Records, credits: Records, pairs: tuple[Ints, Ints], *, known: Rarity) -> Floats:
    """Return -log10 of the chance that an unrelated credit is so near in amount."""
    first, second = pairs
    own = np.arange(first[0], first[-1] + 1)
    bins = ratio_bins(credits.amounts[second] / debits.amounts[first])
    found: Floats = -np.log10(amount_chance(known, debits.amounts[own]))[first - first[0], bins]
    return found


def _memo_surprise(debits: Records, credits: Records, pairs: tuple[Ints, Ints], *, known: Rarity) -> Floats:
    """Return -log10 of the chance of so long a common beginning, or of so many letter pairs in common."""
    first, second = pairs
    own = np.arange(first[0], first[-1] + 1)
    begun = -np.log10(start_chance(known, debits.letters[own]))
    beginning = begun[first - first[0], common_start(debits.letters[first], credits.letters[second])]
    one, other = debits.marks[first], credits.marks[second]
    fewer = np.maximum(np.minimum(np.bitwise_count(one), np.bitwise_count(other)), 1)
    alike: Floats = np.bitwise_count(one & other) / fewer
    return np.asarray(np.maximum(beginning, _MOST_BY_PAIRS * alike**2))
