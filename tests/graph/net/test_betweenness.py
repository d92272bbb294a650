"""Betweenness against its definition."""

from __future__ import annotations

import itertools
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.betweenness import betweenness

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14)


def by_definition(links, size):
    """Enumerate every shortest path between every pair, and count who is on it."""
    around = {n: {b for a, b in links if a == n} | {a for a, b in links if b == n} for n in range(size)}
    total = np.zeros(size)
    for source, target in itertools.combinations(range(size), 2):
        found, queue = [], deque([[source]])
        while queue:
            path = queue.popleft()
            if found and len(path) > len(found[0]):
                break
            if path[-1] == target:
                found.append(path)
            else:
                queue.extend([*path, n] for n in around[path[-1]] if n not in path)
        for path in found:
            total[path[1:-1]] += 1 / len(found)
    return total


@settings(deadline=None)  # the first example compiles
@given(pairs)
def test_it_is_what_the_definition_says(links):
    assert betweenness(links, 7) == pytest.approx(by_definition(links, 7))


@given(pairs)
def test_repeats_directions_and_loops_change_nothing(links):
    more = links + [(b, a) for a, b in links] + links + [(0, 0)]
    assert betweenness(more, 7) == pytest.approx(betweenness(links, 7))


def test_the_middle_of_a_star_is_between_all_others():
    assert betweenness([(0, n) for n in range(1, 6)], 6).tolist() == [10, 0, 0, 0, 0, 0]


def test_two_equal_ways_share_the_worth():
    assert betweenness([(0, 1), (1, 3), (0, 2), (2, 3)], 4).tolist() == [0.5, 0.5, 0.5, 0.5]


def test_an_empty_network_has_none():
    assert betweenness([], 0).shape == (0,)
    assert betweenness([], 3).tolist() == [0, 0, 0]
