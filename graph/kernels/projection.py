"""People through events: who is linked to whom by what they share, and how strongly.

Why a guard: an event of k people links k(k-1)/2 pairs, so one festival can outweigh a city of meetings. The pairs are
counted before any is made, and what is left out is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from graph.kernels.columns import Numbers, Places, Weights, numbers, same_length, weights
from graph.kernels.csr import csr
from graph.kernels.jit import kernel

Grown = TypeVar("Grown", Numbers, Weights)

MOST_PAIRS = 500_000_000
_ROOM = 1 << 26


@dataclass(frozen=True, slots=True)
class Projection:
    """Linked pairs, `a` < `b`, in ascending order.

    Parameters
    ----------
    a, b : numpy.ndarray
        int32, shape (pairs,): people.
    times : numpy.ndarray
        int32, shape (pairs,): how many events they share.
    weight : numpy.ndarray
        float64, shape (pairs,): the sum of those events' weights.
    left_out : numpy.ndarray
        int32: the events that were left out because too many people share them.
    """

    a: Numbers
    b: Numbers
    times: Numbers
    weight: Weights
    left_out: Numbers


def projection(
    person: ArrayLike,
    event: ArrayLike,
    *,
    people: int,
    events: int,
    weight: ArrayLike | None = None,
    largest: int | None = None,
    most_pairs: int = MOST_PAIRS,
) -> Projection:
    """Return the pairs of people that share events.

    Parameters
    ----------
    person, event : array_like of int
        Shape (incidences,): who has part in what, numbered from 0. Repeats count once.
    people, events : int
        How many there are.
    weight : array_like of float, optional
        Shape (events,): what sharing an event is worth; without it 1 / (k - 1) for an event of k people (Newman 2001),
        so that each brings everybody who has part in it 1 in all.
    largest : int, optional
        Events of more people are left out.
    most_pairs : int
        The guard: how many pairs, counted once for each event, may be made.

    Returns
    -------
    Projection
        The same for the same incidences in whatever order they come.

    Raises
    ------
    ValueError
        If there would be more pairs; the message says which `largest` would do.

    Notes
    -----
    Gustavson's row-by-row product of the incidence matrix with its transpose, upper half only: O(sum of k² / 2).
    Newman (2001), "Scientific collaboration networks II".

    Examples
    --------
    >>> shared = projection([0, 1, 2, 0, 1], [0, 0, 0, 1, 1], people=3, events=2)
    >>> list(zip(shared.a.tolist(), shared.b.tolist(), shared.weight.tolist()))
    [(0, 1, 1.5), (0, 2, 0.5), (1, 2, 0.5)]
    """
    given = None if weight is None else weights(weight)
    if given is not None and len(given) != events:
        raise ValueError(f"{len(given)} weights for {events} events")
    first, member = members(person, event, people=people, events=events)
    size = np.diff(first)
    left_out = np.flatnonzero(size > (people if largest is None else largest))
    if len(left_out):
        first, member = without(first, member, left_out)
    guard(np.diff(first), most_pairs=most_pairs)
    worth = 1 / np.maximum(size - 1, 1) if given is None else given
    return Projection(*shared_pairs(first, member, worth, people=people), left_out.astype(np.int32))


def members(person: ArrayLike, event: ArrayLike, *, people: int, events: int) -> tuple[Places, Numbers]:
    """Return the people of each event, ascending and each once, as compressed sparse rows."""
    who, what = numbers(person, below=people), numbers(event, below=events)
    same_length(person=who, event=what)
    made = csr(what, who, nodes=max(events, people))
    of = np.repeat(np.arange(events, dtype=np.int32), made.degree[:events])
    new = np.ones(len(of), np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (made.other[1:] != made.other[:-1])
    return _first_of(np.bincount(of[new], minlength=events)), made.other[new]


def guard(size: Places, *, most_pairs: int) -> None:
    """Refuse more pairs than may be made, and say what size of events would not be too many."""
    ordered = np.sort(size)
    pairs = np.cumsum(ordered * (ordered - 1) // 2)
    if len(pairs) and pairs[-1] > most_pairs:
        too_large = ordered[np.searchsorted(pairs, most_pairs, side="right")]
        raise ValueError(
            f"{pairs[-1]} pairs, more than {most_pairs}: leave out events of {too_large} and more people "
            f"(largest={too_large - 1})"
        )


def shared_pairs(
    first: Places, member: Numbers, worth: Weights, *, people: int, least: int = 1
) -> tuple[Numbers, Numbers, Numbers, Weights]:
    """Return the pairs that share at least `least` events, how many they share, and the sum of the events' worth."""
    of = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
    parts = csr(member, of, nodes=max(people, len(first) - 1))
    size = np.diff(first)
    room = min(int((size * (size - 1) // 2).sum()), _ROOM)
    return _pairs(first, member, parts.first[: people + 1].copy(), parts.other, worth, least, room)


def without(first: Places, member: Numbers, left_out: Places) -> tuple[Places, Numbers]:
    """Return the members of the events that stay, the others left without any."""
    size = np.diff(first)
    kept = np.ones(len(size), np.bool_)
    kept[left_out] = False
    return _first_of(np.where(kept, size, 0)), member[np.repeat(kept, size)]


def _first_of(size: Places) -> Places:
    first = np.zeros(len(size) + 1, np.int64)
    np.cumsum(size, out=first[1:])
    return first


@kernel
def _pairs(
    first: Places, member: Numbers, part: Places, event: Numbers, worth: Weights, least: int, room: int
) -> tuple[Numbers, Numbers, Numbers, Weights]:
    """Go through the people in ascending order; behind the cursor of each event wait those who come after."""
    people, pairs = len(part) - 1, 0
    sums, touched, cursor = np.zeros((people, 2)), np.empty(people, np.int32), first.copy()
    a, b, shared, weight = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room)
    for p in range(people):
        met = _meet(first, member, cursor, event[part[p] : part[p + 1]], worth, sums, touched)
        if pairs + met > room:
            room = max(2 * room, pairs + met)
            a, b, shared, weight = _grown(a, room), _grown(b, room), _grown(shared, room), _grown(weight, room)
        _order(touched[:met])
        for q in touched[:met]:
            if sums[q, 0] >= least:
                a[pairs], b[pairs], shared[pairs], weight[pairs] = p, q, int(sums[q, 0]), sums[q, 1]
                pairs += 1
            sums[q, 0], sums[q, 1] = 0.0, 0.0
    return a[:pairs], b[:pairs], shared[:pairs], weight[:pairs]


@kernel
def _meet(
    first: Places, member: Numbers, cursor: Places, event: Numbers, worth: Weights, sums: Weights, touched: Numbers
) -> int:
    """Count the events that one person shares with those who come after, and add up their worth."""
    size = 0
    for e in event:
        cursor[e] += 1
        for j in range(cursor[e], first[e + 1]):
            q = member[j]
            if sums[q, 0] == 0:
                touched[size] = q
                size += 1
            sums[q, 0] += 1
            sums[q, 1] += worth[e]
    return size


@kernel
def _order(met: Numbers) -> None:
    """Sort; most people meet few others, for whom moving each to its place is quickest."""
    if len(met) > 40:
        met.sort()
        return
    for i in range(1, len(met)):
        moved, j = met[i], i
        while j > 0 and met[j - 1] > moved:
            met[j] = met[j - 1]
            j -= 1
        met[j] = moved


@kernel
def _grown(column: Grown, size: int) -> Grown:
    larger = np.empty(size, column.dtype)
    larger[: len(column)] = column
    return larger
