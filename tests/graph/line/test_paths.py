import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import QueryError
from graph.line.network import Terms, network
from graph.line.paths import paths

FRIENDS = """
    tel:a CALLED tel:m 03-05T00:00
    tel:m CALLED tel:n 03-05T00:00
    tel:n CALLED tel:b 03-05T00:00
"""
HOTLINE = FRIENDS + "\n".join(f"tel:{who} CALLED tel:10086" for who in ["a", "b", *map(str, range(200))])


def keys(found):
    return [path.keys for path in found.paths]


def test_three_steps_over_friends_are_nearer_than_two_over_the_hotline(links_of):
    assert keys(paths(links_of(HOTLINE), ["tel:a", "tel:b"])) == [("tel:a", "tel:m", "tel:n", "tel:b")]


def test_the_hotline_is_dear_but_not_deleted(links_of):
    found = paths(links_of(HOTLINE), ["tel:a", "tel:b"], count=5)
    assert keys(found)[1] == ("tel:a", "tel:10086", "tel:b")
    assert found.paths[1].steps[0].degree == 202
    assert found.paths[1].cost > found.paths[0].cost
    assert found.complete


def test_where_only_the_hotline_joins_two_it_is_shown(links_of):
    links = links_of(HOTLINE)
    assert keys(paths(links, ["tel:5", "tel:6"])) == [("tel:5", "tel:10086", "tel:6")]


def test_a_step_names_its_links_and_types(links_of):
    links = links_of("tel:a CALLED tel:b\ntel:b CALLED tel:a\nperson:p USES tel:a\nperson:p KNOWS tel:b")
    (path,) = paths(links, ["tel:a", "tel:b"]).paths
    assert (path.steps[0].links, path.steps[0].types) == (("l:1", "l:2"), ("CALLED",))
    assert path.cost == pytest.approx(sum(step.cost for step in path.steps))


def test_the_ignore_list_is_passed_by_and_printed(links_of):
    terms = Terms(ignore=frozenset({"tel:m", "tel:nobody"}))
    found = paths(links_of(HOTLINE), ["tel:a", "tel:b"], terms=terms)
    assert keys(found) == [("tel:a", "tel:10086", "tel:b")]
    assert found.ignored == ("tel:m",)


def test_an_asked_end_is_never_ignored(links_of):
    terms = Terms(ignore=frozenset({"tel:a"}))
    found = paths(links_of(FRIENDS), ["tel:a", "tel:m"], terms=terms)
    assert (keys(found), found.ignored) == ([("tel:a", "tel:m")], ())


@pytest.mark.parametrize(
    "terms",
    [
        Terms(types=frozenset({"USES"})),
        Terms(since=pd.Timestamp("2026-03-06", tz="UTC")),
        Terms(until=pd.Timestamp("2026-03-01", tz="UTC")),
        Terms(least_weight=2),
        Terms(hops=2),
    ],
)
def test_terms_keep_links_out(links_of, terms):
    found = paths(links_of(FRIENDS), ["tel:a", "tel:b"], terms=terms)
    assert (found.paths, found.apart) == ((), (("tel:a", "tel:b"),))


def test_an_undated_link_counts_in_every_period(links_of):
    terms = Terms(since=pd.Timestamp("2026-03-06", tz="UTC"))
    assert paths(links_of("tel:a CALLED tel:b"), ["tel:a", "tel:b"], terms=terms).paths


def test_directed_paths_go_only_forward(links_of):
    terms = Terms(directed=True)
    links = links_of(FRIENDS + "tel:b CALLED tel:n")
    (path,) = paths(links, ["tel:a", "tel:b"], terms=terms).paths
    assert [step.links for step in path.steps] == [("l:1",), ("l:2",), ("l:3",)]
    assert paths(links, ["tel:b", "tel:a"], terms=terms).apart == (("tel:b", "tel:a"),)


def test_a_frequent_contact_is_nearer_than_a_rare_one(links_of):
    links = links_of("tel:a CALLED tel:m\ntel:m CALLED tel:b\ntel:a CALLED tel:n\ntel:n CALLED tel:b")
    busy = links.assign(weight=[1, 1, 50, 50])
    assert keys(paths(busy, ["tel:a", "tel:b"])) == [("tel:a", "tel:n", "tel:b")]


def test_several_entities_are_joined_pair_by_pair(links_of):
    found = paths(links_of(FRIENDS), ["tel:a", "tel:n", "tel:b", "tel:zz"])
    assert {(path.keys[0], path.keys[-1]) for path in found.paths} == {
        ("tel:a", "tel:n"), ("tel:a", "tel:b"), ("tel:n", "tel:b"),
    }  # fmt: skip
    assert found.apart == (("tel:a", "tel:zz"), ("tel:n", "tel:zz"), ("tel:b", "tel:zz"))


def test_one_entity_has_no_paths(links_of):
    with pytest.raises(QueryError, match="at least two"):
        paths(links_of(FRIENDS), ["tel:a", "tel:a"])


nodes = st.sampled_from("abcdefg")
worlds = st.lists(st.tuples(nodes, nodes, st.integers(1, 9)), min_size=1, max_size=14)
slow_fixture = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def frame(drawn):
    return pd.DataFrame(
        {
            "source": pd.Series([a for a, _, _ in drawn], dtype="str"),
            "target": pd.Series([b for _, b, _ in drawn], dtype="str"),
            "type": "CALLED",
            "id": [f"l:{n}" for n in range(len(drawn))],
            "first_at": pd.Series([pd.NaT] * len(drawn), dtype="datetime64[us, UTC]"),
            "last_at": pd.Series([pd.NaT] * len(drawn), dtype="datetime64[us, UTC]"),
            "weight": [w for _, _, w in drawn],
        }
    )


def by_hand(drawn, *, directed):
    """Return every loopless path from a to b with its cost, from the definition."""
    weight = {}
    for a, b, w in drawn:
        if a != b:
            weight[frozenset((a, b))] = weight.get(frozenset((a, b)), 0) + w
    strength = {pair: np.log1p(w) for pair, w in weight.items()}
    total = {n: sum(s for pair, s in strength.items() if n in pair) for n in "abcdefg"}
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from("ab")
    for a, b, _ in drawn:
        if a != b:
            s = strength[frozenset((a, b))]
            graph.add_edge(a, b, cost=1 - (np.log(s / total[a]) + np.log(s / total[b])) / 2)
    every = nx.all_simple_paths(graph, "a", "b", cutoff=6)
    return sorted(sum(graph.edges[e]["cost"] for e in itertools.pairwise(path)) for path in every)


@slow_fixture
@given(worlds, st.booleans(), st.integers(1, 4))
def test_the_cheapest_paths_are_those_of_the_definition(drawn, directed, count):
    found = paths(frame(drawn), ["a", "b"], count=count, terms=Terms(directed=directed))
    assert found.complete
    assert [path.cost for path in found.paths] == pytest.approx(by_hand(drawn, directed=directed)[:count], abs=1e-6)


@slow_fixture
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_links_never_shows(drawn, random):
    links = frame(drawn)
    order = list(range(len(links)))
    random.shuffle(order)
    assert paths(links, ["a", "b"], count=3) == paths(links.iloc[order], ["a", "b"], count=3)
    assert paths(links, ["a", "b"], count=3) == paths(links, ["a", "b"], count=3)


@slow_fixture
@given(worlds, st.integers(0))
def test_without_a_link_no_path_cites_it_and_the_rest_can_only_be_the_same_ways(drawn, number):
    links = frame(drawn)
    gone = links["id"].iloc[number % len(links)]
    before, after = (paths(part, ["a", "b"], count=200) for part in (links, links[links["id"] != gone]))
    only_by_it = {path.keys for path in before.paths if any(step.links == (gone,) for step in path.steps)}
    assert set(keys(after)) == set(keys(before)) - only_by_it
    assert all(gone not in step.links for path in after.paths for step in path.steps)


def test_a_large_network_is_answered_from_the_nodes_nearest_to_both_ends():
    random = np.random.default_rng(2)
    ends = random.integers(0, 6_000, (30_000, 2))
    links = frame([(f"{a:04}", f"{b:04}", 1) for a, b in ends.tolist()])
    found = paths(links, ["0001", "0002"], count=2)
    assert found.complete
    net = network(links, Terms())
    whole = nx.from_scipy_sparse_array(net.cost, edge_attribute="cost")
    best = nx.shortest_path_length(whole, *net.keys.get_indexer(["0001", "0002"]).tolist(), weight="cost")
    assert found.paths[0].cost == pytest.approx(best)
