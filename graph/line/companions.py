"""Who is together with whom more often than habits and crowds explain.

Why not counts: people who take one train every morning coincide more often than two who travel together four times.
So each coincidence weighs by how unlikely it was, what both would share anyway is taken off, and the same search in
tracks shifted by whole weeks says how many findings chance makes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.kernels.coincidence import habit_products, shared_surprises
from graph.kernels.cotravel import co_occurrences
from graph.line.chance import false_discovery
from graph.line.presence import Int32s, Int64s, Presence

Floats = NDArray[np.float64]
# So many slots are counted in an array of their own even for few lines.
_DENSE = 1_000_000
_ROUNDS, _FEWEST = 24, 3


@dataclass(frozen=True, slots=True)
class Search:
    """How to look for companions.

    Attributes
    ----------
    least : int
        Pairs that share fewer slots are not looked at.
    crowd : int
        Slots with more people are left out, and counted.
    rounds : int, optional
        How often everybody's track is shifted to see what chance makes. A single best pair can be told from chance at
        5 % from some 22 rounds on, twenty pairs from two on. By default 24, of more than a million lines fewer, at
        least three: so many lines make enough pairs of chance in each.
    false : float
        Accepted share of false findings.
    seed : int
        Of the shifts.
    """

    least: int = 2
    crowd: int = 200
    rounds: int | None = None
    false: float = 0.05
    seed: int = 1

    def rounds_of(self, lines: int) -> int:
        """Return how many rounds so many lines get."""
        return self.rounds or max(_FEWEST, min(_ROUNDS, _ROUNDS * 1_000_000 // max(1, lines)))


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of people (numbers a < b), how many slots they share, how many are expected, and their score.

    The score is the log-likelihood ratio of travelling together against habit and crowd: with n slots of the less often
    seen one, θ = times / n and p the chance of each shared slot, Σ ln(θ / p) − (times − expected).
    """

    a: Int32s
    b: Int32s
    times: Int32s
    expected: Floats
    score: Floats

    def kept(self, rows: Int64s) -> Pairs:
        """Return some pairs, in the order of their places given."""
        return Pairs(self.a[rows], self.b[rows], self.times[rows], self.expected[rows], self.score[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Quiet:
    """A presence without its crowded slots, and everybody's habits, which no shift by whole cycles changes.

    Attributes
    ----------
    presence : Presence
        What is left.
    habit : ndarray
        For each line the chance that its person is there at such a time of the cycle in another cycle.
    begins, phase, cycles : ndarray
        Of person i, from begins[i] to begins[i + 1]: phases, ascending, and in how many cycles the person was there.
    left_out : pandas.DataFrame
        The slots left out: place, window (numbers), people.
    """

    presence: Presence
    habit: Floats
    begins: Int64s
    phase: Int64s
    cycles: Int32s
    left_out: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The slots of some people, in the order (who, slot), with the chance of a stranger and of habit in each."""

    who: Int32s
    slot: Int64s
    crowd: Floats
    habit: Floats


def quiet(whole: Presence, *, cap: int) -> Quiet:
    """Return a presence without the slots of more than `cap` people, with everybody's habits."""
    slot = whole.slot
    size = slot_sizes(slot, span=whole.span)
    crowded = np.unique(slot[size > cap], return_counts=True)
    window = whole.cycle * whole.cycles
    left_out = pd.DataFrame({"place": crowded[0] // window, "window": crowded[0] % window, "people": crowded[1]})
    left = whole.kept(size <= cap)
    phases = len(left.places) * left.cycle
    key = left.who.astype(np.int64) * phases + left.phase
    keys, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    begins = np.searchsorted(keys // phases, np.arange(len(left.people) + 1))
    habit = (counts[inverse] - 1) / (left.cycles - 1)
    return Quiet(left, habit, begins, keys % phases, counts.astype(np.int32), left_out)


def slot_sizes(slot: Int64s, *, span: int) -> Int64s:
    """Return for each line how many lines are in its slot; slots are below `span`."""
    if span <= 4 * len(slot) + _DENSE:
        return np.bincount(slot, minlength=1)[slot] if len(slot) else slot
    _, inverse, counts = np.unique(slot, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse], dtype=np.int64)


def tracks(known: Quiet, slot: Int64s, size: Int64s, *, people: NDArray[np.bool_]) -> Tracks:
    """Return the tracks of some people, given the slot of every line and how many are in it."""
    here = known.presence
    some = np.flatnonzero(people[here.who])
    some = some[np.lexsort((slot[some], here.who[some]))]
    crowd = (size[some] - 1) / max(1, len(here.people) - 1)
    return Tracks(here.who[some], slot[some], crowd, known.habit[some])


def scored_pairs(known: Quiet, search: Search, *, shift: Int32s | None = None) -> Pairs:
    """Return the pairs that share at least `search.least` slots, scored.

    Parameters
    ----------
    known : Quiet
        Everybody's tracks and habits.
    search : Search
        Cap and least.
    shift : ndarray, optional
        Shape (people,): cycles by which each track is moved round first; pairs moved alike are then no pairs of chance
        and are left out.
    """
    here = known.presence if shift is None else known.presence.shifted(shift)
    slot = here.slot
    size = slot_sizes(slot, span=here.span)
    several = (size > 1) & (size <= search.crowd)
    people = len(here.people)
    a, b, *_ = co_occurrences(here.who[several], slot[several], people=people, cap=search.crowd, least=search.least)
    if shift is not None:
        apart = shift[a] != shift[b]
        a, b = a[apart], b[apart]
    met = np.asarray(np.bincount(here.who, (size - 1) / max(1, people - 1), minlength=people), dtype=np.float64)
    return _scored(known, tracks(known, slot, size, people=_among(a, b, people)), a, b, met=met)


def _among(a: Int32s, b: Int32s, people: int) -> NDArray[np.bool_]:
    among = np.zeros(people, dtype=np.bool_)
    among[a] = among[b] = True
    return among


def _scored(known: Quiet, here: Tracks, a: Int32s, b: Int32s, *, met: Floats) -> Pairs:
    begins = np.searchsorted(here.who, np.arange(len(known.presence.people) + 1))
    times, surprise = shared_surprises(a, b, begins, here.slot, here.crowd, here.habit)
    products = habit_products(a, b, known.begins, known.phase, known.cycles)
    expected = (products - times).clip(0) / (known.presence.cycles - 1) + np.minimum(met[a], met[b])
    seen = np.diff(begins)
    rate = times / np.minimum(seen[a], seen[b])
    return Pairs(a, b, times, expected, surprise + times * np.log(rate) - (times - expected))


def chance_scores(known: Quiet, search: Search) -> Floats:
    """Return the scores that pairs reach in shifted tracks, all rounds together, ascending.

    Every person's track is moved round by a random number of whole cycles, which keeps each one's rhythm and breaks
    every appointment.
    """
    random = np.random.default_rng(search.seed)
    cycles, people = known.presence.cycles, len(known.presence.people)
    rounds = [
        scored_pairs(known, search, shift=random.integers(cycles, size=people).astype(np.int32))
        for _ in range(search.rounds_of(len(known.presence.who)))
    ]
    return np.sort(np.concatenate([np.empty(0), *(pairs.score for pairs in rounds)]))


def pair_chances(known: Quiet, pairs: Pairs, search: Search) -> tuple[Floats, Floats, Floats]:
    """Return of each pair its chance, its q-value, and how many pairs of at least its score chance makes in one search.

    Notes
    -----
    Chance p = (1 + pairs in shifted tracks that score at least as much) / (1 + pairs looked at in all rounds), every pair
    of people counting as looked at; then Benjamini and Hochberg (1995) over all pairs.
    """
    null = chance_scores(known, search)
    count, cycles = len(known.presence.people), known.presence.cycles
    # Pairs that happen to be moved alike say nothing: one in `cycles`.
    rounds = search.rounds_of(len(known.presence.who)) * (1 - 1 / cycles)
    every = count * (count - 1) // 2
    looked = rounds * every
    above = len(null) - np.searchsorted(null, pairs.score, side="left")
    chance = (1 + above) / (1 + looked)
    by_chance = above / rounds
    return chance, false_discovery(chance, tests=every), by_chance
