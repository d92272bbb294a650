"""Links as compressed sparse rows, against scipy and against themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array

from graph.kernels.csr import csr

NODES = 8
links = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 9)), max_size=40)


def columns(drawn):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def neighbours(made, node):
    return made.other[made.first[node] : made.first[node + 1]].tolist()


@given(links)
def test_every_link_stands_at_its_source_and_neighbours_ascend(drawn):
    source, target, _ = columns(drawn)
    made = csr(source, target, nodes=NODES)
    for node in range(NODES):
        assert neighbours(made, node) == sorted(target[source == node].tolist())


@given(links)
def test_the_sums_of_weights_are_those_of_scipy(drawn):
    source, target, weight = columns(drawn)
    made = csr(source, target, weight=weight, nodes=NODES)
    theirs = coo_array((weight, (source, target)), shape=(NODES, NODES)).toarray()
    ours = np.zeros((NODES, NODES))
    np.add.at(ours, (np.repeat(np.arange(NODES), made.degree), made.other), made.weight)
    assert np.array_equal(ours, theirs)
    assert np.array_equal(made.strength, theirs.sum(axis=1))


@given(links, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_links_changes_nothing(drawn, random, undirected):
    shuffled = random.sample(drawn, len(drawn))
    first, second = (
        csr(s, t, weight=w, nodes=NODES, undirected=undirected) for s, t, w in map(columns, (drawn, shuffled))
    )
    for a, b in zip((first.first, first.other, first.weight), (second.first, second.other, second.weight), strict=True):
        assert np.array_equal(a, b)


@given(links)
def test_an_undirected_link_stands_at_both_ends_and_a_loop_once(drawn):
    source, target, _ = columns(drawn)
    made = csr(source, target, nodes=NODES, undirected=True)
    for node in range(NODES):
        there = target[source == node].tolist()
        back = source[(target == node) & (source != node)].tolist()
        assert neighbours(made, node) == sorted(there + back)


def test_parallel_links_keep_their_weights_the_lightest_first():
    made = csr([0, 0, 0], [1, 1, 1], weight=[3, 1, 2], nodes=2)
    assert made.weight.tolist() == [1, 2, 3]


def test_without_weights_the_strength_is_the_degree():
    assert csr([0, 0], [1, 2], nodes=3).strength.tolist() == [2.0, 0.0, 0.0]


def test_a_network_may_be_empty():
    made = csr([], [], nodes=3)
    assert (made.nodes, made.first.tolist(), made.other.tolist()) == (3, [0, 0, 0, 0], [])
    assert csr([], [], nodes=0).nodes == 0


def test_memory_is_four_bytes_a_neighbour():
    assert csr([0], [1], nodes=2).other.dtype == np.int32


@pytest.mark.parametrize(("source", "target"), [([0], [3]), ([-1], [0]), ([2**32], [0])])
def test_an_end_that_is_no_node_is_refused(source, target):
    with pytest.raises(ValueError, match="only 0 to 2"):
        csr(source, target, nodes=3)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="source 2, target 1"):
        csr([0, 1], [1], nodes=2)
    with pytest.raises(ValueError, match="weight 1"):
        csr([0, 1], [1, 0], weight=[1.0], nodes=2)
