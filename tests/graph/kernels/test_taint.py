"""The rounding of shares, and both loops against a plain account of every single unit."""

from __future__ import annotations

from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kernels.taint import FIFO, LIFO, share, trace_queues

LARGE = st.integers(1, 9 * 10**17)


@settings(max_examples=300, deadline=None)
@given(whole=LARGE, part=LARGE, dirty=LARGE)
def test_a_share_is_the_nearest_unit_of_numbers_of_any_size(whole, part, dirty):
    part, dirty = part % (whole + 1), dirty % (whole + 1)
    assert share(part, dirty, whole) == (2 * part * dirty + whole) // (2 * whole)


@settings(max_examples=200, deadline=None)
@given(whole=LARGE, part=LARGE, dirty=LARGE)
def test_a_share_leaves_no_account_short_of_either_money(whole, part, dirty):
    part, dirty = part % (whole + 1), dirty % (whole + 1)
    taken = share(part, dirty, whole)
    assert 0 <= taken <= dirty
    assert 0 <= part - taken <= whole - dirty


MOVE = st.tuples(st.integers(-1, 3), st.integers(-1, 3), st.integers(1, 30), st.booleans())


def unit_by_unit(moves, *, newest_first):
    """Move every unit by itself through lists."""
    accounts = [deque() for _ in range(4)]
    traced = []
    for a, b, amount, seeded in moves:
        if a == b and a >= 0:
            traced.append(0)
            continue
        units = (
            [accounts[a].pop() if newest_first else accounts[a].popleft() for _ in range(min(amount, len(accounts[a])))]
            if a >= 0 and not seeded
            else []
        )
        if seeded:
            had = accounts[a] if a >= 0 else deque()
            clean = min(amount, had.count(0))
            short = min(amount - clean, had.count(1))
            for _ in range(clean):
                had.remove(0)
            for _ in range(short):
                had.pop() if newest_first else had.popleft()
            units = [1] * amount
        units = units if seeded else units + [0] * (amount - len(units))
        traced.append(sum(units))
        if b >= 0:
            accounts[b].extend(units)
    return traced, [sum(account) for account in accounts]


@settings(max_examples=120, deadline=None)
@given(moves=st.lists(MOVE, min_size=1, max_size=40), newest_first=st.booleans())
def test_queues_move_what_units_moved_one_by_one_would(moves, newest_first):
    a, b, amount, seeded = (np.array(part) for part in zip(*moves, strict=True))
    none = np.zeros(len(a), np.int64)
    gaps = (none, none, none - 1, none - 1)
    seed = np.where(seeded & (a != b), amount, 0).astype(np.int64)
    ends = (a.astype(np.int32), b.astype(np.int32))
    traced, _, _, _, held = trace_queues(LIFO if newest_first else FIFO, ends, amount.astype(np.int64), seed, gaps, 4)
    expected, kept = unit_by_unit(
        zip(*(part.tolist() for part in (a, b, amount, seed > 0)), strict=True), newest_first=newest_first
    )
    assert traced.tolist() == expected
    assert held.tolist() == kept
