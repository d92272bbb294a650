"""Single runs: connected communities, the same every time, and a resolution that fits."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.partition import Links, connected, fitted_resolution, modular, modularity, numbered, propagated

pairs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40)


def of(pairs, size=12):
    ends = np.array(sorted({(min(a, b), max(a, b)) for a, b in pairs if a != b}), dtype=np.int64).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], np.ones(len(ends)), size)


def caves(gangs, size):
    """Return full gangs in a ring, each linked to the next by one link."""
    graph = nx.connected_caveman_graph(gangs, size)
    return of(graph.edges, gangs * size)


@pytest.mark.parametrize("run", [modular, propagated])
@given(pairs)
@settings(max_examples=20, deadline=None)
def test_every_community_hangs_together(run, drawn):
    links = of(drawn)
    graph = nx.Graph(list(zip(links.first.tolist(), links.second.tolist(), strict=True)))
    graph.add_nodes_from(range(12))
    labels = run(links, seed=3)
    for label in set(labels.tolist()):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(labels == label).tolist()))


@pytest.mark.parametrize("run", [modular, propagated])
def test_the_same_seed_gives_the_same_communities(run):
    links = of(nx.gnm_random_graph(60, 240, seed=1).edges, 60)
    assert run(links, seed=5).tolist() == run(links, seed=5).tolist()


@pytest.mark.parametrize("run", [modular, propagated])
def test_plain_gangs_are_found_though_their_nodes_are_neighbours_in_order(run):
    labels = run(caves(5, 6), seed=1)
    assert [len(set(labels[n : n + 6].tolist())) for n in range(0, 30, 6)] == [1] * 5
    assert len(set(labels.tolist())) >= 4


def test_a_community_that_falls_apart_is_split():
    assert connected(np.zeros(4, np.int64), of([(0, 1), (2, 3)], 4)).tolist() == [0, 0, 1, 1]


def test_communities_are_numbered_by_size_then_by_their_first_node():
    assert numbered(np.array([7, 3, 3, 9, 7, 3])).tolist() == [1, 0, 0, 2, 1, 0]


def test_a_higher_resolution_never_gives_fewer_communities_of_caves():
    counts = [len(set(modular(caves(12, 4), resolution=g, seed=1).tolist())) for g in (0.2, 1, 4)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


@given(pairs)
@settings(max_examples=30, deadline=None)
def test_modularity_is_what_networkx_says(drawn):
    links = of(drawn)
    labels = np.arange(12) % 3
    graph = nx.Graph(list(zip(links.first.tolist(), links.second.tolist(), strict=True)))
    graph.add_nodes_from(range(12))
    groups = [set(range(n, 12, 3)) for n in range(3)]
    expected = nx.community.modularity(graph, groups) if len(links.first) else 0.0
    assert modularity(labels, links) == pytest.approx(expected)


def test_the_fitted_resolution_grows_with_the_number_of_gangs():
    few, more, many = (fitted_resolution(caves(gangs, 6)) for gangs in (3, 8, 20))
    assert few < more < many


def test_a_network_without_communities_keeps_resolution_one():
    assert fitted_resolution(of([], 5)) == 1
    assert fitted_resolution(of([(0, 1)], 2)) == 1
