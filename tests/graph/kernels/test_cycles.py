"""Cycles in time, against their definition and against a recursive query."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.cycles import temporal_cycles
from graph.kernels.transfers import transfer_index

NODES = 5
account = st.integers(0, NODES - 1)
transfers = st.lists(st.tuples(account, account, st.integers(0, 25)), max_size=14)


def counted(drawn, *, window_ms=15, longest=NODES, cap=10**6):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 3)
    index = transfer_index(table[:, 0], table[:, 1], table[:, 2], np.ones(len(table), int), nodes=NODES)
    return temporal_cycles(index, window_ms=window_ms, longest=longest, cap=cap)


def by_definition(drawn, *, window_ms=15, longest=NODES):
    """Walk every way forward in time; count for each transfer the different (closing transfer, accounts)."""
    cycles = [set() for _ in drawn]
    ways = [(p,) for p, (source, target, _) in enumerate(drawn) if source != target]
    while ways:
        way = ways.pop()
        accounts = [drawn[p][0] for p in way]
        _, here, time = drawn[way[-1]]
        for p, (source, target, at) in enumerate(drawn):
            if source != here or at <= time or at > drawn[way[0]][2] + window_ms or source == target:
                continue
            if target == accounts[0]:
                for member in (*way, p):
                    cycles[member].add((p, *accounts, here))
            elif target not in (*accounts, here) and len(way) + 2 <= longest:
                ways.append((*way, p))
    counts = np.zeros((len(drawn), longest - 1), int)
    for p, met in enumerate(cycles):
        for _, *accounts in met:
            if len(accounts) <= longest:
                counts[p, len(accounts) - 2] += 1
    return counts


@given(transfers, st.integers(2, NODES), st.sampled_from([3, 15, 100]))
def test_every_transfer_is_counted_in_the_cycles_of_the_definition(drawn, longest, window_ms):
    found = counted(drawn, longest=longest, window_ms=window_ms)
    assert found.counts.tolist() == by_definition(drawn, longest=longest, window_ms=window_ms).tolist()
    assert not found.cut.any()


@given(transfers, st.randoms(use_true_random=False))
def test_the_order_of_the_transfers_does_not_matter(drawn, random):
    shuffled = random.sample(range(len(drawn)), len(drawn))
    turned = counted([drawn[p] for p in shuffled])
    assert turned.counts.tolist() == counted(drawn).counts[shuffled].tolist()


@given(transfers, st.integers(1, 4))
def test_a_search_that_was_cut_says_so_and_counts_no_more(drawn, cap):
    whole, part = counted(drawn), counted(drawn, cap=cap)
    assert (part.counts <= whole.counts).all()
    assert part.cut.any() or (part.counts == whole.counts).all()


@given(transfers, st.integers(0, 13))
def test_without_a_transfer_only_cycles_that_had_it_are_gone(drawn, place):
    if place >= len(drawn):
        return
    before, after = counted(drawn).counts, counted(drawn[:place] + drawn[place + 1 :]).counts
    kept = np.delete(before, place, axis=0)
    assert (after <= kept).all()
    if not before[place].any():
        assert after.tolist() == kept.tolist()


def test_parallel_transfers_all_have_part_and_the_cycle_counts_once():
    found = counted([(0, 1, 1), (0, 1, 2), (1, 2, 3), (2, 0, 4)])
    assert found.counts[:, 1].tolist() == [1, 1, 1, 1]


def test_each_transfer_that_closes_makes_a_cycle_of_its_own():
    found = counted([(0, 1, 1), (1, 0, 2), (1, 0, 3)])
    assert found.counts[:, 0].tolist() == [2, 1, 1]


@pytest.mark.parametrize(("closing", "cycles"), [(0, 0), (1, 1), (15, 1), (16, 0)])
def test_money_returns_strictly_later_and_within_the_window(closing, cycles):
    assert counted([(0, 1, 0), (1, 0, closing)]).counts[:, 0].tolist() == [cycles, cycles]


def test_a_recursive_query_counts_the_same():
    random = np.random.default_rng(3)
    size = 400
    table = pd.DataFrame({"s": random.integers(0, 40, size), "d": random.integers(0, 40, size)})
    table["t"] = random.integers(0, 2_000, size)
    index = transfer_index(table.s, table.d, table.t, np.ones(size, int), nodes=40)
    found = temporal_cycles(index, window_ms=500, longest=4, cap=10**6)
    transfer = table.reset_index(names="p")  # noqa: F841 -- the query reads it
    rows = duckdb.sql("""
        WITH RECURSIVE way AS (
            SELECT [p] AS path, [s] AS accounts, s AS origin, d, t, t AS begun FROM transfer WHERE s <> d
            UNION ALL
            SELECT list_append(path, n.p), list_append(accounts, n.s), origin, n.d, n.t, begun
            FROM way AS w JOIN transfer AS n ON n.s = w.d AND n.t > w.t AND n.t <= begun + 500
            WHERE w.d <> origin AND NOT list_contains(accounts[2:], n.d) AND n.s <> n.d AND len(path) < 4)
        SELECT DISTINCT member, path[-1], accounts FROM (
            SELECT unnest(path) AS member, path, accounts FROM way WHERE d = origin)""").fetchall()
    theirs = np.zeros((size, 3), int)
    for member, _, accounts in rows:
        theirs[member, len(accounts) - 2] += 1
    assert theirs.sum() > 100
    assert found.counts.tolist() == theirs.tolist()


@pytest.mark.parametrize("wrong", [{"window_ms": 0}, {"longest": 1}, {"cap": 0}])
def test_bounds_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="at least"):
        counted([(0, 1, 1)], **wrong)


def test_no_transfers_make_no_cycles():
    assert counted([]).counts.shape == (0, NODES - 1)
