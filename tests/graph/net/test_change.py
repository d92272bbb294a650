"""Change between two periods: ties, people and gangs that came, went, grew or faded."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.change import gang_change, network_change
from graph.net.fused import fused, pairs

lines = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("1234")), max_size=14)


def net_of(rows):
    return fused(pd.DataFrame(rows, columns=["person", "event"], dtype=object).assign(layer="m"))


def gangs(text):
    """Read "0: a b c" lines into person, gang."""
    lines = [line.split(":") for line in text.split("/")]
    return pd.DataFrame([(p, int(g)) for g, people in lines for p in people.split()], columns=["person", "gang"])


def test_ties_are_new_gone_stronger_weaker_or_the_same(shared):
    before = fused(shared("m 1: a b\nm 2: c d\nm 3: c d\nm 4: e f\nm 5: g h"))
    after = fused(shared("m 1: a b\nm 2: a b\nm 3: c d\nm 5: g h\nm 6: i j"))
    ties = network_change(before, after).ties
    found = {a + b: change for a, b, change in ties[["a", "b", "change"]].itertuples(index=False)}
    assert found == {"ab": "stronger", "cd": "weaker", "ef": "gone", "gh": "same", "ij": "new"}
    assert ties["a"].tolist()[-1] == "g"


@given(lines, lines)
@settings(max_examples=20, deadline=None)
def test_the_ties_before_and_after_are_those_of_the_networks(one, other):
    change = network_change(net_of(one), net_of(other))
    for side, rows in (("before", one), ("after", other)):
        table = pairs(net_of(rows))
        expected = dict(zip(zip(table["a"], table["b"], strict=True), table["weight"], strict=True))
        ties = change.ties[change.ties[side] > 0]
        assert dict(zip(zip(ties["a"], ties["b"], strict=True), ties[side], strict=True)) == pytest.approx(expected)
    assert change.people["after"].sum() == pytest.approx(2 * change.ties["after"].sum())


@given(lines, lines)
@settings(max_examples=20, deadline=None)
def test_backwards_what_was_new_is_gone(one, other):
    mirror = {"new": "gone", "gone": "new", "stronger": "weaker", "weaker": "stronger", "same": "same"}
    there, back = network_change(net_of(one), net_of(other)).ties, network_change(net_of(other), net_of(one)).ties
    told = {(a, b): mirror[c] for a, b, c in there[["a", "b", "change"]].itertuples(index=False)}
    assert told == {(a, b): c for a, b, c in back[["a", "b", "change"]].itertuples(index=False)}


def test_nothing_changes_between_a_network_and_itself(shared):
    net = fused(shared("m 1: a b c\nm 2: c d"))
    change = network_change(net, net)
    assert set(change.ties["change"]) == set(change.people["change"]) == {"same"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("0: a b c d", "5: a b c e", [(0, 5, 3, "same")]),
        ("0: a b c d e f", "1: a b c/2: d e f", [(0, 1, 3, "split"), (0, 2, 3, "split")]),
        ("0: a b c/1: d e f", "7: a b c d e f", [(0, 7, 3, "merged"), (1, 7, 3, "merged")]),
        ("0: a b c", "1: x y z", [(-1, 1, 0, "new"), (0, -1, 0, "gone")]),
        ("0: a b c d e f g h", "1: a x y z u v w", [(0, 1, 1, "part")]),
    ],
)
def test_what_became_of_gangs(before, after, expected):
    table = gang_change(gangs(before), gangs(after))
    assert list(table[["before", "after", "stayed", "change"]].itertuples(index=False, name=None)) == expected


def test_gangs_of_two_are_no_gangs():
    assert gang_change(gangs("0: a b"), gangs("0: a b")).empty
