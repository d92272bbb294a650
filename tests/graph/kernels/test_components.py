"""Connected parts of groups, and modularity, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.components import companions, connected_parts, modularity
from graph.kernels.csr import csr

NODES = 9
links = st.dictionaries(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).map(lambda p: (min(p), max(p))),
    st.integers(1, 6),
    max_size=22,
)
groups = st.lists(st.integers(0, 3), min_size=NODES, max_size=NODES).map(lambda g: np.array(g, np.int32))


def both(drawn, *, loops=False):
    kept = {pair: weight for pair, weight in drawn.items() if loops or pair[0] != pair[1]}
    graph = nx.Graph()
    graph.add_nodes_from(range(NODES))
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in kept.items())
    ends = np.array(list(kept), dtype=np.int64).reshape(-1, 2)
    return graph, csr(ends[:, 0], ends[:, 1], weight=list(kept.values()), nodes=NODES, undirected=True)


@given(links, groups)
def test_parts_are_the_components_of_each_group(drawn, label):
    graph, made = both(drawn, loops=True)
    part = connected_parts(made, label)
    theirs = {
        frozenset(component)
        for group in set(label.tolist())
        for component in nx.connected_components(graph.subgraph(np.flatnonzero(label == group).tolist()))
    }
    assert {frozenset(np.flatnonzero(part == p).tolist()) for p in range(part.max() + 1)} == theirs


@given(links, groups)
def test_parts_are_numbered_by_their_first_nodes(drawn, label):
    part = connected_parts(both(drawn)[1], label)
    _, first = np.unique(part, return_index=True)
    assert first.tolist() == sorted(first.tolist())


@given(links, groups, st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_is_that_of_networkx(drawn, label, resolution):
    graph, made = both(drawn)
    if graph.number_of_edges():
        sets = [set(np.flatnonzero(label == g).tolist()) for g in set(label.tolist())]
        theirs = nx.community.modularity(graph, sets, resolution=resolution)
        assert modularity(made, label, resolution=resolution) == pytest.approx(theirs)


@given(links, groups)
def test_taking_a_group_that_falls_apart_as_several_never_lowers_modularity(drawn, label):
    _, made = both(drawn)
    assert modularity(made, connected_parts(made, label)) >= modularity(made, label) - 1e-12


@given(links)
def test_companions_are_joined_by_somebodys_heaviest_link(drawn):
    graph, made = both(drawn)
    chosen = nx.Graph()
    chosen.add_nodes_from(range(NODES))
    for node in range(NODES):
        if graph[node]:
            chosen.add_edge(node, min(graph[node], key=lambda other: (-graph[node][other]["weight"], other)))
    group = companions(made)
    theirs = {frozenset(component) for component in nx.connected_components(chosen)}
    assert {frozenset(np.flatnonzero(group == g).tolist()) for g in set(group.tolist())} == theirs
    assert all(group[g] == g for g in group)


def test_a_network_without_links_has_no_modularity():
    made = both({})[1]
    assert modularity(made, np.zeros(NODES, np.int32)) == 0.0
    assert connected_parts(made, np.zeros(NODES, np.int32)).tolist() == list(range(NODES))
