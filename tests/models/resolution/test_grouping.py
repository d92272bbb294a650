"""Groups hold together on the whole, no chain joins two persons, and what may never be one stays apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.resolution.grouping import components, groups, pairs_within


def every(nodes):
    first, second = np.triu_indices(nodes, 1)
    return np.column_stack([first, second])


def grouped(nodes, odds, apart=()):
    """Group nodes of one component; pairs not named are far from likely."""
    ends = every(nodes)
    values = np.array([odds.get(tuple(pair), -3.0) for pair in ends.tolist()])
    barred = np.array([tuple(pair) in apart for pair in ends.tolist()])
    label = np.zeros(nodes, dtype=np.int64)
    return groups(ends, values, label, bound=5.0, apart=barred).tolist()


def test_two_dense_groups_with_one_strong_bridge_stay_two():
    odds = {(a, b): 4.0 for part in ((0, 1, 2), (3, 4, 5)) for a in part for b in part if a < b}
    assert grouped(6, odds | {(2, 3): 3.0}) == [0, 0, 0, 3, 3, 3]


def test_a_chain_is_not_a_group_where_its_ends_speak_against_it():
    assert grouped(3, {(0, 1): 2.0, (1, 2): 1.0, (0, 2): -4.0}) == [0, 0, 2]


def test_a_missing_link_is_made_up_for_by_the_others():
    assert grouped(3, {(0, 1): 3.0, (1, 2): 3.0, (0, 2): -1.0}) == [0, 0, 0]


def test_two_that_may_never_be_one_stay_apart_through_any_number_of_thirds():
    odds = dict.fromkeys(map(tuple, every(6).tolist()), 5.0)
    found = grouped(6, odds, apart={(0, 5)})
    assert found[0] != found[5]
    assert len(set(found)) == 2


@pytest.mark.parametrize(("odds", "group"), [(0.5, [0, 0]), (-0.5, [0, 1])])
def test_a_single_pair_is_joined_at_better_than_even_odds(odds, group):
    assert grouped(2, {(0, 1): odds}) == group


def test_a_single_pair_that_may_never_be_one_is_not_joined():
    assert grouped(2, {(0, 1): 5.0}, apart={(0, 1)}) == [0, 1]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=60))
def test_pairs_within_are_every_pair_of_each_component_once(links):
    ends = np.array([(a, b) for a, b in links if a != b], dtype=np.int64).reshape(-1, 2)
    label = components(ends, np.ones(len(ends)), nodes=20, floor=0.0)
    found = {tuple(sorted(pair)) for pair in pairs_within(label).tolist()}
    assert len(found) == len(pairs_within(label))
    assert found == {(a, b) for a in range(20) for b in range(a + 1, 20) if label[a] == label[b]}


def test_a_component_that_is_too_large_is_cut_where_it_is_weakest():
    ends = np.array([(n, n + 1) for n in range(9)])
    odds = np.full(9, 3.0)
    odds[4] = 0.2
    label = components(ends, odds, nodes=10, floor=0.0, largest=6)
    assert len(set(label[:5].tolist())) == len(set(label[5:].tolist())) == 1
    assert label[4] != label[5]


@given(st.integers(0, 10_000))
def test_groups_do_not_depend_on_the_order_of_the_pairs(seed):
    random = np.random.default_rng(seed)
    ends, odds = every(7), random.normal(0, 2, 21)
    label, apart = np.zeros(7, dtype=np.int64), random.random(21) < 0.1
    order = random.permutation(21)
    one = groups(ends, odds, label, bound=5.0, apart=apart)
    other = groups(ends[order], odds[order], label, bound=5.0, apart=apart[order])
    assert one.tolist() == other.tolist()
    assert not any(one[a] == one[b] for (a, b), never in zip(ends.tolist(), apart, strict=True) if never)
