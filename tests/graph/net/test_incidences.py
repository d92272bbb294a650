"""Who shares what: pairs by calls and money, things in common, and the actor behind a number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from graph.net.incidences import COLUMNS, paired, shared, sole_users


def calls(*pairs):
    return pd.DataFrame(pairs, columns=["caller", "callee"])


def test_calls_in_both_directions_are_one_tie_whose_weight_grows_slowly():
    lines = paired(calls(("t1", "t2"), ("t2", "t1"), ("t1", "t2")), "calls", actors={})
    assert lines[["person", "event", "rows"]].values.tolist() == [["t1", "t1~t2", 3], ["t2", "t1~t2", 3]]
    assert lines["weight"].tolist() == [2.0, 2.0]


def test_a_single_call_ties_nobody_when_two_are_asked_for():
    lines = paired(calls(("t1", "t2"), ("t1", "t3"), ("t3", "t1")), "calls", actors={}, least=2)
    assert set(lines["event"]) == {"t1~t3"}


def test_numbers_of_one_person_are_one_actor_and_calls_to_oneself_none():
    lines = paired(calls(("t1", "t3"), ("t2", "t3"), ("t1", "t2")), "calls", actors={"t1": "甲", "t2": "甲"})
    assert lines[["person", "rows"]].values.tolist() == [["t3", 2], ["甲", 2]]


def test_a_missing_end_is_nobody():
    lines = paired(pd.DataFrame({"source": ["a", None], "target": ["b", "b"]}), "money", actors={})
    assert lines["rows"].tolist() == [1, 1]
    assert set(lines["layer"]) == {"money"}


def test_no_calls_are_no_lines():
    lines = paired(calls(), "calls", actors={})
    assert list(lines.columns) == COLUMNS
    assert lines.empty


def test_a_shared_thing_is_an_event_of_its_actors():
    lines = shared(
        pd.DataFrame({"key": ["t1", "t1", "t2", None], "thing": ["i1", "i1", "i1", "i2"]}), "handset", actors={"t2": "乙"},
        weight=3,
    )  # fmt: skip
    assert lines.values.tolist() == [["t1", "handset", "i1", 3, 2], ["乙", "handset", "i1", 3, 1]]


def test_a_number_with_two_users_stays_itself_and_control_comes_before_a_holder():
    users = pd.DataFrame(
        [("t1", "甲", 1), ("t2", "甲", 1), ("t2", "乙", 1), ("a1", "甲", 1), ("a1", "丙", 0)],
        columns=["key", "person", "rank"],
    )
    assert sole_users(users) == {"t1": "甲", "a1": "丙"}
    assert sole_users(users.drop(columns="rank")) == {"t1": "甲"}


def test_weight_is_the_logarithm_of_the_calls():
    lines = paired(calls(*[("t1", "t2")] * 7), "calls", actors={})
    assert lines["weight"].tolist() == pytest.approx([np.log2(8)] * 2)
