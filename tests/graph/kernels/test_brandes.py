"""Betweenness by batches of sources, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.brandes import brandes, sampled_betweenness
from graph.kernels.csr import csr

NODES = 12
links = st.sets(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=30)


def both(drawn, nodes=NODES):
    pairs = sorted({(min(p), max(p)) for p in drawn})
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(nodes))
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return graph, csr(ends[:, 0], ends[:, 1], nodes=nodes, undirected=True)


@given(links)
def test_with_every_node_as_source_it_is_twice_that_of_networkx(drawn):
    graph, made = both(drawn)
    theirs = nx.betweenness_centrality(graph, normalized=False)
    assert brandes(made) / 2 == pytest.approx([theirs[n] for n in range(NODES)])


@given(links, st.lists(st.integers(0, NODES - 1), max_size=20))
def test_some_sources_give_their_part_and_the_parts_add_up(drawn, sources):
    graph, made = both(drawn)
    nodes = range(NODES)
    parts = [nx.betweenness_centrality_subset(graph, sources=[s], targets=nodes, normalized=False) for s in sources]
    expected = [2 * sum(part[n] for part in parts) for n in nodes]
    assert brandes(made, sources) == pytest.approx(expected)


def test_a_larger_network_with_many_equal_paths_agrees():
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(9, 9))
    graph.add_edges_from(nx.gnm_random_graph(81, 60, seed=4).edges)
    _, made = both(graph.edges, nodes=81)
    theirs = nx.betweenness_centrality(graph, normalized=False)
    assert brandes(made) / 2 == pytest.approx([theirs[n] for n in range(81)])


def test_a_sample_as_large_as_the_network_is_exact():
    _, made = both([(0, 1), (1, 2), (2, 3)])
    assert sampled_betweenness(made, sources=NODES, seed=1).tolist() == (brandes(made) / 2).tolist()


def test_samples_are_right_on_average_and_repeat_with_their_seed():
    _, made = both([(0, n) for n in range(1, 6)] + [(5, n) for n in range(6, NODES)])
    samples = [sampled_betweenness(made, sources=4, seed=seed) for seed in range(400)]
    assert np.mean(samples, axis=0) == pytest.approx(brandes(made) / 2, rel=0.1)
    assert samples[0].tolist() == sampled_betweenness(made, sources=4, seed=0).tolist()
    assert len({tuple(sample) for sample in samples}) > 10


def test_what_is_no_source_is_refused():
    _, made = both([(0, 1)])
    with pytest.raises(ValueError, match="only 0 to 11"):
        brandes(made, [NODES])
    with pytest.raises(ValueError, match="at least 1"):
        sampled_betweenness(made, sources=0, seed=1)


def test_an_empty_network_has_no_paths():
    assert brandes(both([], nodes=0)[1]).tolist() == []
    assert brandes(both([], nodes=3)[1]).tolist() == [0, 0, 0]
