"""What every transfer begins, against searching from each."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.all_starts import all_starts
from graph.kernels.chains import chain_search, transfer_index

NODES = 6
RULE = {"window_ms": 20, "least_ratio": 0.5, "most_ratio": 1.0}
account = st.integers(0, NODES - 1)
transfers = st.lists(st.tuples(account, account, st.integers(0, 40), st.integers(1, 12)), max_size=40)


def index_of(drawn):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 4)
    return transfer_index(table[:, 0], table[:, 1], table[:, 2], table[:, 3], nodes=NODES)


@given(transfers, st.integers(1, 5))
def test_counts_and_lengths_are_those_of_searching_from_each_transfer(drawn, hops):
    index = index_of(drawn)
    begun = all_starts(index, **RULE, hops=hops, cap=10_000)
    chains = chain_search(index, range(len(drawn)), **RULE, hops=hops, top=1_000, cap=10_000)
    longest = np.zeros(len(drawn), int)
    np.maximum.at(longest, chains.start, chains.length)
    assert begun.chains.tolist() == chains.found.tolist()
    assert begun.longest.tolist() == longest.tolist()
    assert not begun.cut.any()


@given(transfers, st.integers(1, 6))
def test_a_count_that_was_cut_is_a_lower_bound_and_says_so(drawn, cap):
    index = index_of(drawn)
    whole, part = (all_starts(index, **RULE, hops=4, cap=c) for c in (10_000, cap))
    examined = chain_search(index, range(len(drawn)), **RULE, hops=4, top=1, cap=10_000).examined
    assert (part.chains <= whole.chains).all()
    assert (part.longest <= whole.longest).all()
    assert part.cut.tolist() == (examined > cap).tolist()


@given(transfers)
def test_a_longer_way_allowed_never_shortens_the_longest_chain(drawn):
    index = index_of(drawn)
    lengths = [all_starts(index, **RULE, hops=hops, cap=10_000).longest for hops in (1, 2, 3, 6)]
    assert all((a <= b).all() for a, b in itertools.pairwise(lengths))


def test_a_transfer_that_nothing_continues_is_a_chain_of_its_own():
    begun = all_starts(index_of([(0, 1, 0, 5), (2, 2, 0, 5)]), **RULE, hops=8, cap=9)
    assert begun.longest.tolist() == [1, 0]
    assert begun.chains.tolist() == [1, 0]


def test_more_pairs_than_may_be_kept_are_refused_with_what_to_do():
    many = index_of([(0, 1, n, 5) for n in range(30)] + [(1, 2, n, 5) for n in range(30)])
    with pytest.raises(ValueError, match="narrow the window or the band"):
        all_starts(many, **RULE, hops=8, cap=9, most_pairs=100)


def test_pairs_beyond_the_first_thousand_are_kept_too():
    index = index_of([(0, 1, 1, 5)] * 60 + [(1, 2, 2, 5)] * 60)
    assert all_starts(index, **RULE, hops=8, cap=99).chains.tolist() == [60] * 60 + [1] * 60


def test_a_bound_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        all_starts(index_of([]), **RULE, hops=8, cap=0)


def test_no_transfers_begin_nothing():
    assert len(all_starts(index_of([]), **RULE, hops=8, cap=9).chains) == 0
