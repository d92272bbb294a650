import itertools

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.line.meetings import meetings
from graph.line.presence import Grid, attributed
from graph.line.stays import stays_together

START = pd.Timestamp("2026-03-02", tz="UTC")  # a Monday
HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)


@pytest.fixture(scope="session")
def month(sightings_of):
    """Return what makes five weeks: 1 and 2 work in one cell, 3 elsewhere, strangers walk about; and lines of one's own."""

    def made(*own):
        lines = [
            (f"tel:{who}", f"cell:{cell}", "cell", START + day * DAY + 3 * HOUR)
            for day, (who, cell) in itertools.product(range(0, 35, 2), [("1", "W"), ("2", "W"), ("3", "V")])
        ]
        lines += [(f"tel:s{n}", f"cell:{n % 7}", "cell", START + n % 35 * DAY + 9 * HOUR) for n in range(60)]
        return sightings_of([*lines, *own])

    return made


def there(who, cell, day, hour, means="cell"):
    return f"tel:{who}", f"cell:{cell}", means, START + day * DAY + hour * HOUR


def test_three_in_a_strange_cell_are_a_meeting_and_the_office_is_a_likely_one(month):
    world = month(*(there(who, "X", 10, 13) for who in "123"))
    found = meetings(world, ["tel:1", "tel:2", "tel:3"])
    first = found.iloc[0]
    assert (first["where"], first["people"]) == ("cell:X", ("tel:1", "tel:2", "tel:3"))
    assert first["from_at"] == START + 10 * DAY + 13 * HOUR
    assert first["chance"] == pytest.approx((2 / 62) ** 2)  # two of sixty-two others were there, for each of the two
    assert len(first["events"]) == 3
    office = found[found["where"] == "cell:W"]
    assert len(office) == 18
    assert office["chance"].min() > 0.25


def test_a_meeting_goes_on_from_window_to_window_and_ends_with_a_gap(month):
    hours = [13, 14, 16]
    world = month(*(there(who, "X", 10, hour) for who in "12" for hour in hours))
    found = meetings(world, ["tel:1", "tel:2"]).query("where == 'cell:X'").sort_values("from_at")
    lasting = list(zip(found["from_at"], found["until_at"], strict=True))
    begin = START + 10 * DAY
    assert lasting == [(begin + 13 * HOUR, begin + 15 * HOUR), (begin + 16 * HOUR, begin + 17 * HOUR)]


def test_who_comes_a_window_later_was_not_there(month):
    world = month(there("1", "X", 10, 13), there("2", "X", 10, 14))
    assert "cell:X" not in set(meetings(world, ["tel:1", "tel:2"])["where"])


def test_neighbouring_cells_are_one_place_when_told_so(month):
    world = month(there("1", "X", 10, 13), there("2", "Y", 10, 13))
    areas = pd.Series({"cell:X": "cell:X", "cell:Y": "cell:X"})
    assert "cell:X" not in set(meetings(world, ["tel:1", "tel:2"])["where"])
    assert "cell:X" in set(meetings(world, ["tel:1", "tel:2"], areas=areas)["where"])


def test_others_in_the_place_are_counted_and_make_it_likelier(month):
    pair = [there("1", "X", 10, 13), there("2", "X", 10, 13)]
    alone = meetings(month(*pair), ["tel:1", "tel:2"]).iloc[0]
    crowd = [there(f"s{n}", "X", 10, 13) for n in range(20)]
    full = meetings(month(*pair, *crowd), ["tel:1", "tel:2"]).query("where == 'cell:X'").iloc[0]
    assert (alone["others"], full["others"]) == (0, 20)
    assert full["chance"] > 10 * alone["chance"]


def test_a_gate_and_a_cell_are_different_means_of_one_meeting(month):
    world = month(there("1", "X", 10, 13), there("2", "X", 10, 13, "checkpoint"))
    assert meetings(world, ["tel:1", "tel:2"]).iloc[0]["means"] == ("cell", "checkpoint")
    only = Grid(minutes=60, means=frozenset({"cell"}))
    assert "cell:X" not in set(meetings(world, ["tel:1", "tel:2"], grid=only)["where"])


def test_a_call_between_two_is_no_meeting_of_them(month):
    world = month(there("1", "X", 10, 13), there("2", "X", 10, 13))
    world["event"] = [*world["event"][:-1], world["event"].iloc[-2]]
    assert "cell:X" not in set(meetings(world, ["tel:1", "tel:2"])["where"])


def test_nobody_meets_alone(month):
    assert meetings(month(), ["tel:1"]).empty
    assert meetings(month(), ["tel:9"]).empty


def test_a_car_is_seen_for_its_owner(sightings_of):
    world = sightings_of("plate:X place:g checkpoint 03-01T08:00\ntel:1 place:g cell 03-01T08:00")
    assert attributed(world, pd.Series({"plate:X": "person:1"}))["who"].tolist() == ["person:1", "tel:1"]


drawn = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from("XY"), st.integers(8, 10), st.integers(12, 14)), max_size=10
)
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(drawn, st.integers(0), st.randoms(use_true_random=False))
def test_no_order_shows_and_without_a_sighting_no_meeting_cites_it(month, lines, number, random):
    world, who = month(*(there(*line) for line in lines)), ["tel:1", "tel:2", "tel:3"]
    order = list(range(len(world)))
    random.shuffle(order)
    found = meetings(world, who)
    pd.testing.assert_frame_equal(found, meetings(world.iloc[order], who))
    gone = world["event"].iloc[-1 - number % (len(lines) + 50)]
    own = ["where", "from_at", "until_at", "people", "events"]
    before, after = (
        {tuple(row) for row in part[own].itertuples(index=False)}
        for part in (found, meetings(world[world["event"] != gone], who))
    )
    assert before - {line for line in before if gone in line[-1]} <= after
    assert not any(gone in line[-1] for line in after)


@pytest.fixture(scope="session")
def guests(sightings_of, at):
    """Return what makes hotel guests from lines `who where arrival departure`."""

    def made(text):
        rows = [line.split() for line in text.strip().splitlines()]
        world = sightings_of([(who, where, "hotel", begin) for who, where, begin, _ in rows])
        ends = pd.Series([pd.NaT if end == "-" else at(end) for *_, end in rows])
        return world.assign(to_at=pd.to_datetime(ends, utc=True).astype("datetime64[us, UTC]"))

    return made


LODGED = """
    p H 03-01T20:00 03-02T10:00
    q H 03-01T20:05 03-03T10:00
    r H 03-01T23:00 03-02T10:00
    q I 03-10T18:00 -
    p I 03-10T18:20 03-11T09:00
    s I 03-10T18:30 03-11T09:00
    t J 03-20T18:00 03-20T18:10
    u J 03-20T18:20 03-21T18:10
"""


def test_two_who_arrive_within_minutes_stay_together_until_the_first_leaves(guests, at):
    found = stays_together(guests(LODGED)).stays
    first = found.iloc[0]
    assert (first["a"], first["b"], first["where"], first["minutes_apart"]) == ("p", "q", "H", 5)
    assert (first["arrived_at"], first["until_at"]) == (at("03-01T20:05"), at("03-02T10:00"))
    assert first["events"] == ("w:s:1", "w:s:2")
    assert found["arrivals"].tolist() == [2, 3, 3, 3]


def test_who_left_before_the_other_came_did_not_stay_together(guests):
    assert "t" not in set(stays_together(guests(LODGED)).stays["a"])


def test_the_pair_that_comes_again_is_the_least_likely(guests):
    pairs = stays_together(guests(LODGED)).pairs
    assert pairs[["a", "b", "times", "places"]].values.tolist()[0] == ["p", "q", 2, 2]
    # Of the eight sides of four stays p and q have three each.
    assert pairs["expected"][0] == pytest.approx(3 * 3 / 8)
    assert pairs["events"][0] == ("w:s:1", "w:s:2", "w:s:4", "w:s:5")


def test_no_guests_are_an_empty_answer(guests):
    none = stays_together(guests(LODGED).iloc[:0])
    assert none.stays.empty
    assert none.pairs.empty


nights = st.lists(
    st.tuples(st.sampled_from("pqrs"), st.sampled_from("HI"), st.integers(0, 40), st.integers(0, 40)), max_size=15
)


@quick
@given(nights, st.integers(0), st.randoms(use_true_random=False))
def test_stays_are_those_of_the_definition_whatever_the_order(sightings_of, lines, number, random):
    minutes = [(who, where, 7 * begin, 7 * (begin + lasting)) for who, where, begin, lasting in lines]
    instant = lambda n: START + n * pd.Timedelta(minutes=1)
    world = sightings_of([(who, where, "hotel", instant(begin)) for who, where, begin, _ in minutes])
    ends = pd.Series([instant(end) for *_, end in minutes], dtype="datetime64[us, UTC]")
    world = world.assign(to_at=ends)
    found = stays_together(world, minutes=30).stays
    by_hand = {
        frozenset((i, j))
        for (i, (who, where, begin, end)), (j, (other, there, began, ended)) in itertools.combinations(
            enumerate(minutes), 2
        )
        if who != other and where == there and abs(begin - began) <= 30 and min(end, ended) > max(begin, began)
    }
    cited = {frozenset(int(event.split(":")[2]) - 1 for event in pair) for pair in found["events"]}
    assert cited == by_hand
    order = list(range(len(world)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(found, stays_together(world.iloc[order], minutes=30).stays)
