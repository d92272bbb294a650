import pandas as pd
import pytest

from graph.point.rhythm import day_ends, silences, weekly_pattern

WORLD = """
    1 2 03-02T08:10
    2 1 03-02T08:50
    1 2 03-09T08:20
    1 3 03-09T23:59
    3 1 03-10T00:01
"""


def test_the_week_has_every_hour_and_follows_the_wall_clock(calls_of):
    week = weekly_pattern(calls_of(WORLD), ["tel:1"])
    assert len(week) == 168
    busy = week[week["count"] > 0]
    assert busy[["weekday", "hour", "count", "days"]].values.tolist() == [[0, 8, 3, 2], [0, 23, 1, 1], [1, 0, 1, 1]]
    assert busy["events"].iloc[0] == ("f:s:1", "f:s:2", "f:s:3")
    assert week["share"].sum() == pytest.approx(1)


def test_a_silent_number_has_an_empty_week(calls_of):
    week = weekly_pattern(calls_of(WORLD), ["tel:9"])
    assert (len(week), week["count"].sum(), set(week["events"])) == (168, 0, {()})


def test_a_local_day_begins_at_midnight_and_names_its_first_and_last(calls_of, at):
    days = day_ends(calls_of(WORLD), ["tel:1"])
    assert [str(day.date()) for day in days["day"]] == ["2026-03-02", "2026-03-09", "2026-03-10"]
    assert days[["first_event", "last_event", "count"]].values.tolist() == [
        ["f:s:1", "f:s:2", 2],
        ["f:s:3", "f:s:4", 2],
        ["f:s:5", "f:s:5", 1],
    ]
    assert days["last_at"][1] == at("03-09T23:59")


def test_the_longest_silence_lies_between_two_named_calls(calls_of):
    found = silences(calls_of(WORLD), ["tel:1"], top=2)
    assert found[["before", "after"]].values.tolist() == [["f:s:2", "f:s:3"], ["f:s:3", "f:s:4"]]
    assert found["hours"][0] == pytest.approx(167.5)


def test_a_silence_of_the_files_is_told_from_a_silence_of_the_person(calls_of, at):
    files = pd.DataFrame(
        {"owner": ["tel:1"], "period_from": [at("03-02T08:50")], "period_to": [at("03-05T20:35")], "rows": [2]}
    )
    found = silences(calls_of(WORLD), ["tel:1"], statements=files)
    assert found["known"].tolist() == [0.5, 0, 0, 0]


def test_one_call_makes_no_silence(calls_of):
    assert silences(calls_of("1 2 03-01T08:00"), ["tel:1"]).empty
    assert day_ends(calls_of("1 2 03-01T08:00"), ["tel:9"]).empty
