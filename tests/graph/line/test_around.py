import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.line.around import around


def daily(a, b, first, last, month="03"):
    return "\n".join(f"{a} {b} {month}-{day:02}T20:00" for day in range(first, last + 1))


@pytest.fixture
def world(calls_of):
    return calls_of(
        "\n".join(
            [
                daily("1", "old", 1, 14),
                daily("new", "1", 16, 28),
                daily("1", "friend", 5, 26),
                "1 once 03-15T21:00",
                "1 long_ago 01-01T08:00",
            ]
        )
    )


def test_contacts_that_vanish_and_appear_come_first(world, at):
    found = around(world, ["tel:1"], at("03-15T12:00"), days=15).set_index("contact")
    assert found["change"].to_dict() == {
        "tel:old": "vanishes", "tel:new": "appears", "tel:once": "appears", "tel:friend": "more",
    }  # fmt: skip
    assert list(found.index[:2]) == ["tel:old", "tel:new"]
    assert found["q"]["tel:old"] < 0.05
    assert found["q"]["tel:friend"] > 0.5


def test_one_call_after_the_event_is_no_proof_but_said_to_be_near(world, at):
    once = around(world, ["tel:1"], at("03-15T12:00"), days=15).set_index("contact").loc["tel:once"]
    assert once["chance"] == 1
    assert once["nearest_hours"] == pytest.approx(9)


def test_ten_calls_of_one_evening_are_one_day(calls_of, at):
    calls = calls_of("\n".join(f"1 2 03-16T20:{minute:02}" for minute in range(10)))
    (line,) = around(calls, ["tel:1"], at("03-15T12:00")).itertuples()
    assert (line.days_after, line.after, line.chance) == (1, 10, 1)


def test_the_chance_is_that_of_tossing_the_days(calls_of, at):
    (line,) = around(calls_of(daily("1", "2", 16, 20)), ["tel:1"], at("03-15T12:00")).itertuples()
    assert line.chance == pytest.approx(2 * 0.5**5)
    assert line.expected_after == pytest.approx(2.5)


def test_time_without_files_counts_on_neither_side(calls_of, at):
    files = pd.DataFrame(
        {"owner": ["tel:1"], "period_from": [at("03-14T12:00")], "period_to": [at("03-25T12:00")], "rows": [5]}
    )
    calls = calls_of(daily("1", "2", 16, 20))
    (line,) = around(calls, ["tel:1"], at("03-15T12:00"), days=10, statements=files).itertuples()
    assert line.expected_after == pytest.approx(5 * 10 / 11)
    assert line.chance > 0.5


def test_a_span_must_last(world, at):
    with pytest.raises(ValueError, match="are none"):
        around(world, ["tel:1"], at("03-15T12:00"), days=0)


def test_nobody_around_is_an_empty_answer(world, at):
    assert around(world, ["tel:1"], at("06-15T12:00")).empty


moments = st.integers(-300, 300).map(lambda h: pd.Timestamp("2026-03-15", tz="UTC") + pd.Timedelta(hours=h))
worlds = st.lists(st.tuples(st.sampled_from("1234"), st.sampled_from("1234"), moments), min_size=1, max_size=15)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(worlds, st.integers(0), st.randoms(use_true_random=False))
def test_no_order_shows_and_removing_a_call_changes_exactly_the_contact_that_cites_it(calls_of, drawn, number, random):
    calls, moment = calls_of(drawn), pd.Timestamp("2026-03-15", tz="UTC")
    order = list(range(len(calls)))
    random.shuffle(order)
    found = around(calls, ["tel:1"], moment)
    pd.testing.assert_frame_equal(found, around(calls.iloc[order], ["tel:1"], moment))
    gone = calls["event"].iloc[number % len(calls)]
    left = around(calls[calls["event"] != gone], ["tel:1"], moment)
    own = ["contact", "change", "days_before", "days_after", "before", "after", "chance", "events"]
    before, after = ({tuple(row) for row in part[own].itertuples(index=False)} for part in (found, left))
    assert {line[0] for line in before ^ after} == {line[0] for line in before if gone in line[-1]}
