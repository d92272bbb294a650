"""The fused network: weights by rarity, contributions by layer, evidence, the size guard."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.fused import evidence, fused, pairs

lines = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["case", "calls"]), st.sampled_from("123456")), max_size=24
)


def frame(rows):
    return pd.DataFrame(rows, columns=["person", "layer", "event"], dtype=object)


def by_definition(rows):
    """Add 1/(k-1) for every event of k people to every pair of it."""
    weight = {}
    for layer, event in {(layer, event) for _, layer, event in rows}:
        people = sorted({p for p, at, of in rows if (at, of) == (layer, event)})
        for pair in combinations(people, 2):
            weight[pair] = weight.get(pair, 0.0) + 1 / (len(people) - 1)
    return weight


def as_dict(net):
    return {(a, b): w for a, b, w in pairs(net)[["a", "b", "weight"]].itertuples(index=False)}


@given(lines)
@settings(max_examples=20, deadline=None)
def test_every_event_gives_each_of_its_pairs_one_over_the_other_people(rows):
    assert as_dict(fused(frame(rows))) == pytest.approx(by_definition(rows))


@given(lines, st.randoms())
@settings(max_examples=20, deadline=None)
def test_neither_order_nor_repeats_of_lines_matter(rows, chance):
    again = rows + rows[: len(rows) // 2]
    chance.shuffle(again)
    one, other = pairs(fused(frame(rows))), pairs(fused(frame(again)))
    pd.testing.assert_frame_equal(one, other)


@given(lines)
@settings(max_examples=20, deadline=None)
def test_the_layers_of_a_pair_add_up_to_its_weight(rows):
    table = pairs(fused(frame(rows)))
    layers = [name for name in ("calls", "case") if name in table]
    assert table[layers].sum(axis=1).to_numpy(float) == pytest.approx(table["weight"].to_numpy(float))


@given(lines.filter(bool), st.data())
@settings(max_examples=20, deadline=None)
def test_taking_an_event_away_changes_only_the_pairs_that_cite_it(rows, data):
    net = fused(frame(rows))
    layer, event = data.draw(st.sampled_from(sorted({(layer, event) for _, layer, event in rows})))
    less = as_dict(fused(frame([row for row in rows if row[1:] != (layer, event)])))
    for (a, b), weight in as_dict(net).items():
        cited = evidence(net, [a, b])
        lost = cited[(cited["layer"] == layer) & (cited["event"] == event)]["share"].sum()
        assert less.get((a, b), 0.0) == pytest.approx(weight - lost)


def test_the_evidence_of_a_pair_adds_up_and_names_the_rarest_first(shared):
    net = fused(shared("case A: 甲 乙 丙\nhandset I: 甲 乙\ncase B: 甲 丙"))
    found = evidence(net, ["乙", "甲"])
    assert found.values.tolist() == [["乙", "甲", "handset", "I", 2, 1.0], ["乙", "甲", "case", "A", 3, 0.5]]
    assert found["share"].sum() == as_dict(net)["乙", "甲"]


def test_two_who_share_nothing_have_no_evidence_and_strangers_are_refused(shared):
    net = fused(shared("case A: 甲 乙\ncase B: 丙 丁"))
    assert evidence(net, ["甲", "丙"]).empty
    with pytest.raises(KeyError, match="戊"):
        evidence(net, ["甲", "戊"])


def test_a_strength_makes_a_layer_count_more_or_not_at_all(shared):
    world = shared("case A: 甲 乙\ncalls x: 甲 丙")
    assert as_dict(fused(world, strengths={"case": 3})) == {("乙", "甲"): 3.0, ("丙", "甲"): 1.0}
    assert as_dict(fused(world, strengths={"case": 0})) == {("丙", "甲"): 1.0}


def test_softer_rarity_lets_large_meetings_count(shared):
    world = shared("summit S: a b c d e")
    assert set(as_dict(fused(world, rarity=0)).values()) == {1.0}
    assert set(as_dict(fused(world, rarity=0.5)).values()) == {0.5}


def test_an_event_of_too_many_people_links_nobody_and_is_listed(shared):
    net = fused(shared("case big: a b c d\ncase small: a b"), largest=3)
    assert as_dict(net) == {("a", "b"): 1.0}
    assert net.left_out.values.tolist() == [["case", "big", 4]]
    assert list(net.people) == ["a", "b", "c", "d"]


def test_the_largest_events_go_first_when_there_would_be_too_many_shares(shared):
    net = fused(shared("case big: a b c d\ncase mid: a b c\ncase small: a b"), most=4)
    assert net.left_out["event"].tolist() == ["big"]


def test_people_who_share_nothing_are_in_the_network_without_a_link(shared):
    net = fused(shared("case A: a\ncase B: b c"))
    assert list(net.people) == ["a", "b", "c"]
    assert net.matrix().toarray().tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_weights_of_lines_are_how_strongly_an_event_ties():
    world = pd.DataFrame({"person": ["a", "b"], "layer": "calls", "event": "a~b", "weight": [5.0, 5.0]})
    assert as_dict(fused(world)) == {("a", "b"): 5.0}


def test_an_empty_frame_is_an_empty_network():
    net = fused(frame([]))
    assert net.size == 0
    assert pairs(net).empty
    assert net.weights(np.zeros(0, np.bool_)).tolist() == []
