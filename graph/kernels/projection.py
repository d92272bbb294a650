"""People through events: who is linked to whom by what they share, and how strongly.

Why a guard: an event of k people links k(k-1)/2 pairs, so one festival can outweigh a city of meetings. The pairs are
counted before any is made, and what is left out is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from graph.kernels.columns import Numbers, Places, Weights, numbers, same_length, weights
from graph.kernels.csr import csr
from graph.kernels.jit import kernel

Grown = TypeVar("Grown", Numbers, Weights)
Made: TypeAlias = tuple[Numbers, Numbers, Weights]

MOST_PAIRS = 500_000_000
_ROOM = 1 << 26
_FEW = 64


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
    """Go through the people in ascending order; behind the cursor of each event wait those who come after.

    Few meetings of one person are sorted as they come; many are added up at the people met.
    """
    people, pairs, cursor = len(part) - 1, 0, first.copy()
    few, sums, touched = np.empty(_FEW, np.int64), np.zeros((people, 2)), np.empty(people, np.int32)
    a, b, times, weight = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room)
    for p in range(people):
        meetings = 0
        for i in range(part[p], part[p + 1]):
            cursor[event[i]] += 1
            meetings += first[event[i] + 1] - cursor[event[i]]
        if pairs + meetings > room:
            room = max(2 * room, pairs + meetings)
            a, b, times, weight = _grown(a, room), _grown(b, room), _grown(times, room), _grown(weight, room)
        begin, size = pairs, 0
        for i in range(part[p], part[p + 1]):
            waiting = cursor[event[i]], first[event[i] + 1]
            if meetings <= _FEW:
                size = _sorted_in(few, size, member, waiting, event[i])
            else:
                size = _added_up(sums, touched, size, member, waiting, worth[event[i]])
        if meetings <= _FEW:
            pairs = _write_few(few, size, worth, least, (b, times, weight), pairs)
        else:
            pairs = _write_many(sums, touched[:size], least, (b, times, weight), pairs)
        for i in range(begin, pairs):
            a[i] = p
    return a[:pairs], b[:pairs], times[:pairs], weight[:pairs]


@kernel
def _sorted_in(few: Places, size: int, member: Numbers, waiting: tuple[int, int], event: int) -> int:
    """Put meetings in the order of person and event."""
    for j in range(waiting[0], waiting[1]):
        meeting, place = (np.int64(member[j]) << 32) | event, size
        while place > 0 and few[place - 1] > meeting:
            few[place] = few[place - 1]
            place -= 1
        few[place] = meeting
        size += 1
    return size


@kernel
def _write_few(few: Places, size: int, worth: Weights, least: int, made: Made, pairs: int) -> int:
    """Write the pairs of sorted meetings; one that shares too few events is overwritten by the next."""
    b, times, weight = made
    last = -1
    for i in range(size):
        q, shared = few[i] >> 32, worth[few[i] & 0xFFFFFFFF]
        if q == last:
            times[pairs] += 1
            weight[pairs] += shared
            continue
        pairs += last >= 0 and times[pairs] >= least
        b[pairs], times[pairs], weight[pairs], last = q, 1, shared, q
    return pairs + (last >= 0 and times[pairs] >= least)


@kernel
def _added_up(
    sums: Weights, touched: Numbers, size: int, member: Numbers, waiting: tuple[int, int], worth: float
) -> int:
    """Count an event and add its worth for each who waits; return how many have been met by now."""
    for j in range(waiting[0], waiting[1]):
        q = member[j]
        if sums[q, 0] == 0:
            touched[size] = q
            size += 1
        sums[q, 0] += 1
        sums[q, 1] += worth
    return size


@kernel
def _write_many(sums: Weights, touched: Numbers, least: int, made: Made, pairs: int) -> int:
    """Write the pairs of people met often enough, and forget all sums."""
    b, times, weight = made
    often = 0
    for q in touched:
        if sums[q, 0] >= least:
            touched[often] = q
            often += 1
        else:
            sums[q, 0], sums[q, 1] = 0.0, 0.0
    touched[:often].sort()
    for q in touched[:often]:
        b[pairs], times[pairs], weight[pairs] = q, int(sums[q, 0]), sums[q, 1]
        sums[q, 0], sums[q, 1] = 0.0, 0.0
        pairs += 1
    return pairs


@kernel
def _grown(column: Grown, size: int) -> Grown:
    larger = np.empty(size, column.dtype)
    larger[: len(column)] = column
    return larger
