"""What stands beside calls: handsets, registers and nights, each silent where it knows nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.swaps.activity import activity, covered, window_of
from models.swaps.ends import ends_of
from models.swaps.habits import anchors, at_night, hours, hours_of, nights_of
from models.swaps.handsets import SHOP, handsets_of, kept, users_of
from models.swaps.registers import closed, named, opened, register_of
from models.swaps.usual import usual

AT = pd.Timestamp("2026-03-01T12:00:00", tz="UTC")
NAMES = ["a", "b", "c", "d", "x"]


@pytest.fixture
def ends():
    """Return the calls of a (up to day 20) and b (from day 21), c and d with x all the time; a and b at 20 h, c and d at 9 h."""
    lines = [("a", day, 0) for day in range(20)] + [("b", day, 0) for day in range(21, 40)]
    lines += [(who, day, 13) for who in "cd" for day in range(40)]
    frame = pd.DataFrame(lines, columns=["caller", "day", "hour"])
    moment = AT + pd.to_timedelta(frame["day"], unit="D") + pd.to_timedelta(frame["hour"], unit="h")
    calls = frame.assign(
        callee="x", started_at=moment.dt.as_unit("us"), seconds=9, event=[f"e{n:03d}" for n in range(len(frame))]
    )
    return ends_of(calls)


def pair(ends, old, new):
    return ends.places([old]), ends.places([new])


def used(*lines):
    return pd.DataFrame(lines, columns=["phone", "imei"])


def test_one_handset_of_two_weighs_most_and_one_of_several_less(ends):
    two = handsets_of(used(("a", "i1"), ("b", "i1")), ends)
    three = handsets_of(used(("a", "i1"), ("b", "i1"), ("c", "i1")), ends)
    assert kept(two, pair(ends, "a", "b"))[0] == pytest.approx(np.log10(250))
    assert kept(three, pair(ends, "a", "b"))[0] == pytest.approx(np.log10(125))


def test_the_rarest_of_several_shared_handsets_counts(ends):
    both = handsets_of(used(("a", "i1"), ("b", "i1"), ("c", "i1"), ("a", "i2"), ("b", "i2")), ends)
    assert kept(both, pair(ends, "a", "b"))[0] == pytest.approx(np.log10(250))


def test_a_shop_s_handset_and_a_missing_one_say_nothing(ends):
    crowd = [(f"z{n}", "i1") for n in range(SHOP)]
    shop = handsets_of(used(("a", "i1"), ("b", "i1"), *crowd), ends)
    assert np.isnan(kept(shop, pair(ends, "a", "b"))[0])
    assert len(shop.pairs[0]) == 0
    alone = handsets_of(used(("a", "i1")), ends)
    assert np.isnan(kept(alone, pair(ends, "a", "b"))[0])


def test_how_many_used_a_handset_is_fitted_and_stays(ends):
    whole = used(("a", "i1"), ("b", "i1"), ("c", "i1"))
    part = handsets_of(whole.head(2), ends, users_of(whole))
    assert kept(part, pair(ends, "a", "b"))[0] == pytest.approx(np.log10(125))


def test_two_of_one_handset_are_candidates_both_ways(ends):
    old, new = handsets_of(used(("a", "i1"), ("b", "i1"), ("c", "i2")), ends).pairs
    assert set(zip(ends.names[old], ends.names[new], strict=True)) == {("a", "b"), ("b", "a")}


def moved(ends):
    return activity(ends, window_of(ends, covered(ends)))


def registers(*lines):
    frame = pd.DataFrame(lines, columns=["phone", "holder", "since", "until"])
    for name in ("since", "until"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    return frame.assign(event=[f"r{n}" for n in range(len(frame))])


def test_a_number_opened_for_the_change_speaks_for_it_and_one_opened_long_ago_against(ends):
    known = register_of(registers(("b", "h", "2026-03-21", None), ("c", "h", "2019-01-01", None)), ends)
    assert opened(known, moved(ends), pair(ends, "a", "b"))[0] > 0.3
    assert opened(known, moved(ends), pair(ends, "a", "c"))[0] < -0.3
    assert np.isnan(opened(known, moved(ends), pair(ends, "a", "d"))[0])


def test_an_open_number_speaks_against_and_an_unlisted_one_not_at_all(ends):
    lines = registers(("a", "h", "2019-01-01", "2026-03-23"), ("c", "h", "2019-01-01", None))
    known = register_of(lines, ends)
    assert closed(known, moved(ends), pair(ends, "a", "b"))[0] > 0
    assert closed(known, moved(ends), pair(ends, "c", "b"))[0] < 0
    assert np.isnan(closed(known, moved(ends), pair(ends, "d", "b"))[0])


def test_one_name_speaks_much_for_it_and_two_names_little_against(ends):
    known = register_of(registers(("a", "h1", None, None), ("b", "h1", None, None), ("c", "h2", None, None)), ends)
    assert named(known, pair(ends, "a", "b"))[0] == pytest.approx(np.log10(150))
    assert -0.2 < named(known, pair(ends, "a", "c"))[0] < 0
    assert np.isnan(named(known, pair(ends, "a", "d"))[0])


def test_the_fewer_numbers_are_opened_the_more_an_opening_says(ends):
    many = registers(*((name, "h", "2026-03-21", None) for name in NAMES))
    few = registers(*((name, "h", "2026-03-21" if name == "b" else "2019-01-01", None) for name in NAMES))
    weights = [opened(register_of(lines, ends), moved(ends), pair(ends, "a", "b"))[0] for lines in (many, few)]
    assert weights[1] > weights[0] > 0


def test_an_empty_register_says_nothing(ends):
    known = register_of(registers(), ends)
    for weight in (opened(known, moved(ends), pair(ends, "a", "b")), named(known, pair(ends, "a", "b"))):
        assert np.isnan(weight).all()


def test_hours_of_one_habit_speak_for_it_and_of_two_against(ends):
    known = hours_of(ends, usual(ends, covered(ends)))
    assert hours(known, pair(ends, "a", "b"))[0] > 0.5
    assert hours(known, pair(ends, "a", "c"))[0] < -0.5


def night(*lines):
    """Return sides drawn as (phone, cell, local hour of the first of March)."""
    frame = pd.DataFrame(lines, columns=["phone", "cell", "hour"])
    local = pd.Timestamp("2026-03-01") + pd.to_timedelta(frame.pop("hour"), unit="h")
    moment = local.dt.tz_localize("Asia/Shanghai").dt.tz_convert("UTC").dt.as_unit("us")
    return frame.assign(started_at=moment, event=[f"s{n}" for n in range(len(frame))])


def test_only_hours_between_nine_in_the_evening_and_seven_are_night():
    lines = night(*(("a", "c1", hour) for hour in (6, 7, 20, 21, 23, 24)), ("a", None, 23))
    assert at_night(lines)["event"].tolist() == ["s0", "s3", "s4", "s5"]


def test_one_mast_by_night_speaks_for_it_and_another_hardly_against(ends):
    others = [(name, f"c{n}", 23) for n, name in enumerate(["x"] * 30)]
    known = nights_of(night(("a", "c1", 22), ("b", "c1", 22), ("c", "c9", 22), *others), ends)
    assert anchors(known, pair(ends, "a", "b"))[0] > 0.3
    assert -0.5 < anchors(known, pair(ends, "a", "c"))[0] < 0
    assert np.isnan(anchors(known, pair(ends, "a", "d"))[0])


def test_a_mast_that_everybody_sleeps_under_says_little(ends):
    everybody = [("x", "c1", 22)] * 40
    rare = [("x", f"c{n}", 22) for n in range(2, 42)]
    weights = [
        anchors(nights_of(night(("a", "c1", 22), ("b", "c1", 22), *others), ends), pair(ends, "a", "b"))[0]
        for others in (everybody, rare)
    ]
    assert abs(weights[0]) < 0.1 < weights[1]


def test_no_nights_at_all_say_nothing(ends):
    known = nights_of(night(("a", "c1", 12)), ends)
    assert np.isnan(anchors(known, pair(ends, "a", "b"))).all()
