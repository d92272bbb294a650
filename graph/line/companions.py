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


@dataclass(frozen=True, slots=True)
class Search:
    """How to look for companions.

    Attributes
    ----------
    least : int
        Pairs that share fewer slots are not looked at.
    crowd : int
        Slots with more people are left out, and counted.
    rounds : int
        How often everybody's track is shifted to see what chance makes. A single best pair can be told from chance at
        5 % from some 22 rounds on; twenty pairs from two on.
    false : float
        Accepted share of false findings.
    seed : int
        Of the shifts.
    """

    least: int = 2
    crowd: int = 200
    rounds: int = 24
    false: float = 0.05
    seed: int = 1


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
class Crowded:
    """A presence without its crowded slots, with the chances of each line.

    Attributes
    ----------
    presence : Presence
        What is left.
    crowd : ndarray
        Chance that a stranger is in the slot of a line.
    habit : ndarray
        Chance that the line's person is there at such a time of the cycle in another cycle.
    sizes : pandas.DataFrame
        The slots left out: place, window (numbers), people.
    """

    presence: Presence
    crowd: Floats
    habit: Floats
    sizes: pd.DataFrame


def uncrowded(whole: Presence, *, cap: int) -> Crowded:
    """Return a presence without slots of more than `cap` people, and the chances of every line."""
    slot = whole.slot
    slots, inverse, counts = np.unique(slot, return_inverse=True, return_counts=True)
    size = counts[inverse]
    kept = size <= cap
    left = whole.kept(kept)
    out = slots[counts > cap]
    span = whole.cycle * whole.cycles
    sizes = pd.DataFrame({"place": out // span, "window": out % span, "people": counts[counts > cap]})
    crowd = (size[kept] - 1) / max(1, len(whole.people) - 1)
    return Crowded(left, crowd, (_cycles(left) - 1) / (whole.cycles - 1), sizes)


def _cycles(presence: Presence) -> Int64s:
    """Return for each line in how many cycles its person was in its phase."""
    keys = _habit_keys(presence)
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse], dtype=np.int64)


def _habit_keys(presence: Presence) -> Int64s:
    return presence.who.astype(np.int64) * (len(presence.places) * presence.cycle) + presence.phase


def scored_pairs(whole: Presence, search: Search, *, shift: Int32s | None = None) -> tuple[Pairs, Crowded]:
    """Return the pairs that share at least `search.least` slots, scored, and what was left out.

    Parameters
    ----------
    whole : Presence
        Everybody's tracks.
    search : Search
        Cap and least.
    shift : ndarray, optional
        Shape (people,): cycles by which each track is moved first; pairs moved alike are then no pairs of chance and
        are left out.
    """
    known = uncrowded(whole if shift is None else whole.shifted(shift), cap=search.crowd)
    here = known.presence
    a, b, *_ = co_occurrences(here.who, here.slot, people=len(here.people), cap=search.crowd, least=search.least)
    if shift is not None:
        apart = shift[a] != shift[b]
        a, b = a[apart], b[apart]
    return _scored(known, a, b), known


def _scored(known: Crowded, a: Int32s, b: Int32s) -> Pairs:
    here, people = known.presence, np.arange(len(known.presence.people) + 1)
    begins = np.searchsorted(here.who, people)
    times, surprise = shared_surprises(a, b, begins, here.slot, known.crowd, known.habit)
    keys, cycles = np.unique(_habit_keys(here), return_counts=True)
    owner, phase = np.divmod(keys, len(here.places) * here.cycle)
    products = habit_products(a, b, np.searchsorted(owner, people), phase, cycles.astype(np.int32))
    met = np.bincount(here.who, known.crowd, minlength=len(here.people))
    expected = (products - times).clip(0) / (here.cycles - 1) + np.minimum(met[a], met[b])
    seen = np.diff(begins)
    rate = times / np.minimum(seen[a], seen[b])
    return Pairs(a, b, times, expected, surprise + times * np.log(rate) - (times - expected))


def chance_scores(whole: Presence, search: Search) -> Floats:
    """Return the scores that pairs reach in shifted tracks, all rounds together, ascending.

    Every person's track is moved round by a random number of whole cycles, which keeps each one's rhythm and breaks
    every appointment.
    """
    random = np.random.default_rng(search.seed)
    rounds = [
        scored_pairs(whole, search, shift=random.integers(whole.cycles, size=len(whole.people)).astype(np.int32))[0]
        for _ in range(search.rounds)
    ]
    return np.sort(np.concatenate([np.empty(0), *(pairs.score for pairs in rounds)]))


def pair_chances(whole: Presence, pairs: Pairs, search: Search) -> tuple[Floats, Floats, Floats]:
    """Return of each pair its chance, its q-value, and how many pairs of at least its score chance makes in one search.

    Notes
    -----
    Chance p = (1 + pairs in shifted tracks that score at least as much) / (1 + pairs looked at in all rounds), every pair
    of people counting as looked at; then Benjamini and Hochberg (1995) over all pairs.
    """
    null = chance_scores(whole, search)
    count = len(whole.people)
    every = count * (count - 1) // 2
    # Pairs that happen to be moved alike say nothing: one in `cycles`.
    looked = search.rounds * every * (1 - 1 / whole.cycles)
    above = len(null) - np.searchsorted(null, pairs.score, side="left")
    chance = (1 + above) / (1 + looked)
    by_chance = above / max(1.0, search.rounds * (1 - 1 / whole.cycles))
    return chance, false_discovery(chance, tests=every), by_chance
