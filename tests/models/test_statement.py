"""Statements: the order of sentences, the counterfactual, and the same statement from what was stored."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Protected
from models.evidence import Evidence, Item
from models.statement import Statement, from_dict, strongest, to_dict, weakest

weights = st.floats(-8, 8, allow_subnormal=False)
features = st.sampled_from(["handset", "case", "calls", "name", "name_rarity"])
values = st.one_of(st.floats(0, 1e6), st.text(max_size=6))
items = st.lists(st.builds(Item, features, values, weights, st.lists(st.text(max_size=4), max_size=3).map(tuple)))
statements = st.builds(
    Statement,
    st.sampled_from(["same_person", "one_hand"]),
    st.builds(Evidence, st.just(("a", "b")), items.map(tuple), st.lists(features, max_size=2).map(tuple)),
    st.one_of(st.none(), st.floats(0.001, 0.999)),
)


def parts(told, part):
    return [sentence for sentence in told.sentences if sentence.part == part]


@given(statements)
def test_the_items_told_sum_to_the_score_told(told):
    (claim,) = parts(told, "claim")
    assert math.fsum(s.values["weight"] for s in parts(told, "item")) == pytest.approx(claim.values["score"], abs=1e-9)
    assert len(parts(told, "item")) == len(told.evidence.items)


@given(statements)
def test_a_statement_comes_back_from_what_was_stored_and_says_the_same(told):
    again = from_dict(json.loads(json.dumps(to_dict(told))))
    assert again == told
    assert again.sentences == told.sentences


@given(statements, st.randoms(use_true_random=False))
def test_the_sentences_do_not_depend_on_the_order_of_the_items(told, random):
    mixed = list(told.evidence.items)
    random.shuffle(mixed)
    other = Statement(told.claim, Evidence(told.evidence.about, tuple(mixed), told.evidence.missing), told.prior)
    assert [(s.part, s.rows) for s in parts(other, "item")] == [(s.part, s.rows) for s in parts(told, "item")]
    assert [s.values for s in parts(other, "item")] == [s.values for s in parts(told, "item")]


@given(statements)
def test_without_the_strongest_the_rest_remains(told):
    for sentence in parts(told, "without"):
        name = sentence.values["feature"]
        rest = [i.weight for i in told.evidence.items if i.feature not in (name, f"{name}_rarity")]
        assert math.log10(sentence.values["without"]) == pytest.approx(math.fsum(rest), abs=1e-9)
        assert sentence.values["without"] < sentence.values["with"]


def test_without_the_shared_handset_25_instead_of_2000():
    found = Evidence(("a", "b"), (Item("handset", "k=2", math.log10(80)), Item("case", "k=1", math.log10(25))))
    (sentence,) = parts(Statement("acting_together", found), "without")
    assert sentence.values["feature"] == "handset"
    assert (round(sentence.values["with"]), round(sentence.values["without"])) == (2000, 25)


def test_a_value_and_its_rarity_are_taken_away_together():
    found = Evidence(
        ("a", "b"), (Item("name", "张伟", 4.0), Item("name_rarity", "张伟", -3.5), Item("phone", "1", 2.0))
    )
    assert strongest(found) == "phone"


def test_where_nothing_speaks_for_it_or_only_one_thing_was_compared_there_is_no_counterfactual():
    against = Evidence(("a", "b"), (Item("calls", "k=0", -0.3), Item("case", "k=0", -0.1)))
    alone = Evidence(("a", "b"), (Item("calls", "k=1", 1.0),))
    assert not parts(Statement("acting_together", against), "without")
    assert not parts(Statement("acting_together", alone), "without")


def test_a_probability_is_told_only_under_a_declared_prior():
    found = Evidence(("a", "b"), (Item("calls", "k=1", 2.0),))
    assert not parts(Statement("acting_together", found), "posterior")
    (told,) = parts(Statement("acting_together", found, 0.01), "posterior")
    assert told.values["posterior"] == pytest.approx(100 / 199)


@pytest.mark.parametrize("feature", ["民族", "native_place", "religion", "health_record"])
def test_a_protected_attribute_is_not_told(feature):
    told = Statement("same_person", Evidence(("a", "b"), (Item(feature, "x", 1.0),)))
    with pytest.raises(Protected):
        _ = told.sentences


def test_the_weakest_link_has_the_least_score_and_equals_go_by_key():
    made = [
        Statement("t", Evidence((key, "x"), (Item("f", "", weight),))) for key, weight in (("c", 1), ("b", 0), ("a", 0))
    ]
    assert weakest(made) is made[2]
    assert weakest([]) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"claim": "x", "about": ["a"], "items": [1], "missing": []},
        {"claim": "x", "about": "a", "items": [], "missing": []},
    ],
)
def test_what_is_no_stored_statement_is_refused(broken):
    with pytest.raises(ValueError, match="no stored statement"):
        from_dict(broken)
