"""The queue between two runs of the analysis: what was decided leaves it, with what follows from it; unsure ones go last."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.judgements import Judgement
from workbench.ui.queue import after, place_of, waiting

PAIRS = pd.DataFrame(
    [
        ("person:1", "person:2", "rec:1", "rec:2", 9.0),
        ("person:2", "person:3", "rec:2", "rec:3", 8.0),
        ("person:1", "person:3", "rec:1b", "rec:3", 7.0),
        ("person:4", "person:5", "rec:4", "rec:5", 6.0),
    ],
    columns=["a", "b", "record_a", "record_b", "score"],
)


def verdict(a, b, said, seq=1):
    return Judgement(seq, "专班", a, b, said, "w", "wu", datetime(2026, 3, 1, tzinfo=UTC))


def left(*decided):
    return waiting(PAIRS, decided)["score"].tolist()


def test_nothing_decided_leaves_the_queue_as_it_is():
    queue = waiting(PAIRS, [])
    assert queue["score"].tolist() == [9.0, 8.0, 7.0, 6.0]
    assert not queue["unsure"].any()


@pytest.mark.parametrize("said", ["same", "different"])
def test_a_judged_pair_leaves_the_queue(said):
    assert left(verdict("rec:4", "rec:5", said)) == [9.0, 8.0, 7.0]


def test_who_was_joined_through_a_third_is_not_asked_about():
    assert left(verdict("rec:1", "rec:2", "same"), verdict("rec:2", "rec:3", "same")) == [6.0]


def test_who_was_judged_different_is_not_asked_about_under_another_record_of_the_joined_person():
    assert left(verdict("rec:1", "rec:2", "same"), verdict("rec:2", "rec:3", "different")) == [6.0]


def test_unsure_ones_come_last_and_are_marked():
    queue = waiting(PAIRS, [verdict("rec:1", "rec:2", "unsure")])
    assert queue["score"].tolist() == [8.0, 7.0, 6.0, 9.0]
    assert queue["unsure"].tolist() == [False, False, False, True]


def test_decisions_about_records_that_are_not_queued_change_nothing():
    assert left(verdict("rec:8", "rec:9", "same"), verdict("rec:1", "rec:9", "different")) == [9.0, 8.0, 7.0, 6.0]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["same", "different", "unsure"])), max_size=6))
def test_the_queue_is_a_part_of_what_was_found_and_no_judged_pair_is_in_it(decided):
    last = {place: said for place, said in decided}
    made = [verdict(PAIRS["record_a"][n], PAIRS["record_b"][n], said, n) for n, said in last.items()]
    scores = set(waiting(PAIRS, made)["score"])
    assert scores <= set(PAIRS["score"])
    assert not scores & {PAIRS["score"][n] for n, said in last.items() if said != "unsure"}


def test_after_the_last_pair_comes_the_first_and_after_the_only_one_none():
    queue = waiting(PAIRS, [])
    assert place_of(queue, "rec:2", "rec:3") == 1
    assert place_of(queue, "rec:3", "rec:2") is None
    assert after(queue, 0) == ("rec:2", "rec:3")
    assert after(queue, 3) == ("rec:1", "rec:2")
    assert after(queue.head(1), 0) is None
