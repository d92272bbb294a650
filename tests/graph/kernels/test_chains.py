"""Chains of transfers, against walking every way and against a recursive query."""

from __future__ import annotations

import itertools
from collections import defaultdict

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.chains import chain_search, transfer_index

NODES = 6
RULE = {"window_ms": 20, "least_ratio": 0.5, "most_ratio": 1.0, "hops": 4}
account = st.integers(0, NODES - 1)
transfers = st.lists(st.tuples(account, account, st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=25)


def index_of(drawn):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 4)
    return transfer_index(table[:, 0], table[:, 1], table[:, 2], table[:, 3], nodes=NODES)


def walked(drawn, start, *, window_ms, least_ratio, most_ratio, hops):
    """Return every beginning of a chain from `start`, and those that are whole."""
    if drawn[start][0] == drawn[start][1]:
        return [], []
    beginnings, whole, waiting = [], [], [(start,)]
    while waiting:
        chain = waiting.pop()
        _, target, time, amount = drawn[chain[-1]]
        accounts = {drawn[chain[0]][0]} | {drawn[p][1] for p in chain}
        further = [
            (*chain, p)
            for p, (source, to, at, fen) in enumerate(drawn)
            if source == target
            and to not in accounts
            and 0 < at - time <= window_ms
            and least_ratio <= fen / amount <= most_ratio
            and len(chain) < hops
        ]
        beginnings.append(chain)
        waiting.extend(further)
        if not further:
            whole.append(chain)
    return beginnings, whole


def order(drawn):
    return lambda chain: (-drawn[chain[-1]][3], -len(chain), chain)


def shown(chains):
    """Return the chains of each start."""
    found = defaultdict(list)
    for start, positions in zip(chains.start.tolist(), chains.positions.tolist(), strict=True):
        found[start].append(tuple(p for p in positions if p >= 0))
    return found


@given(transfers, st.sampled_from([1.0, 1.5]), st.integers(1, 4))
def test_every_start_gets_the_best_of_all_its_chains(drawn, most_ratio, top):
    rule = RULE | {"most_ratio": most_ratio}
    starts = list(range(len(drawn)))
    chains = chain_search(index_of(drawn), starts, **rule, top=top, cap=100_000)
    answered = shown(chains)
    for start in starts:
        beginnings, whole = walked(drawn, start, **rule)
        assert answered[start] == sorted(whole, key=order(drawn))[:top]
        assert (chains.examined[start], chains.found[start]) == (len(beginnings), len(whole))
    assert not chains.cut.any()


@given(transfers, st.integers(1, 6), st.sampled_from([1.0, 1.5]))
def test_a_search_that_was_cut_says_what_it_may_have_missed(drawn, cap, most_ratio):
    rule = RULE | {"most_ratio": most_ratio}
    starts = list(range(len(drawn)))
    chains = chain_search(index_of(drawn), starts, **rule, top=100, cap=cap)
    answered = shown(chains)
    for start in starts:
        beginnings, whole = walked(drawn, start, **rule)
        missed = [drawn[chain[-1]][3] for chain in whole if chain not in answered[start]]
        assert chains.examined[start] == min(cap, len(beginnings))
        assert chains.found[start] == len(answered[start]) == len(whole) - len(missed)
        assert chains.beyond[start] >= max(missed, default=0)
        assert chains.cut[start] == (len(beginnings) > cap)


@given(transfers)
def test_time_never_runs_backward_and_no_account_comes_twice(drawn):
    chains = chain_search(index_of(drawn), range(len(drawn)), **RULE, top=50, cap=1000)
    for chain in itertools.chain.from_iterable(shown(chains).values()):
        times = [drawn[p][2] for p in chain]
        accounts = [drawn[chain[0]][0]] + [drawn[p][1] for p in chain]
        assert all(a < b for a, b in itertools.pairwise(times))
        assert len(accounts) == len(set(accounts))
        assert all(drawn[a][1] == drawn[b][0] for a, b in itertools.pairwise(chain))


@given(transfers, st.randoms(use_true_random=False))
def test_another_order_of_the_transfers_finds_the_same_money(drawn, random):
    shuffled = random.sample(range(len(drawn)), len(drawn))
    straight = chain_search(index_of(drawn), range(len(drawn)), **RULE, top=50, cap=1000)
    turned = chain_search(index_of([drawn[p] for p in shuffled]), np.argsort(shuffled), **RULE, top=50, cap=1000)
    assert {(s, c) for s, found in shown(straight).items() for c in found} == {
        (s, tuple(shuffled[p] for p in c)) for s, found in shown(turned).items() for c in found
    }
    assert straight.delivered.tolist() == turned.delivered.tolist()


@pytest.mark.parametrize(("percent", "continues"), [(84, False), (85, True), (100, True), (101, False)])
def test_a_limit_of_the_band_means_what_is_written(percent, continues):
    index = index_of([(0, 1, 0, 700), (1, 2, 5, 7 * percent)])
    chains = chain_search(index, [0], **RULE | {"least_ratio": 0.85}, top=1, cap=10)
    assert chains.length.tolist() == [2 if continues else 1]


@pytest.mark.parametrize(("later", "continues"), [(0, False), (1, True), (20, True), (21, False)])
def test_the_window_begins_after_the_transfer_and_includes_its_end(later, continues):
    chains = chain_search(index_of([(0, 1, 3, 9), (1, 2, 3 + later, 9)]), [0], **RULE, top=1, cap=10)
    assert chains.length.tolist() == [2 if continues else 1]


def test_money_that_returns_to_its_own_account_begins_no_chain():
    chains = chain_search(index_of([(1, 1, 0, 9), (1, 2, 1, 9)]), [0, 1], **RULE, top=1, cap=10)
    assert chains.start.tolist() == [1]
    assert chains.found.tolist() == [0, 1]


def test_the_largest_sum_is_found_even_when_the_search_is_cut_early():
    fan = [(0, 1, 0, 1000), *[(1, 2, 1 + n, 500 + n) for n in range(15)], (1, 3, 17, 990), (3, 4, 18, 980)]
    chains = chain_search(index_of(fan), [0], **RULE, top=1, cap=18)
    assert chains.delivered.tolist() == [980]
    assert chains.found.tolist() == [16]


def test_a_hundred_thousand_ways_are_counted_but_not_all_kept():
    layers = [(0, 1, 0, 100)] + [(a, a + 1, a * 5 + k % 3, 100) for a in range(1, 5) for k in range(18)]
    chains = chain_search(index_of(layers), [0], **RULE | {"hops": 9}, top=2, cap=1_000_000)
    assert chains.found.tolist() == [18**4]
    assert chains.length.tolist() == [5, 5]


def test_a_recursive_query_gives_the_same_chains():
    random = np.random.default_rng(11)
    size, nodes = 3_000, 150
    table = pd.DataFrame(
        {
            "s": random.integers(0, nodes, size),
            "d": random.integers(0, nodes, size),
            "t": random.integers(0, 20_000, size),
            "a": random.integers(100, 200, size),
        }
    )
    index = transfer_index(table.s, table.d, table.t, table.a, nodes=nodes)
    starts = random.choice(size, 300, replace=False)
    rule = {"window_ms": 4000, "least_ratio": 0.85, "most_ratio": 1.0, "hops": 5}
    chains = chain_search(index, starts, **rule, top=10_000, cap=100_000)
    ours = {(int(starts[s]), c) for s, found in shown(chains).items() for c in found if len(c) > 1}
    assert len(ours) > 50
    assert ours == queried(table, starts, **rule)


def queried(table, starts, *, window_ms, least_ratio, most_ratio, hops):
    """Return the whole chains of two and more transfers that DuckDB finds, with their starts."""
    transfer = table.reset_index(names="p")  # noqa: F841 -- the query reads it
    begin = pd.DataFrame({"p": starts})  # noqa: F841 -- the query reads it
    rows = duckdb.sql(f"""
        WITH RECURSIVE chain AS (
            SELECT [p] AS path, [s, d] AS accounts, d, t, a FROM transfer JOIN begin USING (p) WHERE s <> d
            UNION ALL
            SELECT list_append(path, n.p), list_append(accounts, n.d), n.d, n.t, n.a
            FROM chain AS c JOIN transfer AS n ON n.s = c.d AND n.t > c.t AND n.t <= c.t + {window_ms}
            WHERE n.a / c.a BETWEEN {least_ratio} AND {most_ratio}
                AND NOT list_contains(accounts, n.d) AND len(path) < {hops})
        SELECT path FROM chain""").fetchall()
    paths = {tuple(path) for (path,) in rows}
    return {(path[0], path) for path in paths - {path[:-1] for path in paths} if len(path) > 1}


@pytest.mark.parametrize(
    "wrong",
    [{"window_ms": 0}, {"hops": 0}, {"least_ratio": 1.1}, {"least_ratio": -0.1}, {"top": 0}, {"cap": 0}],
)
def test_a_rule_that_nothing_obeys_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        chain_search(index_of([(0, 1, 0, 1)]), [0], **RULE | {"top": 1, "cap": 1} | wrong)


def test_no_start_gives_no_chain():
    chains = chain_search(index_of([(0, 1, 0, 1)]), [], **RULE, top=3, cap=5)
    assert chains.positions.shape == (0, 4)
    assert len(chains.examined) == 0
