"""Who was often in the same place at the same time, against a self-join."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.cotravel import co_occurrences

PEOPLE = 6
sightings = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from([-(2**40), 3, 5, 8, 2**50])), max_size=40)


def together(drawn, **options):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 2)
    a, b, times, left_out = co_occurrences(table[:, 0], table[:, 1], people=PEOPLE, **options)
    return dict(zip(zip(a.tolist(), b.tolist(), strict=True), times.tolist(), strict=True)), left_out.tolist()


def joined(drawn, cap):
    present = {slot: sorted({who for who, s in drawn if s == slot}) for _, slot in drawn}
    busy = sorted(slot for slot, group in present.items() if len(group) > cap)
    return Counter(pair for slot, group in present.items() if slot not in busy for pair in combinations(group, 2)), busy


@given(sightings, st.integers(1, PEOPLE))
def test_every_pair_is_counted_once_for_each_slot_and_busy_slots_are_named(drawn, cap):
    assert together(drawn, cap=cap) == joined(drawn, cap)


@given(sightings, st.integers(1, 4))
def test_pairs_seen_together_less_often_are_left_away(drawn, least):
    times, _ = joined(drawn, PEOPLE)
    assert together(drawn, cap=PEOPLE, least=least)[0] == {pair: n for pair, n in times.items() if n >= least}


@pytest.mark.parametrize("least", [1, 2, 4])
def test_crowds_and_companies_are_counted_alike(least):
    random = np.random.default_rng(2)
    who, slot = random.integers(0, 90, 1_500), random.integers(0, 40, 1_500)
    a, b, times, _ = co_occurrences(who, slot, people=90, cap=90, least=least)
    counted, _ = joined(list(zip(who.tolist(), slot.tolist(), strict=True)), 90)
    expected = sorted((*pair, n) for pair, n in counted.items() if n >= least)
    assert list(zip(a.tolist(), b.tolist(), times.tolist(), strict=True)) == expected


def test_too_many_pairs_are_refused_before_they_are_made():
    with pytest.raises(ValueError, match="3 pairs, more than 2"):
        together([(0, 3), (1, 3), (2, 3)], cap=9, most_pairs=2)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        co_occurrences([0, 1], [3], people=2, cap=2)
