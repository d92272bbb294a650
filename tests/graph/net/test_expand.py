"""From a seed to its gang: members in order, their reasons, and what each cut changes."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net import expand
from graph.net.consensus import consensus
from graph.net.expand import gang_around, nearness, within
from graph.net.fused import evidence, fused, pairs
from graph.net.gangs import SOFT

lines = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("1234567")), min_size=4, max_size=30)


def frame(rows):
    return pd.DataFrame(rows, columns=["person", "event"], dtype=object).assign(layer="meeting")


def test_the_members_of_the_seeds_gang_come_first(planted):
    net = fused(planted(stray=0.15), rarity=SOFT)
    found = gang_around(net, ["p0100"], draws=40)
    assert {person[:3] for person in found.ranking["person"][:7]} == {"p01"}
    assert "p0100" not in set(found.ranking["person"])
    assert set(found.members()["person"]) == set(found.ranking["person"][:7])


def test_whoever_is_tied_to_one_member_only_comes_after_the_members(shared):
    gang = "\n".join(f"calls g{n}{m}{k}: a{n} a{m}" for n in range(5) for m in range(n) for k in range(3))
    contacts = "\n".join(f"calls c{n}{m}: a{n} c{n}{m}" for n in range(5) for m in range(3))
    others = "\n".join(f"calls o{n}{m}: b{n} b{m}" for n in range(5) for m in range(n))
    found = gang_around(fused(shared(f"{gang}\n{contacts}\n{others}")), ["a0"], draws=40)
    assert set(found.ranking["person"][:4]) == {"a1", "a2", "a3", "a4"}
    contact = found.ranking.set_index("person").loc["c00"]
    assert contact["confidence"] == 1, "drawn with the seed whenever it is drawn at all"
    assert 0 < contact["gain"] < found.ranking["gain"][3]


def test_a_hub_that_everybody_calls_adds_nothing_to_a_gang(shared):
    gangs = "\n".join(f"calls {g}{n}{m}: {g}{n} {g}{m}" for g in "abcd" for n in range(5) for m in range(n))
    hub = "\n".join(f"calls h{g}{n}: {g}{n} hub" for g in "abcd" for n in range(5))
    ranking = gang_around(fused(shared(f"{gangs}\n{hub}")), ["a0"], draws=40).ranking
    assert set(ranking["person"][:4]) == {"a1", "a2", "a3", "a4"}
    assert ranking.set_index("person").at["hub", "gain"] < 1


def test_several_seeds_are_asked_together(planted):
    net = fused(planted(stray=0.15), rarity=SOFT)
    found = gang_around(net, ["p0201", "p0200", "p0200"], draws=40)
    assert found.seeds == ("p0200", "p0201")
    assert {person[:3] for person in found.ranking["person"][:6]} == {"p02"}


@given(lines)
@settings(max_examples=20, deadline=None)
def test_nearness_is_personalised_pagerank_over_weight(rows):
    net = fused(frame(rows))
    graph = nx.from_scipy_sparse_array(net.matrix())
    strength = np.asarray(net.matrix().sum(axis=1))
    if strength[0] == 0:
        return
    rank = nx.pagerank(graph, alpha=0.85, personalization={0: 1}, dangling={0: 1}, tol=1e-12, max_iter=1000)
    expected = [rank[n] / strength[n] if strength[n] else 0 for n in range(net.size)]
    assert nearness(net, [net.people[0]]) == pytest.approx(expected, abs=1e-8)


def test_popularity_does_not_bring_anybody_nearer(shared):
    hub = "\n".join(f"calls h{n}: hub o{n}" for n in range(30))
    net = fused(shared(f"case A: seed friend\ncase B: seed friend\ncalls x: seed hub\n{hub}"))
    near = dict(zip(net.people, nearness(net, ["seed"]), strict=True))
    assert near["friend"] > 3 * near["hub"]


def test_reasons_are_the_events_that_tie_a_member_to_the_others(planted):
    net = fused(planted(stray=0.15), rarity=SOFT)
    found = gang_around(net, ["p0100"], draws=40)
    table, told = found.members().set_index("person"), found.reasons()
    assert told["person"].drop_duplicates().tolist() == table.index.tolist()
    for person in table.index:
        reasons = told[told["person"] == person]
        assert reasons["share"].sum() == pytest.approx(table.loc[person, "weight"])
        assert len(reasons) == table.loc[person, "events"]
        assert reasons["other"].nunique() == table.loc[person, "tied"]
        assert reasons["share"].is_monotonic_decreasing
        one = reasons.iloc[0]
        assert one["event"] in set(evidence(net, [person, one["other"]])["event"])


def test_every_cut_says_who_joins_and_together_they_are_everybody_taken_in(planted):
    found = gang_around(fused(planted(stray=0.4), rarity=SOFT), ["p0100"], draws=40)
    cuts = found.cuts()
    assert cuts["cut"].is_monotonic_decreasing
    assert cuts["people"].tolist() == np.cumsum([len(joined) for joined in cuts["joined"]]).tolist()
    for line in cuts.itertuples():
        assert line.people == len(found.members(line.cut))
        assert all(found.ranking.set_index("person").loc[list(line.joined), "confidence"] >= line.cut)


def test_the_share_inside_falls_when_the_next_gang_joins(shared):
    world = "\n".join(f"m a{n}: a1 a2 a3\nm b{n}: b1 b2 b3" for n in range(4)) + "\nm x: a1 b1"
    cuts = gang_around(fused(shared(world)), ["a1"], draws=40).cuts([0.9, 0.0])
    assert cuts["joined"].tolist()[0] == ("a2", "a3")
    assert cuts["inside"].tolist()[0] > 0.9


def test_nobody_and_strangers_are_refused(planted):
    net = fused(planted())
    with pytest.raises(ValueError, match="no seed"):
        gang_around(net, [])
    with pytest.raises(KeyError, match="nobody"):
        gang_around(net, ["nobody"])


def test_draws_already_made_give_the_same_answer(planted):
    net = fused(planted(stray=0.2), rarity=SOFT)
    fresh = gang_around(net, ["p0000"], draws=30, seed=4)
    kept = gang_around(net, ["p0000"], drawn=consensus(net, draws=30, seed=4))
    pd.testing.assert_frame_equal(fresh.ranking, kept.ranking)


def test_a_large_network_is_cut_down_to_the_nearest(planted, monkeypatch):
    net = fused(planted(gangs=8), rarity=SOFT)
    monkeypatch.setattr(expand, "AROUND", 12)
    found = gang_around(net, ["p0100"], draws=30)
    assert found.net.size <= 13
    assert {person[:3] for person in found.ranking["person"][:5]} == {"p01"}


@given(lines, st.sets(st.sampled_from("abcdefgh"), min_size=1))
@settings(max_examples=20, deadline=None)
def test_a_part_of_the_network_weighs_what_it_weighs_in_the_whole(rows, chosen):
    net = fused(frame(rows))
    places = np.flatnonzero(np.isin(net.people, sorted(chosen)))
    part, table = within(net, places), pairs(net)
    expected = table[table["a"].isin(chosen) & table["b"].isin(chosen)].reset_index(drop=True)
    pd.testing.assert_frame_equal(pairs(part)[["a", "b", "weight", "events"]], expected[["a", "b", "weight", "events"]])
