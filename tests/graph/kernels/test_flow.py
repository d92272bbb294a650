"""Maximum flow: SciPy's answer on any network, and capacities SciPy cannot take."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from graph.kernels.flow import most_flow, network

LINK = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 50))


def flow(links, nodes, ends, limit=2**62):
    tail, head, room = (np.array(part, dtype=np.int64) for part in zip(*links, strict=True))
    both = np.zeros(2 * len(links), np.int64)
    both[0::2] = room
    laid = network(tail.astype(np.int32), head.astype(np.int32), nodes=nodes)
    return most_flow(laid, both, ends=ends, limit=limit), both


@settings(max_examples=150, deadline=None)
@given(links=st.lists(LINK, min_size=1, max_size=40))
def test_the_flow_is_scipys(links):
    tail, head, room = zip(*links, strict=True)
    matrix = coo_array((np.array(room, np.int32), (tail, head)), shape=(10, 10)).tocsr()
    matrix.setdiag(0)
    assert flow(links, 10, (0, 9))[0] == maximum_flow(matrix, 0, 9).flow_value


@settings(max_examples=60, deadline=None)
@given(links=st.lists(LINK, min_size=1, max_size=40), scale=st.sampled_from([1, 2**31, 2**50]))
def test_no_link_takes_more_than_it_can_and_nothing_is_lost_on_the_way(links, scale):
    links = [(a, b, room * scale) for a, b, room in links]
    found, left = flow(links, 10, (0, 9))
    sent = np.array([room for _, _, room in links]) - left[0::2]
    assert (sent >= 0).all()
    assert (left >= 0).all()
    balance = np.zeros(10, np.int64)
    np.add.at(balance, [a for a, _, _ in links], -sent)
    np.add.at(balance, [b for _, b, _ in links], sent)
    assert balance.tolist() == [-found, *[0] * 8, found]
    assert found % scale == 0


def test_it_stops_at_the_limit():
    assert flow([(0, 1, 100)], 2, (0, 1), limit=30)[0] == 30


def test_the_narrow_bridge_between_wide_ways_does_not_take_a_turn_per_unit():
    wide = 2**55
    links = [(0, 1, wide), (0, 2, wide), (1, 2, 1), (1, 3, wide), (2, 3, wide)]
    assert flow(links, 4, (0, 3))[0] == 2 * wide


def test_a_way_must_sometimes_be_given_back():
    links = [(0, 1, 1), (1, 2, 1), (0, 2, 1), (1, 3, 1), (2, 3, 1)]
    assert flow(links, 4, (0, 3))[0] == 2
