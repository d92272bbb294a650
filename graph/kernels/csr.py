"""Links as compressed sparse rows: each node's neighbours in one stretch of one array.

Why not a library's graph: every kernel here reads the same three arrays, 12 bytes a link, and they are built from the
ledger's columns in two counting passes without one Python object.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from graph.kernels.columns import Numbers, Places, Weights, numbers, same_length, weights
from graph.kernels.jit import kernel


@dataclass(frozen=True, slots=True)
class Csr:
    """The links of nodes numbered from 0; node `n` has `other[first[n]:first[n + 1]]`, in ascending order.

    Parameters
    ----------
    first : numpy.ndarray
        int64, shape (nodes + 1,): where each node's stretch begins, and at last how many entries there are.
    other : numpy.ndarray
        int32, shape (entries,): the neighbour of each entry.
    weight : numpy.ndarray or None
        float64, shape (entries,): the weight of each entry.
    """

    first: Places
    other: Numbers
    weight: Weights | None = None

    @property
    def nodes(self) -> int:
        """Return how many nodes there are."""
        return len(self.first) - 1

    @property
    def degree(self) -> Places:
        """Return how many entries each node has."""
        return np.diff(self.first)

    @property
    def strength(self) -> Weights:
        """Return the sum of each node's weights; without weights, its degree."""
        if self.weight is None:
            return self.degree.astype(np.float64)
        return _strength(self.first, self.weight)


def csr(
    source: ArrayLike, target: ArrayLike, *, nodes: int, weight: ArrayLike | None = None, undirected: bool = False
) -> Csr:
    """Return links as compressed sparse rows.

    Parameters
    ----------
    source, target : array_like of int
        Shape (links,): the ends, numbered from 0.
    nodes : int
        How many nodes there are; each end is below it.
    weight : array_like of float, optional
        Shape (links,). Parallel links stay apart, the lightest first.
    undirected : bool
        Whether each link stands at both its ends; a loop stands once.

    Returns
    -------
    Csr
        The same for the same links in whatever order they come.

    Raises
    ------
    ValueError
        If the columns differ in length, or an end is not a node.

    Notes
    -----
    Two stable counting sorts, by the far end and then by the near one: O(links + nodes).

    Examples
    --------
    >>> links = csr([2, 0, 0], [1, 2, 1], nodes=3)
    >>> links.first.tolist(), links.other.tolist()
    ([0, 2, 2, 3], [1, 2, 1])
    """
    near, far = numbers(source, below=nodes), numbers(target, below=nodes)
    heavy = np.empty(0) if weight is None else weights(weight)
    same_length(source=near, target=far, **({} if weight is None else {"weight": heavy}))
    if undirected:
        back = near != far
        near, far = np.concatenate([near, far[back]]), np.concatenate([far, near[back]])
        heavy = heavy if weight is None else np.concatenate([heavy, heavy[back]])
    first, other, ordered = _rows(near, far, heavy, nodes)
    return Csr(first, other, None if weight is None else ordered)


@kernel
def stretches(ends: Numbers, nodes: int) -> Places:
    """Return where each node's stretch begins when entries are laid out by `ends`."""
    first = np.zeros(nodes + 1, np.int64)
    for i in range(len(ends)):
        first[ends[i] + 1] += 1
    for n in range(nodes):
        first[n + 1] += first[n]
    return first


@kernel
def _rows(near: Numbers, far: Numbers, weight: Weights, nodes: int) -> tuple[Places, Numbers, Weights]:
    """Lay out by the far end, then, stably, by the near one: so each node's neighbours ascend."""
    by_far = stretches(far, nodes)
    middle, middle_weight = _laid_out(near, far, weight, by_far)
    first = stretches(near, nodes)
    cursor = first.copy()
    other, ordered = np.empty(len(near), np.int32), np.empty(len(weight), np.float64)
    for f in range(nodes):
        for j in range(by_far[f], by_far[f + 1]):
            place = cursor[middle[j]]
            cursor[middle[j]] += 1
            other[place] = f
            if len(weight):
                ordered[place] = middle_weight[j]
    if len(weight):
        _order_parallels(first, other, ordered)
    return first, other, ordered


@kernel
def _laid_out(near: Numbers, far: Numbers, weight: Weights, by_far: Places) -> tuple[Numbers, Weights]:
    cursor = by_far.copy()
    middle, middle_weight = np.empty(len(near), np.int32), np.empty(len(weight), np.float64)
    for i in range(len(near)):
        place = cursor[far[i]]
        cursor[far[i]] += 1
        middle[place] = near[i]
        if len(weight):
            middle_weight[place] = weight[i]
    return middle, middle_weight


@kernel
def _order_parallels(first: Places, other: Numbers, weight: Weights) -> None:
    """Put parallel links in the order of their weights, which no order of the input can change."""
    for n in range(len(first) - 1):
        begin = first[n]
        for j in range(first[n] + 1, first[n + 1] + 1):
            if j == first[n + 1] or other[j] != other[begin]:
                if j - begin > 1:
                    weight[begin:j].sort()
                begin = j


@kernel
def _strength(first: Places, weight: Weights) -> Weights:
    strength = np.zeros(len(first) - 1)
    for n in range(len(strength)):
        for j in range(first[n], first[n + 1]):
            strength[n] += weight[j]
    return strength
