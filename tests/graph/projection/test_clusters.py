"""Which records become one person, decided without any graph."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.projection.clusters import Decision, roots_of, write_clusters

RECORDS = "abcdefgh"
records = st.fixed_dictionaries({r: st.sampled_from([None, "1", "2"]) for r in RECORDS}).map(
    lambda d: sorted(d.items())
)
decisions = st.lists(
    st.builds(Decision, st.sampled_from(RECORDS), st.sampled_from(RECORDS), st.booleans()).filter(lambda d: d.a != d.b),
    max_size=8,
)


def test_without_decisions_equal_numbers_are_one_and_others_alone():
    assert roots_of([("a", "1"), ("b", None), ("c", "1"), ("d", None)], []) == {"a": "a", "b": "b", "c": "a", "d": "d"}


def test_same_unites_whole_persons():
    rows = [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2")]
    assert set(roots_of(rows, [Decision("b", "c", same=True)]).values()) == {"a"}


def test_the_earlier_of_two_contradicting_decisions_on_a_chain_is_followed():
    rows = [(r, None) for r in "abc"]
    chain = [Decision("a", "b", same=True), Decision("a", "c", same=False), Decision("b", "c", same=True)]
    assert roots_of(rows, chain) == {"a": "a", "b": "a", "c": "c"}


def test_a_record_blocked_from_the_first_person_of_its_number_joins_the_next():
    rows = [("a", "1"), ("b", "1"), ("c", "1")]
    apart = [Decision("a", "b", same=False), Decision("a", "c", same=False)]
    assert roots_of(rows, apart) == {"a": "a", "b": "b", "c": "b"}


def test_decisions_about_records_outside_the_scope_do_nothing():
    assert roots_of([("a", None)], [Decision("a", "z", same=True), Decision("y", "z", same=False)]) == {"a": "a"}


@given(records, decisions)
def test_no_two_records_judged_different_are_ever_one(rows, judged):
    roots = roots_of(rows, judged)
    assert all(roots[d.a] != roots[d.b] for d in judged if not d.same)


@given(records, decisions)
def test_every_root_is_the_smallest_record_of_its_person(rows, judged):
    roots = roots_of(rows, judged)
    for root in set(roots.values()):
        assert root == min(r for r in roots if roots[r] == root)


@given(records, decisions)
def test_nobody_is_joined_without_a_number_or_a_decision(rows, judged):
    numbers = dict(rows)
    linked = {frozenset((d.a, d.b)) for d in judged if d.same}
    linked |= {
        frozenset(p) for p in itertools.combinations(numbers, 2) if numbers[p[0]] and numbers[p[0]] == numbers[p[1]]
    }
    reach = {r: {r} for r in numbers}
    for _ in numbers:
        reach = {r: seen.union(*(pair for pair in linked if pair & seen)) for r, seen in reach.items()}
    roots = roots_of(rows, judged)
    assert all(roots[r] in reach[r] for r in roots)


WORLD = """
    张三 id_number=370102199001011234
    李四
    王五 id_number=370102199001011234
    赵六 id_number=3701021990010112??
"""


def test_the_table_of_clusters_has_every_record_once(drawn):
    scope = drawn(WORLD)
    write_clusters(scope.connection, [])
    rows = scope.sql("SELECT record, person FROM clusters").fetchall()
    assert (len(rows), len(dict(rows)), len(set(dict(rows).values()))) == (4, 4, 3)


def test_a_person_is_called_the_same_whatever_the_order_of_the_files(drawn):
    lines = [line for line in WORLD.splitlines() if line.strip()]
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        scope = drawn("\n".join(lines))
        write_clusters(scope.connection, [])
        found.append(sorted(scope.sql("SELECT record, person FROM clusters").fetchall()))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("same", [True, False])
def test_the_table_agrees_with_the_plain_function_where_a_decision_was_made(drawn, same):
    scope = drawn(WORLD)
    write_clusters(scope.connection, [])
    before = dict(scope.sql("SELECT record, person FROM clusters").fetchall())
    a, b = sorted(before)[:2]
    write_clusters(scope.connection, [Decision(a, b, same=same)])
    after = dict(scope.sql("SELECT record, person FROM clusters").fetchall())
    assert (after[a] == after[b]) is same
