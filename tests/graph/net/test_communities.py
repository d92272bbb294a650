"""Communities: planted gangs come back, connected, and the same for the same seed."""

from __future__ import annotations

import networkit
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from graph.kernels.components import modularity
from graph.kernels.csr import csr
from graph.net.communities import by_size, communities, connected

METHODS = ("label_propagation", "modularity")
links = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=40)


def network(pairs, nodes, weight=None):
    ends = np.array(sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]}), dtype=np.int64).reshape(-1, 2)
    return csr(ends[:, 0], ends[:, 1], weight=weight, nodes=nodes, undirected=True)


def planted(seed=3, gangs=20, size=15):
    """Return a network of dense gangs with some links between them, and who is in which."""
    graph = nx.planted_partition_graph(gangs, size, 0.5, 0.005, seed=seed)
    return network(graph.edges, gangs * size), np.repeat(np.arange(gangs), size)


@pytest.mark.parametrize("method", METHODS)
def test_planted_gangs_come_back(method):
    made, truth = planted()
    assert adjusted_rand_score(truth, communities(made, seed=1, method=method)) > 0.95


@settings(deadline=None, max_examples=50)
@given(links, st.sampled_from(METHODS), st.integers(0, 5))
def test_every_community_is_connected(drawn, method, seed):
    made = network(drawn, 12)
    label = communities(made, seed=seed, method=method)
    graph = nx.Graph((a, b) for a, b in drawn if a != b)
    graph.add_nodes_from(range(12))
    for group in range(label.max() + 1):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(label == group).tolist()))


@settings(deadline=None, max_examples=50)
@given(links, st.sampled_from(METHODS))
def test_the_largest_comes_first_and_ties_go_by_the_lowest_node(drawn, method):
    label = communities(network(drawn, 12), seed=1, method=method)
    size = np.bincount(label)
    first = np.unique(label, return_index=True)[1]
    assert sorted(zip(-size, first, strict=True)) == list(zip(-size, first, strict=True))
    assert label.dtype == np.int32


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_communities_whatever_ran_before(method):
    made, _ = planted()
    first = communities(made, seed=5, method=method)
    communities(made, seed=6, method=method)
    assert communities(made, seed=5, method=method).tolist() == first.tolist()


def test_the_threads_of_networkit_are_given_back():
    before = networkit.getMaxNumberOfThreads()
    communities(network([(0, 1)], 2), seed=1)
    assert networkit.getMaxNumberOfThreads() == before


def test_weights_decide_where_a_person_between_two_gangs_belongs():
    pairs = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (5, 6)]
    for heavy, companion in ((2, 2), (3, 4)):
        weight = [5.0] * len(pairs)
        weight[3], weight[4] = (9.0, 1.0) if heavy == 2 else (1.0, 9.0)
        label = communities(network(pairs, 7, weight), seed=1, method="modularity")
        assert label[3] == label[companion]


def test_a_higher_resolution_gives_smaller_gangs():
    made, _ = planted(gangs=60)
    few, many = (communities(made, seed=1, method="modularity", resolution=r).max() for r in (0.1, 2.0))
    assert few < many


def test_how_people_are_numbered_does_not_let_one_label_flood_the_city():
    made, truth = planted(gangs=60)
    number = np.random.default_rng(1).permutation(len(truth))
    near = np.repeat(np.arange(made.nodes), made.degree)
    turned = network(zip(number[near].tolist(), number[made.other].tolist(), strict=True), made.nodes)
    for city, gang in ((made, truth), (turned, truth[np.argsort(number)])):
        assert adjusted_rand_score(gang, communities(city, seed=1)) > 0.9


@pytest.mark.parametrize("method", METHODS)
def test_modularity_is_as_good_as_that_of_louvain(method):
    made, truth = planted()
    assert modularity(made, communities(made, seed=1, method=method)) > modularity(made, by_size(truth)) - 0.04


def test_a_community_that_falls_apart_is_split():
    assert connected(np.zeros(4, np.int64), network([(0, 1), (2, 3)], 4)).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("method", METHODS)
def test_plain_gangs_are_found_though_their_nodes_are_neighbours_in_order(method):
    caves = nx.connected_caveman_graph(5, 6)
    label = communities(network(caves.edges, 30), seed=1, method=method)
    assert [len(set(label[n : n + 6].tolist())) for n in range(0, 30, 6)] == [1] * 5
    assert len(set(label.tolist())) >= 4


def test_a_person_without_links_is_a_community_of_one():
    label = communities(network([(0, 1)], 4), seed=1)
    assert label.tolist() == [0, 0, 1, 2]
    assert communities(network([], 3), seed=1).tolist() == [0, 1, 2]
    assert communities(network([], 0), seed=1).tolist() == []


def test_what_is_no_method_is_refused():
    made = network([(0, 1)], 2)
    with pytest.raises(ValueError, match="label_propagation or modularity"):
        communities(made, seed=1, method="louvain")
    with pytest.raises(ValueError, match="at least 0"):
        communities(made, seed=1, resolution=-1)
