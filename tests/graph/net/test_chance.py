"""Gangs beyond chance: shuffling keeps the margins, a random table gives about none, planted ones stand out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.net.chance import beyond_chance, shuffled
from graph.net.fused import fused
from graph.net.gangs import SOFT, gang_map

lines = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["case", "calls"]), st.sampled_from("12345")), max_size=30
)


def margins(net):
    layer = net.events["layer"].to_numpy(object)[net.attended]
    people = pd.DataFrame({"person": net.attender, "layer": layer}).value_counts().sort_index()
    return people, np.bincount(net.attended, minlength=len(net.events)).tolist()


@given(lines, st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_shuffling_keeps_everybodys_events_and_every_events_people_layer_by_layer(rows, seed):
    net = fused(pd.DataFrame(rows, columns=["person", "layer", "event"], dtype=object))
    other = shuffled(net, seed=seed)
    (before, events), (after, events_after) = margins(net), margins(other)
    pd.testing.assert_series_equal(before, after)
    assert events == events_after
    pd.testing.assert_frame_equal(net.events, other.events)


def test_the_same_seed_shuffles_alike_and_another_does_not(planted):
    net = fused(planted())
    one, same, other = (shuffled(net, seed=seed).attender.tolist() for seed in (1, 1, 2))
    assert one == same != other


def test_planted_gangs_are_beyond_chance(planted):
    net = fused(planted(), rarity=SOFT)
    found = beyond_chance(net, gang_map(net, draws=40), draws=8)
    assert found.found == 4
    assert found.expected < 0.5
    assert found.gangs["p"].max() <= found.level


def test_a_shuffled_table_has_about_no_gangs(planted):
    net = fused(planted(gangs=3), rarity=SOFT)
    counts = []
    for seed in (11, 12):
        table = shuffled(net, seed=seed)
        counts.append(beyond_chance(table, gang_map(table, draws=10, seed=seed), tables=19, draws=4, seed=seed).found)
    assert np.mean(counts) < 1


def test_progress_is_told_of_every_table(planted):
    told = []
    net = fused(planted(gangs=2))
    beyond_chance(net, gang_map(net, draws=5), tables=3, draws=3, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
