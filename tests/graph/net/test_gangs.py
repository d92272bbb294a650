"""The gang map: planted gangs are found, firmly; every gang is connected; nothing depends on order."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from graph.net import consensus as consensus_module
from graph.net.consensus import CUTS, Consensus, agreed, consensus
from graph.net.fused import fused
from graph.net.gangs import SOFT, beside, gang_map, mapped, tied_inside

lines = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("123456789")), min_size=1, max_size=40)


def frame(rows):
    return pd.DataFrame(rows, columns=["person", "event"], dtype=object).assign(layer="meeting")


def truth(net):
    return [person[1:3] for person in net.people]


def test_planted_gangs_are_found(planted):
    net = fused(planted(stray=0.15), rarity=SOFT)
    found = gang_map(net, draws=60)
    assert adjusted_rand_score(truth(net), found.labels) == 1
    assert found.gangs["people"].tolist() == [8, 8, 8, 8]


def test_it_finds_more_of_mixed_gangs_than_one_run_on_the_plain_network(planted):
    ours, theirs = [], []
    for seed in range(3):
        net = fused(planted(gangs=10, size=7, meetings=8, stray=0.3, seed=seed), rarity=SOFT)
        ours.append(adjusted_rand_score(truth(net), gang_map(net, draws=60, seed=seed).labels))
        theirs.append(adjusted_rand_score(truth(net), beside(net, seed=seed)["modularity"]))
    assert np.mean(ours) > np.mean(theirs)


@given(lines)
@settings(max_examples=10, deadline=None)
def test_every_gang_is_connected_and_everybody_has_one(rows):
    net = fused(frame(rows))
    found = gang_map(net, draws=8)
    graph = nx.from_scipy_sparse_array(net.matrix())
    for _, members in found.members.groupby("gang"):
        assert nx.is_connected(graph.subgraph(np.searchsorted(net.people, members["person"]).tolist()))
    assert sorted(found.members["person"]) == list(net.people)
    assert found.gangs["people"].sum() == net.size


@given(lines, st.randoms())
@settings(max_examples=8, deadline=None)
def test_the_order_of_the_lines_does_not_matter_and_a_run_repeats(rows, chance):
    again = list(rows)
    chance.shuffle(again)
    one, other = (gang_map(fused(frame(part)), draws=8, seed=2) for part in (rows, again))
    pd.testing.assert_frame_equal(one.members, other.members)
    pd.testing.assert_frame_equal(one.gangs, other.gangs)


def test_stability_is_the_mean_co_membership_with_the_own_gang(planted):
    net = fused(planted(stray=0.2), rarity=SOFT)
    drawn = consensus(net, draws=40)
    found = mapped(net, drawn)
    share = drawn.among(np.arange(net.size))
    for place, person in enumerate(net.people):
        others = (found.labels == found.labels[place]) & (np.arange(net.size) != place)
        line = found.members.set_index("person").loc[person]
        assert line["stability"] == pytest.approx(share[place, others].mean())
        if line["second"] >= 0:
            second = share[place, found.labels == line["second"]].mean()
            assert line["second_stability"] == pytest.approx(second)
        assert line["close"] == (line["second_stability"] >= 0.8 * line["stability"] > 0)


def test_who_meets_two_gangs_is_held_by_both_and_firmly_by_neither(shared):
    alone = "\n".join(f"m a{n}: a1 a2 a3 a4\nm b{n}: b1 b2 b3 b4" for n in range(3))
    together = "\n".join(f"m x{n}: a1 a2 a3 a4 mid\nm y{n}: b1 b2 b3 b4 mid" for n in range(3))
    found = gang_map(fused(shared(f"{alone}\n{together}")), draws=60, cut=0.3).members.set_index("person")
    assert (
        found.loc["mid", "second"]
        == found.loc["b1" if found.loc["mid", "gang"] == found.loc["a1", "gang"] else "a1", "gang"]
    )
    first, second = found.loc["mid", "stability"], found.loc["mid", "second_stability"]
    assert 0.1 < second <= first < found.loc["a1", "stability"]
    assert not found.loc["a1", "close"]


def test_co_membership_counts_only_draws_that_have_both(shared):
    labels = np.array([[0, 0, 1], [0, 1, 1], [0, -1, 0], [-1, 0, 0]], dtype=np.int32)
    drawn = Consensus(labels, np.ones(4))
    assert drawn.together(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == pytest.approx([1 / 2, 1 / 3, 2 / 3])
    assert drawn.among(np.arange(3))[0].tolist() == pytest.approx([1, 1 / 2, 1 / 3])


def test_a_stricter_cut_never_joins_more(planted):
    net = fused(planted(gangs=3, stray=0.4), rarity=SOFT)
    drawn = consensus(net, draws=40)
    counts = [agreed(net, drawn, cut=cut).max() for cut in CUTS]
    assert counts == sorted(counts)


def test_a_large_network_taken_apart_gives_the_same_gangs(planted, monkeypatch):
    net = fused(planted(stray=0.05), rarity=SOFT)
    drawn = consensus(net, draws=40)
    whole = agreed(net, drawn, cut=0.5)
    monkeypatch.setattr(consensus_module, "DENSE", 10)
    assert adjusted_rand_score(whole, agreed(net, drawn, cut=0.5)) == 1


def test_a_block_that_stays_too_large_is_divided_by_propagation(planted, monkeypatch):
    net = fused(planted(stray=0.05), rarity=SOFT)
    drawn = Consensus(np.zeros((3, net.size), np.int32), np.ones(3))
    monkeypatch.setattr(consensus_module, "DENSE", 10)
    labels = agreed(net, drawn, cut=0.5)
    assert len(labels) == net.size
    assert set(labels.tolist()) == set(range(labels.max() + 1))


def test_progress_is_told_and_what_it_raises_ends_the_work(planted):
    class CancelledError(Exception):
        pass

    told = []

    def tell(done, of):
        told.append((done, of))
        if done == 3:
            raise CancelledError

    with pytest.raises(CancelledError):
        gang_map(fused(planted()), draws=10, progress=tell)
    assert told == [(1, 10), (2, 10), (3, 10)]


def test_single_runs_stand_beside(planted):
    table = beside(fused(planted()))
    assert list(table.columns) == ["person", "modularity", "propagation"]
    assert len(table) == 32


def test_nobody_has_no_gangs():
    found = gang_map(fused(frame([])), draws=3)
    assert found.members.empty
    assert found.gangs.empty


def test_a_contact_of_one_member_is_told_from_members_by_its_ties(shared):
    gang = "\n".join(f"calls g{n}{m}: a{n} a{m}" for n in range(5) for m in range(n))
    net = fused(shared(f"{gang}\ncalls c: a0 x"))
    tied = tied_inside(net, np.zeros(net.size, np.int64))
    assert dict(zip(net.people, tied.tolist(), strict=True)) == {
        "a0": 5,
        **dict.fromkeys(("a1", "a2", "a3", "a4"), 4),
        "x": 1,
    }
    found = gang_map(net, draws=30).members.set_index("person")
    assert found.loc["x", "tied"] == 1 or found.loc["x", "gang"] != found.loc["a0", "gang"]


def test_nobody_is_tied_inside_a_community_of_one(shared):
    net = fused(shared("calls c: a b"))
    assert tied_inside(net, np.array([0, 1])).tolist() == [0, 0]
