"""People through events, against scipy and by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from graph.kernels.projection import projection

PEOPLE, EVENTS = 7, 6
incidences = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, EVENTS - 1)), max_size=40)


def projected(drawn, **options):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 2)
    return projection(table[:, 0], table[:, 1], people=PEOPLE, events=EVENTS, **options)


def pairs(shared):
    return dict(zip(zip(shared.a.tolist(), shared.b.tolist(), strict=True), shared.weight.tolist(), strict=True))


def people_of(drawn):
    return [sorted({p for p, e in drawn if e == event}) for event in range(EVENTS)]


@given(incidences, st.lists(st.integers(1, 9), min_size=EVENTS, max_size=EVENTS))
def test_weights_and_times_are_those_of_the_matrix_product(drawn, weight):
    b = np.zeros((PEOPLE, EVENTS))
    for p, e in drawn:
        b[p, e] = 1
    weighed = np.triu((csr_array(b * weight) @ csr_array(b).T).toarray(), 1)
    counted = np.triu((csr_array(b) @ csr_array(b).T).toarray(), 1)
    shared = projected(drawn, weight=weight)
    ours = np.zeros((2, PEOPLE, PEOPLE))
    ours[0, shared.a, shared.b], ours[1, shared.a, shared.b] = shared.weight, shared.times
    assert np.array_equal(ours, np.array([weighed, counted]))
    assert len(shared.a) == np.count_nonzero(counted)


@given(incidences)
def test_an_event_brings_each_who_has_part_in_it_one_in_all(drawn):
    shared = projected(drawn)
    received = np.zeros(PEOPLE)
    np.add.at(received, shared.a, shared.weight)
    np.add.at(received, shared.b, shared.weight)
    taken = [sum(p in group for group in people_of(drawn) if len(group) > 1) for p in range(PEOPLE)]
    assert received == pytest.approx(taken)


@given(incidences, st.randoms(use_true_random=False))
def test_neither_order_nor_repeats_change_a_bit(drawn, random):
    more = random.sample(drawn + drawn, 2 * len(drawn))
    first, second = projected(drawn), projected(more)
    for name in ("a", "b", "times", "weight"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


@given(incidences)
def test_pairs_ascend_and_nobody_is_linked_with_himself(drawn):
    found = list(pairs(projected(drawn)))
    assert found == sorted(found)
    assert all(a < b for a, b in found)


@given(incidences, st.integers(1, 5))
def test_events_of_too_many_people_are_left_out_and_named(drawn, largest):
    shared = projected(drawn, largest=largest)
    groups = people_of(drawn)
    assert shared.left_out.tolist() == [e for e, group in enumerate(groups) if len(group) > largest]
    small = [(p, e) for e, group in enumerate(groups) if len(group) <= largest for p in group]
    assert pairs(shared) == pairs(projected(small))


@given(incidences, st.integers(0, 12))
def test_too_many_pairs_are_refused_and_the_message_says_what_would_do(drawn, most):
    groups = people_of(drawn)
    if sum(len(g) * (len(g) - 1) // 2 for g in groups) <= most:
        projected(drawn, most_pairs=most)
        return
    with pytest.raises(ValueError, match="largest=") as refused:
        projected(drawn, most_pairs=most)
    largest = int(str(refused.value).partition("largest=")[2].rstrip(")"))
    assert sum(len(list(itertools.combinations(g, 2))) for g in groups if len(g) <= largest) <= most
    assert projected(drawn, most_pairs=most, largest=largest)
    with pytest.raises(ValueError, match="pairs, more than"):
        projected(drawn, most_pairs=most, largest=largest + 1)


def test_more_pairs_than_were_expected_find_room():
    shared = projection(np.arange(80), np.zeros(80, int), people=80, events=1)
    assert len(shared.a) == 80 * 79 // 2
    assert shared.times.tolist() == [1] * len(shared.a)


@pytest.mark.parametrize("people", [20, 64, 65, 66, 120])
def test_people_who_meet_few_and_people_who_meet_many_are_counted_alike(people):
    random = np.random.default_rng(people)
    person, event = random.integers(0, people, 9 * people), random.integers(0, 12, 9 * people)
    worth = random.integers(1, 50, 12)
    b = np.zeros((people, 12))
    b[person, event] = 1
    shared = projection(person, event, people=people, events=12, weight=worth)
    ours = np.zeros((2, people, people))
    ours[0, shared.a, shared.b], ours[1, shared.a, shared.b] = shared.weight, shared.times
    assert np.array_equal(ours, np.triu(np.array([b * worth @ b.T, b @ b.T]), 1))
    assert np.array_equal(np.lexsort((shared.b, shared.a)), np.arange(len(shared.a)))


def test_each_event_has_its_weight():
    with pytest.raises(ValueError, match="1 weights for 6 events"):
        projected([(0, 0)], weight=[1.0])


def test_nobody_shares_nothing():
    assert len(projection([], [], people=0, events=0).a) == 0
    assert len(projected([]).a) == 0
