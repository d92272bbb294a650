"""Hidden ties: measures against networkx, parts that add up, and better than any one measure on average."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from models.hidden_ties import MEASURES, hidden_ties, likeness

pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=16)


def matrix(graph):
    return (nx.to_numpy_array(graph) > 0).astype(float)


def drawn_graph(links, size=8):
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((a, b) for a, b in links if a != b)
    return graph


@given(pairs)
@settings(max_examples=30, deadline=None)
def test_the_measures_are_those_of_networkx(links):
    graph = drawn_graph(links)
    found = likeness(matrix(graph))
    unlinked = list(nx.non_edges(graph))
    named = {
        "resource_allocation": nx.resource_allocation_index,
        "preferential_attachment": nx.preferential_attachment,
        "adamic_adar": nx.adamic_adar_index,
    }
    for name, oracle in named.items():
        assert [found[name][a, b] for a, b in unlinked] == pytest.approx([v for _, _, v in oracle(graph, unlinked)])
    common = [len(list(nx.common_neighbors(graph, a, b))) for a, b in unlinked]
    assert [found["common_neighbours"][a, b] for a, b in unlinked] == common


@given(pairs)
@settings(max_examples=20, deadline=None)
def test_every_measure_is_symmetric_and_finite(links):
    for values in likeness(matrix(drawn_graph(links))).values():
        assert np.isfinite(values).all()
        assert values == pytest.approx(values.T)


def test_every_unlinked_pair_is_ranked_once_and_the_parts_add_up():
    adjacency = matrix(nx.karate_club_graph())
    table = hidden_ties(adjacency, seed=1)
    assert len(table) == 34 * 33 // 2 - 78
    assert all(adjacency[a, b] == 0 for a, b in table[["a", "b"]].itertuples(index=False))
    assert table["score"].to_numpy() == pytest.approx(table[[*MEASURES, "base"]].sum(axis=1).to_numpy(), abs=1e-6)
    assert table["score"].is_monotonic_decreasing


def test_the_same_seed_gives_the_same_ranking():
    adjacency = matrix(nx.karate_club_graph())
    assert hidden_ties(adjacency, seed=3).equals(hidden_ties(adjacency, seed=3))


def hidden_again(graph, seed):
    """Hide a tenth of a graph's links; return the AUC of the learned score and each measure, of who is still linked."""
    adjacency = matrix(graph)
    first, second = np.nonzero(np.triu(adjacency, 1))
    gone = np.random.default_rng(seed).permutation(len(first))[: len(first) // 10]
    less = adjacency.copy()
    less[first[gone], second[gone]] = less[second[gone], first[gone]] = 0
    linked = less.sum(axis=1) > 0
    adjacency, less = adjacency[np.ix_(linked, linked)], less[np.ix_(linked, linked)]
    table, measures = hidden_ties(less, seed=seed), likeness(less)
    a, b = table["a"].to_numpy(), table["b"].to_numpy()
    wanted = adjacency[a, b] > 0
    scores = {"learned": table["score"].to_numpy()} | {name: measures[name][a, b] for name in MEASURES[:3]}
    return {name: roc_auc_score(wanted, values) for name, values in scores.items()}


def test_learned_weights_are_better_on_average_than_any_one_measure():
    graphs = [nx.karate_club_graph(), nx.les_miserables_graph(), nx.barabasi_albert_graph(80, 2, seed=1)]
    found = [hidden_again(graph, seed) for graph in graphs for seed in range(3)]
    mean = {name: np.mean([line[name] for line in found]) for name in found[0]}
    assert mean["learned"] > max(value for name, value in mean.items() if name != "learned") - 0.01


def test_a_tiny_network_is_ranked_by_resource_allocation():
    table = hidden_ties(matrix(nx.path_graph(4)))
    assert table[["a", "b"]].values.tolist()[:2] == [[0, 2], [1, 3]]


def test_a_network_without_links_still_answers():
    assert len(hidden_ties(np.zeros((3, 3)))) == 3
