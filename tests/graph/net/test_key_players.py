"""Key players: the best set where every choice can be looked at, and never worse than the simple rules elsewhere."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net import key_players as module
from graph.net.disruption import STRUCTURAL, order_of_removal
from graph.net.fragments import around, left
from graph.net.key_players import key_players

pairs = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=18)


def remains(links, gone):
    """Count pairs that reach each other and the largest part with networkx."""
    graph = nx.Graph(list(zip(links.first.tolist(), links.second.tolist(), strict=True)))
    graph.add_nodes_from(range(links.size))
    graph.remove_nodes_from(list(gone))
    sizes = [len(part) for part in nx.connected_components(graph)]
    return sum(size * (size - 1) // 2 for size in sizes), max(sizes, default=0)


@given(pairs, st.sets(st.integers(0, 8), max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_is_left_is_what_networkx_says(links_between, drawn, gone):
    links = links_between(drawn, 9)
    assert left(around(links), np.array(sorted(gone), dtype=np.int64)) == remains(links, gone)


@given(pairs, st.integers(1, 3), st.sampled_from(["pairs", "largest"]))
@settings(max_examples=30, deadline=None)
def test_small_sets_are_the_best_of_all(links_between, drawn, k, aim):
    links = links_between(drawn, 9)
    found = key_players(links, k=k, aim=aim)
    every = [remains(links, nodes) for nodes in combinations(range(9), k)]
    best = min(pairs for pairs, _ in every) if aim == "pairs" else min(largest for _, largest in every)
    assert (found.pairs_left if aim == "pairs" else found.largest_left) == best
    assert (found.pairs_left, found.largest_left) == remains(links, found.nodes)
    assert found.exact


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_search_finds_the_exact_optimum_of_small_sets(links_between, monkeypatch, seed, k):
    links = links_between(nx.powerlaw_cluster_graph(40, 2, 0.3, seed=seed).edges, 40)
    best = key_players(links, k=k)
    monkeypatch.setattr(module, "EXACT_PEOPLE", 0)
    found = key_players(links, k=k)
    assert not found.exact
    assert found.pairs_left == best.pairs_left


@pytest.mark.parametrize("aim", ["pairs", "largest"])
def test_larger_sets_are_at_least_as_good_as_taking_the_most_central(links_between, aim):
    links = links_between(nx.connected_watts_strogatz_graph(60, 4, 0.2, seed=3).edges, 60)
    found = key_players(links, k=5, aim=aim)
    for rule in ("degree", "betweenness"):
        other = left(around(links), order_of_removal(links, measure=rule, steps=5))
        assert (found.pairs_left, found.largest_left)[aim == "largest"] <= other[aim == "largest"]


def test_two_who_bridge_one_gap_are_not_both_taken(links_between):
    """18 and 19 stand in one gap between two full groups; 20 holds a third group."""
    groups = [pair for first in (0, 6, 12) for pair in combinations(range(first, first + 6), 2)]
    links = links_between([*groups, (0, 18), (18, 19), (19, 6), (1, 20), (20, 12)], 21)
    found = key_players(links, k=2)
    assert not {18, 19} <= set(found.nodes)
    assert found.pairs_left < left(around(links), np.array([18, 19]))[0]


def test_the_same_seed_finds_the_same_set(links_between):
    links = links_between(nx.gnm_random_graph(80, 160, seed=2).edges, 80)
    assert key_players(links, k=4, seed=1) == key_players(links, k=4, seed=1)


def test_a_sentence_warns_that_the_effect_is_structural(links_between):
    assert key_players(links_between([(0, 1)], 3), k=1).warning == STRUCTURAL == "net.structural"


@pytest.mark.parametrize("k", [0, 3, 4])
def test_a_set_of_nobody_or_of_all_is_refused(links_between, k):
    with pytest.raises(ValueError, match="3 nodes"):
        key_players(links_between([(0, 1)], 3), k=k)
