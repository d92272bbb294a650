"""What two people share, merged from sorted lists, against counting by hand."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.coincidence import habit_products, shared_surprises

lines = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=30)


@settings(deadline=None)
@given(lines)
def test_habits_multiply_as_by_hand(drawn):
    visits = Counter(drawn)
    keys = sorted(visits)
    begins = np.searchsorted([who for who, _ in keys], np.arange(7)).astype(np.int64)
    phase, cycles = np.array([p for _, p in keys], dtype=np.int64), np.array([visits[k] for k in keys], dtype=np.int32)
    a, b = (np.array(end, dtype=np.int32) for end in zip(*itertools.combinations(range(6), 2), strict=True))
    expected = [sum(visits[x, p] * visits[y, p] for p in range(5)) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert habit_products(a, b, begins, phase, cycles).tolist() == expected


def test_a_shared_slot_surprises_by_habit_or_crowd():
    ends = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    begins, slot = np.array([0, 2, 4]), np.array([1, 5, 3, 5])
    crowd, habit = np.array([0.5, 0.1, 0.5, 0.1]), np.array([0.0, 0.2, 0.0, 0.5])
    times, surprise = shared_surprises(*ends, begins, slot, crowd, habit)
    assert times.tolist() == [1]
    assert surprise[0] == pytest.approx(-np.log(0.5 + 0.1 - 0.05))
