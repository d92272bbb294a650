"""Disruption curves: shares fall, rules are what they say, and recomputing is another order."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.disruption import disruption_curve, order_of_removal

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


def graph_of(links):
    graph = nx.Graph(list(zip(links.first.tolist(), links.second.tolist(), strict=True)))
    graph.add_nodes_from(range(links.size))
    return graph


def first_of_the_highest(values):
    return min(values, key=lambda node: (-round(values[node], 6), node))


@given(pairs, st.sampled_from(["degree", "betweenness"]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_the_largest_part_is_counted_after_every_removal(links_between, drawn, measure, recomputed):
    links = links_between(drawn, 10)
    curve = disruption_curve(links, measure=measure, recomputed=recomputed, steps=6)
    graph = graph_of(links)
    for line in curve.itertuples():
        if line.node >= 0:
            graph.remove_node(line.node)
        assert line.largest == max(map(len, nx.connected_components(graph)))
    assert curve["removed"].tolist() == list(range(6))
    assert curve["share"].tolist()[0] == 1
    assert curve["share"].is_monotonic_decreasing


@given(pairs)
@settings(max_examples=20, deadline=None)
def test_recomputed_betweenness_takes_the_highest_of_what_is_left(links_between, drawn):
    links = links_between(drawn, 10)
    graph = graph_of(links)
    for node in order_of_removal(links, steps=5).tolist():
        assert node == first_of_the_highest(nx.betweenness_centrality(graph, normalized=False))
        graph.remove_node(node)


@given(pairs)
@settings(max_examples=20, deadline=None)
def test_static_degree_is_the_order_at_the_start(links_between, drawn):
    links = links_between(drawn, 10)
    degree = dict(graph_of(links).degree)
    expected = sorted(degree, key=lambda node: (-degree[node], node))[:4]
    assert order_of_removal(links, measure="degree", recomputed=False, steps=4).tolist() == expected


def test_recomputing_matters(links_between):
    graph = nx.barbell_graph(5, 3)
    static, anew = (
        disruption_curve(links_between(graph.edges, 13), measure="betweenness", recomputed=again, steps=4)
        for again in (False, True)
    )
    assert static["node"].tolist() != anew["node"].tolist()


def test_a_curve_ends_when_nobody_is_left(links_between):
    assert len(disruption_curve(links_between([(0, 1)], 3), steps=12)) == 4


def test_the_florentine_families_without_the_medici(links_between):
    graph = nx.convert_node_labels_to_integers(nx.florentine_families_graph(), ordering="sorted")
    names = sorted(nx.florentine_families_graph())
    curve = disruption_curve(links_between(graph.edges, 15), steps=3)
    assert names[curve["node"][1]] == "Medici"
    assert curve["largest"].tolist()[:2] == [15, 11]
