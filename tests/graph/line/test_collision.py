import itertools
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.collision import called, collision, present

LISTS = pd.DataFrame(
    [("A", "1", "e1"), ("A", "1", "e2"), ("A", "2", "e3"), ("B", "1", "e4"), ("B", "3", "e5"), ("C", "1", "e6")]
    + [("C", "3", "e7"), ("C", "4", "e8"), ("C", None, "e9")],
    columns=["list", "who", "event"],
)
drawn_lists = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("12345")), min_size=1, max_size=20)


def test_who_is_in_most_lists_comes_first_with_all_events():
    found = collision(LISTS).found
    assert found[["who", "of", "lists"]].values.tolist() == [["1", 3, ("A", "B", "C")], ["3", 2, ("B", "C")]]
    assert found["events"][0] == ("e1", "e2", "e4", "e6")


def test_the_chance_is_that_of_independent_lists():
    made = collision(LISTS, population=100)
    a, b, c = 0.02, 0.02, 0.03
    two = a * b * (1 - c) + a * c * (1 - b) + b * c * (1 - a) + a * b * c
    assert made.found["chance"].tolist() == pytest.approx([a * b * c, two])
    assert made.found["by_chance"][1] == pytest.approx(100 * two)
    assert made.lengths == {"A": 2, "B": 2, "C": 3}


def test_short_lists_surprise_more_than_long_ones():
    found = collision(LISTS, population=100).found
    assert found["surprise"][1] == pytest.approx(math.log(100 / 2) + math.log(100 / 3))


def test_a_population_is_never_smaller_than_the_lists_show():
    assert collision(LISTS, population=1).population == 4


def test_nobody_in_enough_lists_is_an_empty_answer():
    assert collision(LISTS, least=4).found.empty


def test_scenes_list_who_was_there_in_their_time(sightings_of, at):
    world = sightings_of("""
        tel:1 cell:A cell 03-01T08:00
        tel:1 cell:B cell 03-02T08:00
        tel:2 cell:A cell 03-01T12:00
        tel:3 cell:C cell 03-01T08:30
    """)
    scenes = pd.DataFrame(
        {
            "list": ["scene 1", "scene 2"],
            "where": ["cell:C", "cell:B"],
            "from_at": [at("03-01T07:00"), at("03-02T07:00")],
            "to_at": [at("03-01T09:00"), at("03-02T09:00")],
        }
    )
    areas = pd.Series({"cell:C": "cell:A"})
    assert present(world, scenes)["who"].tolist() == ["tel:3", "tel:1"]
    lists = present(world, scenes, areas=areas)
    assert lists.values.tolist() == [
        ["scene 1", "tel:1", "w:s:1"],
        ["scene 1", "tel:3", "w:s:4"],
        ["scene 2", "tel:1", "w:s:2"],
    ]
    assert collision(lists).found["who"].tolist() == ["tel:1"]


def test_a_stay_that_began_before_the_scene_was_there_too(sightings_of, at):
    world = sightings_of("person:1 place:H hotel 03-01T08:00").assign(to_at=at("03-02T08:00"))
    scenes = pd.DataFrame(
        {"list": ["x"], "where": ["place:H"], "from_at": [at("03-01T20:00")], "to_at": [at("03-01T21:00")]}
    )
    assert len(present(world, scenes)) == 1


def test_callers_of_several_victims_collide(calls_of):
    lists = called(calls_of("9 1 03-01T08:00\n2 9 03-01T09:00\n8 1 03-01T10:00\n- 1 03-01T11:00"), ["tel:1", "tel:2"])
    assert collision(lists).found[["who", "events"]].values.tolist() == [["tel:9", ("f:s:1", "f:s:2")]]


@settings(max_examples=40, deadline=None)
@given(drawn_lists, st.integers(1, 4), st.randoms(use_true_random=False))
def test_counting_is_that_of_sets_and_no_order_shows(drawn, least, random):
    lists = pd.DataFrame(drawn, columns=["list", "who"])
    lists["event"] = [f"e{n}" for n in range(len(drawn))]
    sets = {name: {w for n, w in drawn if n == name} for name, _ in drawn}
    counts = {w: sum(w in members for members in sets.values()) for _, w in drawn}
    found = collision(lists, least=least).found
    assert dict(zip(found["who"], found["of"], strict=True)) == {w: n for w, n in counts.items() if n >= least}
    order = list(range(len(lists)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(found, collision(lists.iloc[order], least=least).found)


@settings(max_examples=40, deadline=None)
@given(drawn_lists, st.integers(0))
def test_removing_a_row_changes_exactly_who_cites_it(drawn, number):
    lists = pd.DataFrame(drawn, columns=["list", "who"])
    lists["event"] = [f"e{n}" for n in range(len(drawn))]
    gone = f"e{number % len(drawn)}"
    own = ["who", "of", "lists", "events"]
    before, after = (
        {tuple(row) for row in collision(part).found[own].itertuples(index=False)}
        for part in (lists, lists[lists["event"] != gone])
    )
    changed = {line[0] for line in before ^ after}
    assert changed == {line[0] for line in before if gone in line[-1]}


def test_planted_visitors_stand_out_of_busy_scenes():
    rows = [(f"S{n}", str(who), f"e{n}-{who}") for n in range(4) for who in range(50 * n, 50 * n + 200)]
    rows += [(f"S{n}", "guilty", f"g{n}") for n in range(4)]
    # Each list holds 201 of 5,000, shifted by fifty: some strangers are in all four, too.
    found = collision(pd.DataFrame(rows, columns=["list", "who", "event"]), least=4, population=5_000)
    assert "guilty" in set(found.found["who"])
    assert found.found["by_chance"][0] == pytest.approx(5_000 * (201 / 5_000) ** 4)
    assert list(itertools.islice(found.lengths.values(), 2)) == [201, 201]
