"""What lies around a few nodes, against networkx and a linear system."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.csr import csr
from graph.kernels.ego import ego, push_pagerank

NODES = 9
ends = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 5))
links = st.lists(ends, max_size=25)
seeds = st.lists(st.integers(0, NODES - 1), min_size=1, max_size=4)


def network(drawn, *, weighted=True, undirected=True):
    table = np.array(drawn, dtype=np.int64).reshape(-1, 3)
    weight = table[:, 2] if weighted else None
    return csr(table[:, 0], table[:, 1], weight=weight, nodes=NODES, undirected=undirected)


def solved(made, begun, alpha):
    """Return where the walk ends, from the equations that it obeys."""
    step = np.zeros((NODES, NODES))
    weight = np.ones(len(made.other)) if made.weight is None else made.weight
    np.add.at(step, (np.repeat(np.arange(NODES), made.degree), made.other), weight)
    ends_here = np.where(step.sum(axis=1) == 0, 1.0, alpha)
    step = step / np.maximum(step.sum(axis=1, keepdims=True), 1e-12) * (1 - ends_here)[:, None]
    start = np.bincount(sorted(set(begun)), minlength=NODES) / len(set(begun))
    return np.linalg.solve(np.eye(NODES) - step.T, start) * ends_here


@given(links, seeds, st.integers(0, 4), st.booleans())
def test_what_is_near_is_what_networkx_reaches(drawn, begun, hops, undirected):
    graph = (nx.Graph if undirected else nx.DiGraph)()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from((a, b) for a, b, _ in drawn)
    theirs = nx.multi_source_dijkstra_path_length(graph, set(begun), cutoff=hops, weight=None)
    around = ego(network(drawn, undirected=undirected), begun, hops=hops)
    assert dict(zip(around.node.tolist(), around.distance.tolist(), strict=True)) == theirs
    assert around.node.tolist() == sorted(around.node.tolist())


def test_a_hub_is_reached_but_not_passed_unless_it_is_asked_about():
    star = [(0, n, 1) for n in range(1, NODES)]
    assert ego(network(star), [1], hops=2, hub=3).node.tolist() == [0, 1]
    assert len(ego(network(star), [0], hops=2, hub=3).node) == NODES


@given(links, seeds, st.sampled_from([0.15, 0.5]), st.booleans(), st.booleans())
def test_scores_are_where_the_walk_ends(drawn, begun, alpha, weighted, undirected):
    made = network(drawn, weighted=weighted, undirected=undirected)
    met = push_pagerank(made, begun, alpha=alpha, epsilon=1e-12)
    ours = np.zeros(NODES)
    ours[met.node] = met.score
    assert ours == pytest.approx(solved(made, begun, alpha), abs=1e-8)


@given(links, seeds, st.sampled_from([1e-1, 1e-2, 1e-3]))
def test_a_score_is_too_small_by_at_most_epsilon_for_each_unit_of_strength(drawn, begun, epsilon):
    made = network(drawn)
    met = push_pagerank(made, begun, epsilon=epsilon)
    ours = np.zeros(NODES)
    ours[met.node] = met.score
    missing = solved(made, begun, 0.15) - ours
    assert (missing >= -1e-12).all()
    assert (missing <= epsilon * made.strength + 1e-12).all()
    assert met.score.sum() + met.left == pytest.approx(1)


@given(links, seeds)
def test_the_order_of_links_and_seeds_changes_no_bit(drawn, begun):
    first, second = push_pagerank(network(drawn), begun), push_pagerank(network(drawn[::-1]), begun[::-1] + begun)
    assert first.node.tolist() == second.node.tolist()
    assert first.score.tolist() == second.score.tolist()


def test_a_far_part_of_the_network_is_never_touched():
    ring = np.arange(5_000)
    met = push_pagerank(csr(ring, (ring + 1) % 5_000, nodes=5_000, undirected=True), [7], epsilon=1e-3)
    assert set(met.node.tolist()) <= set(range(5_000 - 40, 5_000)) | set(range(60))
    assert met.node[np.argmax(met.score)] == 7


def test_what_makes_no_sense_is_refused():
    made = network([(0, 1, 1)])
    for wrong in ({"alpha": 0}, {"alpha": 1}, {"epsilon": 0}):
        with pytest.raises(ValueError, match="alpha is between"):
            push_pagerank(made, [0], **wrong)
    with pytest.raises(ValueError, match="there is a seed"):
        push_pagerank(made, [])
    with pytest.raises(ValueError, match="at least 0"):
        ego(made, [0], hops=-1)
