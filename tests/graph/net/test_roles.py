"""Positions: constraint against networkx, brokerage against its definition, quadrants by the means."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.fused import fused
from graph.net.roles import BROKERAGE, brokerage, constraint, positions

lines = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("123456")), min_size=1, max_size=20)


def net_of(rows):
    return fused(pd.DataFrame(rows, columns=["person", "event"], dtype=object).assign(layer="m"))


@given(lines)
@settings(max_examples=25, deadline=None)
def test_constraint_is_what_networkx_says(rows):
    net = net_of(rows)
    graph = nx.from_scipy_sparse_array(net.matrix())
    expected = nx.constraint(graph, weight="weight")
    for node, value in enumerate(constraint(net)):
        assert value == pytest.approx(expected[node], nan_ok=True)
        assert math.isnan(value) == (graph.degree[node] == 0)


@given(lines, st.lists(st.integers(0, 2), min_size=7, max_size=7))
@settings(max_examples=25, deadline=None)
def test_brokerage_counts_every_pair_that_somebody_joins_once(rows, gangs):
    net = net_of(rows)
    labels = np.array(gangs[: net.size])
    graph = nx.from_scipy_sparse_array(net.matrix())
    expected = np.zeros((net.size, 4), int)
    for middle in graph:
        for a, b in combinations(graph[middle], 2):
            if graph.has_edge(a, b):
                continue
            groups = {int(labels[a]), int(labels[b])}
            own = int(labels[middle]) in groups
            expected[middle, (0 if len(groups) == 1 else 1) if own else (2 if len(groups) == 1 else 3)] += 1
    assert brokerage(net, labels)[list(BROKERAGE)].to_numpy().tolist() == expected.tolist()


def test_the_four_quadrants(shared):
    """hub is everybody's contact and between; the bridge has few contacts and lies between; twins are busy only."""
    world = """
        m 1: hub t1
        m 2: hub t2
        m 3: hub t3
        m 4: t1 t2
        m 5: t2 t3
        m 6: t1 t3
        m 7: hub bridge
        m 8: bridge end"""
    table = positions(fused(shared(world)), np.zeros(6, np.int64)).set_index("person")
    assert table["quadrant"].to_dict() == {
        "hub": "core", "bridge": "broker", "t1": "busy", "t2": "busy", "t3": "busy", "end": "fringe",
    }  # fmt: skip
    assert table.loc["hub", "degree"] == 4
    assert table.loc["bridge", "betweenness"] == pytest.approx(4 / 10)


def test_position_is_counted_inside_the_own_gang_only(shared):
    net = fused(shared("m 1: a b\nm 2: b c\nm 3: c d"))
    table = positions(net, np.array([0, 0, 1, 1])).set_index("person")
    assert table["degree"].tolist() == [1, 1, 1, 1]
    assert table["betweenness"].tolist() == [0, 0, 0, 0]
    assert table.loc["b", "gatekeeper"] == table.loc["c", "gatekeeper"] == 1


def test_who_deals_with_people_strange_to_each_other_is_less_constrained(shared):
    net = fused(shared("m 1: star a\nm 2: star b\nm 3: star c\nm 4: x y\nm 5: y z\nm 6: x z"))
    values = dict(zip(net.people, constraint(net), strict=True))
    assert values["star"] < values["x"]
    assert values["a"] == 1


def test_an_empty_network_has_no_positions():
    assert positions(net_of([]), np.zeros(0, np.int64)).empty
