"""Series: what a third case says of two, and which cases belong together.

Why only links that are likely enough: in a large pool some chain of half-likely links joins everything to everything.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cophenet, fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LARGEST = 1_500
_STEP = 0.5


def support(first: Ints, second: Ints, score: Floats, *, number: int, least: float) -> Floats:
    """Return by how much the weakest link of the best way round over other cases is stronger than the direct one.

    Parameters
    ----------
    first, second : ndarray of int64, shape (pairs,)
        The places of both cases.
    score : ndarray of float64, shape (pairs,)
        log10 Bayes factors.
    number : int
        How many cases there are.
    least : float
        Links below it carry nobody.

    Returns
    -------
    ndarray of float64, shape (pairs,)
        Not below 0; 0 where no way round is stronger.

    Notes
    -----
    The height at which single-link clustering joins two cases, within the components of links of at least `least`; a
    component of more than 1,500 cases is cut by stronger links first. O(n^2) for a component of n.
    """
    found = np.zeros(len(score))
    for members, inside, scores in _parts(first, second, score, number=number, least=least):
        joined = squareform(cophenet(linkage(_distances(scores), "single")))
        a, b = np.searchsorted(members, first[inside]), np.searchsorted(members, second[inside])
        found[inside] = np.maximum(0.0, scores.max() - joined[a, b] - score[inside])
    return found


def series(first: Ints, second: Ints, score: Floats, *, number: int, cut: float, least: float) -> Ints:
    """Return the series of every case, shape (number,): average link, cut where the mean score falls below `cut`.

    A pair that was not compared counts as one at `least`. Series are numbered by their first case; a case alone is a series
    of one.
    """
    labels = np.arange(number, dtype=np.int64)
    for members, _, scores in _parts(first, second, score, number=number, least=least):
        tree = linkage(_distances(scores), "average")
        parts = fcluster(tree, scores.max() - cut, criterion="distance")
        for part in np.unique(parts):
            own = members[parts == part]
            labels[own] = own.min()
    return labels


def _parts(
    first: Ints, second: Ints, score: Floats, *, number: int, least: float
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield each component of two or more cases: its members, its pairs' places, and the matrix of their scores."""
    strong = np.flatnonzero(score >= least)
    graph = coo_array((np.ones(len(strong)), (first[strong], second[strong])), shape=(number, number))
    _, label = connected_components(graph, directed=False)
    inside = np.flatnonzero(label[first] == label[second])
    inside = inside[np.argsort(label[first[inside]], kind="stable")]
    sizes, of = np.bincount(label, minlength=1), label[first[inside]]
    bounds = np.searchsorted(of, np.arange(len(sizes) + 1))
    for part in np.flatnonzero(sizes > 1):
        own = inside[bounds[part] : bounds[part + 1]]
        if sizes[part] > _LARGEST:
            yield from _cut(first, second, score, own, number=number, least=least + _STEP)
            continue
        members = np.flatnonzero(label == part)
        yield members, own, _matrix(members, first[own], second[own], score[own], least)


def _cut(
    first: Ints, second: Ints, score: Floats, own: Ints, *, number: int, least: float
) -> Iterator[tuple[Ints, Ints, Floats]]:
    for members, inside, scores in _parts(first[own], second[own], score[own], number=number, least=least):
        yield members, own[inside], scores


def _matrix(members: Ints, first: Ints, second: Ints, score: Floats, least: float) -> Floats:
    scores = np.full((len(members), len(members)), least)
    a, b = np.searchsorted(members, first), np.searchsorted(members, second)
    scores[a, b] = scores[b, a] = np.maximum(score, least)
    return scores


def _distances(scores: Floats) -> Floats:
    """Return how far below the highest score each pair is, condensed as scipy wants it."""
    return np.asarray((scores.max() - scores)[np.triu_indices(len(scores), 1)])
