"""What passes through an account in time, against a count of every unit."""

from __future__ import annotations

from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.windows import busiest_windows, passed_on

STEPS = st.lists(st.tuples(st.integers(-9, 9).filter(bool), st.integers(0, 5)), min_size=1, max_size=40)


def unit_by_unit(steps, window):
    now, lying, passed = 0, deque(), 0
    for amount, wait in steps:
        now += wait
        if amount > 0:
            lying.extend([now] * amount)
            continue
        due = -amount
        while due and lying:
            if now - lying.popleft() <= window:
                passed += 1
                due -= 1
    return passed


@settings(max_examples=150, deadline=None)
@given(steps=STEPS, window=st.integers(0, 12))
def test_what_left_again_in_time_is_what_units_say_one_by_one(steps, window):
    signed = np.array([amount for amount, _ in steps], dtype=np.int64)
    time = np.cumsum([wait for _, wait in steps]).astype(np.int64)
    passed, waited = passed_on(np.array([0, len(steps)], np.int64), signed, time, window)
    assert passed.tolist() == [unit_by_unit(steps, window)]
    assert (waited >= 0).all()


def test_accounts_do_not_share_money_or_parties():
    first = np.array([0, 2, 4, 4], np.int64)
    signed = np.array([5, -1, -5, 5], np.int64)
    time = np.array([0, 1, 0, 1], np.int64)
    assert passed_on(first, signed, time, 10)[0].tolist() == [1, 0, 0]
    most, begin, end = busiest_windows(first, np.array([1, 2, 1, 1], np.int32), time, 10, 3)
    assert most.tolist() == [2, 1, 0]
    assert (begin.tolist()[:2], end.tolist()[:2]) == ([0, 2], [2, 3])
