"""Every call stands once with each of its numbers, by time and event, in whatever order it came."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from models.swaps.activity import Window, activity, covered, merged, window_of
from models.swaps.ends import DAY, ends_of

AT = pd.Timestamp("2026-03-01T16:30:00", tz="UTC")


def calls(lines):
    """Return calls drawn as (event, caller, callee, day)."""
    frame = pd.DataFrame(lines, columns=["event", "caller", "callee", "day"])
    frame["started_at"] = (AT + pd.to_timedelta(frame.pop("day"), unit="D")).dt.as_unit("us")
    return frame.assign(seconds=60)


def test_a_call_stands_with_both_its_numbers():
    ends = ends_of(calls([("e1", "b", "a", 0)]))
    assert ends.names.tolist() == ["a", "b"]
    assert ends.who.tolist() == [0, 1]
    assert ends.other.tolist() == [1, 0]
    assert ends.made.tolist() == [False, True]
    assert ends.hour.tolist() == [0, 0]  # half past midnight in Beijing
    assert ends.events(0).tolist() == ends.events(1).tolist() == ["e1"]


def test_calls_of_one_instant_stand_by_their_event():
    lines = [("e3", "a", "b", 0), ("e1", "a", "c", 0), ("e2", "d", "a", 0)]
    for order in (lines, lines[::-1], [lines[1], lines[0], lines[2]]):
        ends = ends_of(calls(order))
        assert ends.events(0).tolist() == ["e1", "e2", "e3"]
        assert ends.other[ends.of(0)].tolist() == [2, 3, 1]


@given(st.permutations(range(12)), st.integers(0, 5))
def test_the_order_of_the_lines_makes_no_difference(order, spread):
    lines = [(f"e{n:02d}", f"p{n % 3}", f"q{n % 4}", n % (spread + 1)) for n in range(12)]
    one, other = ends_of(calls(lines)), ends_of(calls([lines[n] for n in order]))
    for name in ("names", "who", "other", "second", "hour", "made", "text", "call", "ids", "start"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def test_a_number_with_itself_and_a_missing_one_are_left_out():
    frame = calls([("e1", "a", "a", 0), ("e2", "a", None, 0), ("e3", "a", "b", 1)])
    assert ends_of(frame).ids.tolist() == ["e3"]


def test_places_of_unknown_numbers_are_none():
    assert ends_of(calls([("e1", "b", "a", 0)])).places(["b", "x", "a"]).tolist() == [1, -1, 0]


def moved(lines):
    ends = ends_of(calls(lines))
    return ends, activity(ends, window_of(ends, covered(ends)))


STEADY = [(f"s{n:02d}", "w", "z", n) for n in range(41)]


def test_a_number_that_falls_silent_half_way_has_a_step_and_one_that_does_not_has_less():
    lines = [
        *STEADY,
        *((f"a{n:02d}", "w", "a", n) for n in range(20)),
        *((f"b{n:02d}", "w", "b", n) for n in range(40)),
    ]
    ends, known = moved(lines)
    stopped, going = ends.places(["a", "b"]).tolist()
    assert np.isclose(known.fall.size[stopped], 20 * np.log(40 / 19))
    assert known.fall.size[going] < 2
    assert known.fall.second[stopped] == ends.last[stopped]
    assert known.rise.size[stopped] == 0


def test_a_rise_is_a_fall_seen_backwards():
    lines = [*STEADY, *((f"a{n:02d}", "w", "a", 40 - n) for n in range(20))]
    ends, known = moved(lines)
    (came,) = ends.places(["a"]).tolist()
    assert np.isclose(known.rise.size[came], 20 * np.log(40 / 19))
    assert known.rise.second[came] == ends.first[came]


def test_one_who_goes_on_ringing_a_dead_number_does_not_hide_its_end():
    lines = [*STEADY, *((f"a{n:02d}", "w", "a", n / 2) for n in range(40)), ("x1", "w", "a", 35)]
    ends, known = moved(lines)
    (stopped,) = ends.places(["a"]).tolist()
    assert (known.fall.second[stopped] - ends.first[stopped]) / DAY == 19.5


def test_a_number_can_be_seen_as_long_as_its_contacts_files_last():
    lines = [*STEADY, ("a1", "v", "a", 3), ("a2", "v", "a", 5), ("v1", "v", "z", 9)]
    ends, known = moved(lines)
    (seen,) = ends.places(["a"]).tolist()
    assert (known.window.until[seen] - known.window.since[seen]) / DAY == 6


def test_statements_bound_what_can_be_seen_and_count_for_contacts_only_if_they_have_files():
    ends = ends_of(calls([*STEADY, ("a1", "w", "a", 3)]))
    files = pd.DataFrame(
        {"owner": ["w", "unknown"], "period_from": [AT, AT], "period_to": [AT + pd.Timedelta(days=10)] * 2}
    )
    cover = covered(ends, files)
    assert np.isnan(cover.since[ends.places(["z"])[0]])
    window = window_of(ends, cover)
    (seen,) = ends.places(["a"]).tolist()
    assert (window.until[seen] - window.since[seen]) / DAY == 10


def test_whoever_stands_for_others_has_their_files_too():
    cover = Window(np.array([0.0, 5.0, 9.0]), np.array([4.0, 8.0, 9.5]))
    both = merged(cover, np.array([0, 0, 2]))
    assert both.since.tolist() == [0, 0, 9]
    assert both.until.tolist() == [8, 8, 9.5]
