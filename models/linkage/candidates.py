"""Which pairs of cases are worth comparing: near in place and time, like in words, or with a thing in common.

Why all of them while there are few: what is never compared is never found. Beyond that, each case brings its nearest ones, so
that the pairs grow with the cases and not with their square; finding them takes O(cases x cases of a window).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from models.linkage.cases import Cases

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
_ALL = 2_000_000  # so many pairs are all compared
_ROWS = 256
_COMMONEST = 50  # a thing in more cases than this brings nobody together
_WORDS = 12
_NEVER = np.float32(np.inf)


def candidates(
    cases: Cases, vectors: csr_array | None, *, days: float, km: float, neighbours: int, alike: int
) -> tuple[Ints, Ints]:
    """Return the places of both cases of every pair to compare, the first below the second, in order.

    Parameters
    ----------
    cases : Cases
        The pool.
    vectors : csr_array, optional
        The narratives as vectors of length 1, a row per case.
    days, km : float
        Cases further apart are no pair; a case whose time or place is unknown is near every other. The distance only counts
        where there are too many pairs to compare all.
    neighbours, alike : int
        How many nearest cases, and how many likest narratives, each case brings.
    """
    number = len(cases)
    if number * (number - 1) // 2 <= _ALL:
        first, second = np.triu_indices(number, 1)
        near = ~(np.abs(cases.middle[first] - cases.middle[second]) > days)
        return first[near].astype(np.int64), second[near].astype(np.int64)
    found = [*_nearest(cases, days=days, km=km, count=neighbours), *_sharing(cases, days=days)]
    if vectors is not None:
        found += _alike(cases, vectors, days=days, count=alike)
    return _distinct(np.concatenate(found), number)


def _distinct(pairs: Ints, number: int) -> tuple[Ints, Ints]:
    codes = np.unique(pairs.min(axis=1) * number + pairs.max(axis=1))
    first, second = np.divmod(codes, number)
    apart = first != second
    return first[apart], second[apart]


def _nearest(cases: Cases, *, days: float, km: float, count: int) -> Iterator[Ints]:
    """Yield the pairs of each case with its nearest: the logarithm of the distance and half that of the days."""
    middle = np.where(np.isnan(cases.middle), np.inf, cases.middle)
    order = np.argsort(middle, kind="stable")
    middle, where = middle[order], (cases.where[order] / 1000).astype(np.float32)
    timed = int(np.searchsorted(middle, np.inf))
    for start in range(0, len(order), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(order)))
        columns = _window(middle, timed, rows, days)
        far = _apart(where, middle, rows, columns, days=days, km=km)
        keep = min(count, far.shape[1] - 1)
        nearest = np.argpartition(far, keep, axis=1)[:, : keep + 1]
        real = np.isfinite(np.take_along_axis(far, nearest, axis=1))
        a = np.broadcast_to(rows[:, None], nearest.shape)[real]
        yield np.column_stack([order[a], order[columns[nearest[real]]]])


def _window(middle: NDArray[np.float64], timed: int, rows: Ints, days: float) -> Ints:
    """Return the places of the cases that may be within the days of one of the rows, and of those of unknown time."""
    if not np.isfinite(middle[rows[-1]]):
        return np.arange(len(middle))
    lo, hi = np.searchsorted(middle, [middle[rows[0]] - days, middle[rows[-1]] + days])
    return np.concatenate([np.arange(lo, min(hi, timed)), np.arange(timed, len(middle))])


def _apart(where: Floats, middle: NDArray[np.float64], rows: Ints, columns: Ints, *, days: float, km: float) -> Floats:
    """Return how far apart each row is from each column; infinite where they are no pair."""
    with np.errstate(invalid="ignore"):  # two unknown times
        time = np.abs(middle[rows, None] - middle[columns]).astype(np.float32)
    time = np.where(np.isfinite(time), time, np.float32(days))
    place = np.hypot(where[rows, None, 0] - where[columns, 0], where[rows, None, 1] - where[columns, 1])
    place = np.where(np.isnan(place), np.float32(km), place)
    far = np.log(place + np.float32(0.05)) + np.float32(0.5) * np.log(time + np.float32(0.5))
    far = np.where((time > days) | (place > km), _NEVER, far)
    far[rows[:, None] == columns] = _NEVER
    return far


def _sharing(cases: Cases, *, days: float) -> list[Ints]:
    """Return the pairs that have a thing in common."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, things in enumerate(cases.things):
        for thing in things:
            places[thing].append(place)
    pairs = [pair for found in places.values() if len(found) <= _COMMONEST for pair in combinations(found, 2)]
    return [_in_time(cases, np.array(pairs, dtype=np.int64).reshape(-1, 2), days=days)]


def _alike(cases: Cases, vectors: csr_array, *, days: float, count: int) -> list[Ints]:
    """Return the pairs of each case with the likest narratives, by its most telling pieces of words."""
    telling = _telling(vectors)
    turned, found = telling.T.tocsr(), []
    for start in range(0, telling.shape[0], _ROWS):
        likeness = (telling[start : start + _ROWS] @ turned).tocsr()
        for row in range(likeness.shape[0]):
            part = slice(likeness.indptr[row], likeness.indptr[row + 1])
            values, columns = likeness.data[part], likeness.indices[part]
            keep = min(count, len(values) - 1)
            best = columns[np.argpartition(-values, keep)[: keep + 1]] if len(values) else columns
            found.append(np.column_stack([np.full(len(best), start + row), best]))
    return [_in_time(cases, np.concatenate(found).astype(np.int64), days=days)]


def _telling(vectors: csr_array) -> csr_array:
    """Return the vectors with the heaviest entries of each row only."""
    kept = vectors.copy()
    for row in range(kept.shape[0]):
        part = slice(kept.indptr[row], kept.indptr[row + 1])
        data = kept.data[part]
        if len(data) > _WORDS:
            data[data < np.partition(data, -_WORDS)[-_WORDS]] = 0
    kept.eliminate_zeros()
    return kept


def _in_time(cases: Cases, pairs: Ints, *, days: float) -> Ints:
    apart = np.abs(cases.middle[pairs[:, 0]] - cases.middle[pairs[:, 1]])
    return pairs[~(apart > days)]
