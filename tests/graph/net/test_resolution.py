"""The resolution that fits: more where there are more gangs, one where there are none."""

from __future__ import annotations

import networkx as nx
import pytest

from graph.net.communities import communities
from graph.net.resolution import fitted_resolution


@pytest.fixture
def caves(links_between):
    """Return what makes full gangs in a ring, each linked to the next by one link."""

    def make(gangs, size=6):
        return links_between(nx.connected_caveman_graph(gangs, size).edges, gangs * size)

    return make


def test_the_fitted_resolution_grows_with_the_number_of_gangs(caves):
    few, more, many = (fitted_resolution(caves(gangs)) for gangs in (3, 8, 20))
    assert few < more < many


def test_at_the_fitted_resolution_every_gang_is_one(caves):
    links = caves(20)
    found = communities(links.csr(), seed=1, method="modularity", resolution=fitted_resolution(links))
    assert len(set(found.tolist())) == 20


def test_a_network_without_communities_keeps_resolution_one(links_between):
    assert fitted_resolution(links_between([], 5)) == 1
    assert fitted_resolution(links_between([(0, 1)], 2)) == 1


def test_the_same_seed_fits_the_same(caves):
    assert fitted_resolution(caves(8), seed=3) == fitted_resolution(caves(8), seed=3)
