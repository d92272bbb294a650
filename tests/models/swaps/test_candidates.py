"""Pairs worth comparing are those of brute force: in time, both with a step, with a rare contact or something else in common."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.swaps.activity import activity, covered, window_of
from models.swaps.candidates import Reach, candidates, in_time
from models.swaps.ends import ends_of
from models.swaps.ties import ties_of

AT = pd.Timestamp("2026-03-01", tz="UTC")
NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def known(lines):
    """Return the ends, the activity and the ties of calls drawn as (caller, callee, day)."""
    frame = pd.DataFrame(lines, columns=["caller", "callee", "day"])
    frame["started_at"] = (AT + pd.to_timedelta(frame.pop("day"), unit="D")).dt.as_unit("us")
    ends = ends_of(frame.assign(event=[f"e{n:03d}" for n in range(len(frame))], seconds=1))
    return ends, activity(ends, window_of(ends, covered(ends))), ties_of(ends, np.arange(len(ends.names)))


def found(lines, *, reach=None, also=(), whole=None):
    ends, moved, ties = known(lines)
    allowed = np.isin(ends.names.astype(str), list(whole)) if whole else np.ones(len(ends.names), np.bool_)
    pairs = ends.places([a for a, _ in also]), ends.places([b for _, b in also])
    old, new = candidates(moved, ties, reach or Reach(), whole=allowed, also=pairs)
    return list(zip(ends.names[old].tolist(), ends.names[new].tolist(), strict=True))


@st.composite
def calls(draw):
    day = st.integers(0, 90)
    who, contact = st.sampled_from("abcdefgh"), st.sampled_from(["x", "y", "z"])
    return draw(st.lists(st.tuples(who, contact, day), min_size=1, max_size=40))


@settings(max_examples=60, deadline=None)
@given(calls(), st.integers(0, 40), st.integers(0, 90), st.floats(0.1, 3))
def test_candidates_are_those_of_brute_force(lines, overlap, gap, step):
    reach = Reach(overlap=overlap, gap=gap, step=step)
    ends, moved, _ = known(lines)
    contacts = {name: set() for name in ends.names}
    for a, b, _ in lines:
        contacts[a].add(b)
        contacts[b].add(a)
    wanted = []
    for one, old in enumerate(ends.names):
        for other, new in enumerate(ends.names):
            days = (moved.rise.second[other] - moved.fall.second[one]) / 86_400
            steps = moved.fall.size[one] >= step and moved.rise.size[other] >= step
            if old != new and steps and -overlap <= days <= gap and contacts[old] & contacts[new]:
                wanted.append((old, new))
    assert found(lines, reach=reach) == wanted


CHANGE = [("a", "x", day) for day in range(20)] + [("b", "x", day) for day in range(21, 40)]


def test_a_number_that_came_up_after_another_fell_silent_is_compared_with_it():
    assert found(CHANGE) == [("a", "b")]


def test_a_contact_of_a_crowd_brings_nobody_together():
    assert found(CHANGE, reach=Reach(crowd=1)) == []


def test_a_handset_in_common_stands_for_a_contact_but_not_for_the_time():
    apart = [(who, "x" if who == "a" else "y", day) for who, _, day in CHANGE]
    steady = [("w", other, day) for day in range(41) for other in ("x", "y")]
    assert ("a", "b") not in found([*apart, *steady])
    assert ("a", "b") in found([*apart, *steady], also=[("a", "b"), ("b", "a")])
    assert ("b", "a") not in found([*apart, *steady], also=[("a", "b"), ("b", "a")])


def test_numbers_that_may_not_be_told_are_not_compared():
    assert found(CHANGE, whole={"a", "x"}) == []


@pytest.mark.parametrize(("days", "near"), [(-15, False), (-14, True), (60, True), (61, False)])
def test_time_reaches_from_a_fortnight_before_to_two_months_after(days, near):
    lines = [("a", "x", day) for day in range(70)] + [("b", "y", 69 + days + day) for day in range(30)]
    ends, moved, _ = known(lines)
    pair = ends.places(["a"]), ends.places(["b"])
    assert bool(in_time(moved, Reach(), pair)[0]) == near
