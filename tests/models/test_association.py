"""What two share, weighed by how seldom strangers share as much: rarity, absence, coverage, deletion."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.association import CONTACTS, POWER, association, commonness, tail, with_contacts


def shares(**layers):
    """Return incidences: per layer the groups of people who share a thing; the row of each is its layer, thing and name."""
    lines = []
    for layer, groups in layers.items():
        for number, people in enumerate(groups):
            thing = "|".join(people) if layer == "calls" else f"{layer}{number}"
            lines += [(person, layer, thing, (f"{layer}:{number}:{person}",)) for person in people]
    return pd.DataFrame(lines, columns=["person", "layer", "event", "reasons"])


def between(told, a="a", b="b", **more):
    whole = with_contacts(told, more.get("covered", ()))
    return association(whole, {a}, {b}, usual=commonness(whole), about=(a, b), **more)


def item(found, feature):
    return next((one for one in found.items if one.feature == feature), None)


CROWD = [[f"x{n}", f"x{n + 1}"] for n in range(200)]


def test_a_rare_thing_shared_speaks_for_a_tie_and_cites_the_rows_of_both():
    found = between(shares(handset=[["a", "b"], *CROWD]))
    one = item(found, "handset")
    assert one.weight > 0.9
    assert one.rows == ("handset:0:a", "handset:0:b")
    assert one.value.startswith("k=1 p=")


def test_what_half_the_town_shares_says_little():
    everybody = ["a", "b", *(f"x{n}" for n in range(200))]
    rare = item(between(shares(handset=[["a", "b"], *CROWD])), "handset")
    common = item(between(shares(handset=[everybody, *CROWD])), "handset")
    assert common.weight < rare.weight - 0.5


def test_who_shares_with_everybody_proves_less_by_sharing_with_one():
    busy = [["b", f"x{n}"] for n in range(0, 200, 2)]
    quiet = item(between(shares(handset=[["a", "b"], *CROWD])), "handset")
    hub = item(between(shares(handset=[["a", "b"], *CROWD, *busy])), "handset")
    assert hub.weight < quiet.weight


def test_no_layer_alone_is_worth_more_than_a_thousand():
    found = between(shares(handset=[["a", "b"]] * 12 + CROWD))
    assert item(found, "handset").weight == 3.0


@pytest.mark.parametrize("layer", ["handset", "case"])
def test_who_shares_more_is_never_less_tied(layer):
    found = [between(shares(**{layer: [["a", "b"]] * more + CROWD})) for more in (1, 2, 3, 5, 8, 13, 21, 34)]
    weights = [item(one, layer).weight for one in found]
    assert weights == sorted(weights)
    assert weights[-1] == 3.0


def test_nothing_shared_where_it_would_be_seen_speaks_against_it():
    found = between(shares(case=[["a", "c"], ["b", "d"]]))
    assert item(found, "case").weight == pytest.approx(math.log10(1 - POWER["case"]))
    assert item(found, "case").value == "k=0"
    assert item(found, "case").rows == ()


def test_without_anything_of_one_of_them_a_layer_is_missing_and_weighs_nothing():
    found = between(shares(case=[["a", "c"]]))
    assert item(found, "case") is None
    assert "case" in found.missing


def test_no_calls_count_only_where_a_file_would_show_them():
    told = shares(calls=[["a", "c"], ["b", "d"]])
    assert {"calls", CONTACTS} <= set(between(told).missing)
    one = between(told, covered=["a"], days=60)
    assert item(one, "calls").value == "k=0 days=60"
    assert CONTACTS in one.missing
    both = between(told, covered=["a", "b"], days=60)
    assert item(both, CONTACTS).weight < 0


def test_a_third_party_whom_both_call_is_a_shared_contact_and_the_two_are_none():
    found = between(shares(calls=[["a", "c"], ["b", "c"], *CROWD]), covered=["a", "b"])
    assert item(found, CONTACTS).value.startswith("k=1")
    assert item(found, CONTACTS).rows == ("calls:0:a", "calls:1:b")
    assert item(found, "calls").value == "k=0"
    direct = between(shares(calls=[["a", "b"], *CROWD]), covered=["a", "b"])
    assert item(direct, "calls").value.startswith("k=1")
    assert item(direct, CONTACTS).value == "k=0"


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(0, 9))
def test_the_tail_is_that_of_all_outcomes_counted(chances, least):
    outcomes = itertools.product([0, 1], repeat=len(chances))
    whole = sum(
        np.prod([c if happened else 1 - c for c, happened in zip(chances, outcome, strict=True)])
        for outcome in outcomes
        if sum(outcome) >= least
    )
    assert tail(chances, least) == pytest.approx(max(1e-9, whole), abs=1e-8)


@settings(max_examples=15)  # a dozen small fits each
@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_of_the_two_matters(random):
    told = shares(handset=[["a", "b"], *CROWD[:9]], case=[["a", "b", "c"], ["b", "x1"]], calls=[["a", "c"], ["b", "c"]])
    places = list(range(len(told)))
    random.shuffle(places)
    one, other = between(told), between(told.iloc[places], "b", "a")
    assert [(i.feature, i.value, i.weight) for i in one.items] == [(i.feature, i.value, i.weight) for i in other.items]
    assert [set(i.rows) for i in one.items] == [set(i.rows) for i in other.items]


def test_taking_a_row_away_changes_the_items_that_cite_it_and_no_other():
    told = shares(handset=[["a", "b"], *CROWD[:20]], case=[["a", "b", "c"], ["a", "d"]], calls=[["a", "c"], ["b", "c"]])
    covered = ["a", "b"]
    whole = with_contacts(told, covered)
    usual = commonness(whole)
    before = association(whole, {"a"}, {"b"}, usual=usual, about=("a", "b"), covered=covered)
    assert len(before.rows) == 6
    for row in sorted({row for rows in told["reasons"] for row in rows}):
        left = told[[row not in rows for rows in told["reasons"]]]
        after = association(with_contacts(left, covered), {"a"}, {"b"}, usual=usual, about=("a", "b"), covered=covered)
        same = {one.feature for one in before.items if one in after.items}
        assert same == {one.feature for one in before.items if row not in one.rows}, row


def test_where_neighbours_share_everything_what_they_share_is_worth_less_and_strangers_mean_factor_is_one():
    villages = [[f"v{n}{name}" for name in "abcdef"] for n in range(6)]
    told = shares(travel=[village for village in villages for _ in range(8)])
    usual = commonness(told, draws=800)
    assert usual.temper["travel"] < 0.9
    random = np.random.default_rng(7)
    people = sorted(set(told["person"]))
    factors = []
    for a, b in random.choice(people, size=(300, 2)):
        if a != b:
            found = association(told, {a}, {b}, usual=usual, about=(a, b))
            factors.append(10 ** item(found, "travel").weight)
    assert np.mean(factors) < 1.5
    raw = association(told, {"v0a"}, {"v0b"}, usual=replace(usual, temper={}), about=("v0a", "v0b"))
    tempered = association(told, {"v0a"}, {"v0b"}, usual=usual, about=("v0a", "v0b"))
    assert item(tempered, "travel").weight < item(raw, "travel").weight


def test_what_is_fitted_is_the_same_again_and_in_any_order_of_the_rows():
    told = shares(handset=CROWD, case=[["a", "b", "c"], ["b", "x1"]])
    assert commonness(told) == commonness(told.sample(frac=1, random_state=3))


def test_a_group_is_weighed_as_one_party():
    told = with_contacts(shares(case=[["a", "b"], ["a", "c"], ["d", "e"], *CROWD[:40]]), ())
    usual = commonness(told)
    with_rest = association(told, {"a"}, {"b", "c"}, usual=usual, about=("a", "b", "c"))
    stranger = association(told, {"d"}, {"b", "c"}, usual=usual, about=("d", "b", "c"))
    assert item(with_rest, "case").value.startswith("k=2")
    assert with_rest.score > 0 > stranger.score
