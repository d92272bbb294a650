"""Links as pairs and as rows: the same network, the weightless left out when asked."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.net.links import Links

pairs = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda ends: ends[0] < ends[1]), max_size=20)


def of(drawn, weight=None):
    ends = np.array(sorted(drawn), dtype=np.int64).reshape(-1, 2)
    return Links(ends[:, 0], ends[:, 1], np.ones(len(ends)) if weight is None else np.array(weight), 8)


@given(pairs)
def test_rows_have_every_pair_at_both_its_ends(drawn):
    rows, graph = of(drawn).csr(), nx.Graph(drawn)
    graph.add_nodes_from(range(8))
    for node in range(8):
        assert rows.other[rows.first[node] : rows.first[node + 1]].tolist() == sorted(graph[node])


def test_a_link_without_weight_is_not_present():
    there = of([(0, 1), (1, 2), (2, 3)], [1.0, 0.0, 2.0]).present()
    assert (there.first.tolist(), there.second.tolist(), there.weight.tolist()) == ([0, 2], [1, 3], [1.0, 2.0])
    assert there.size == 8


def test_weights_stand_at_both_ends():
    rows = of([(0, 1), (1, 2)], [3.0, 5.0]).csr()
    assert rows.strength.tolist() == [3, 8, 5, 0, 0, 0, 0, 0]
