"""Chains of transfers, forward and backward, and how honestly a cut search says so."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.money.chains import Band, money_chains, transfers_of

WORLD = """
event source target amount minute
a     v      m      1000   0
b     m      x      950    30
c     m      y      400    40
d     x      cash   940    60
e     x      z      940    9000
f     q      m      990    10
"""


def ways(found):
    return ["".join(steps.event) for _, steps in found.steps.groupby("chain")]


def test_money_is_followed_forward_within_window_and_band(moves):
    found = money_chains(moves(WORLD), ["a"])
    assert ways(found) == ["abd"]
    chain = found.chains.iloc[0]
    assert (chain.hops, chain.delivered, chain.share) == (3, 940, 0.94)
    assert pd.isna(chain.end)
    assert chain.terminal == "cash"


def test_a_wider_band_follows_parts_the_largest_first(moves):
    found = money_chains(moves(WORLD), ["a"], band=Band(least=0.3))
    assert ways(found) == ["abd", "ac"]
    assert found.chains.end.tolist()[1] == "y"


def test_money_is_followed_backward_to_where_it_came_from(moves):
    found = money_chains(moves(WORLD), ["d"], direction="backward")
    assert sorted(ways(found)) == ["abd", "fbd"]
    assert set(found.chains.end) == {"v", "q"}
    assert found.steps.groupby("chain").step.apply(list).tolist() == [[0, 1, 2]] * 2


def test_a_limit_of_the_band_is_inside_it_in_both_directions(moves):
    frame = moves("event source target amount minute\na v m 1000 0\nb m x 850 1")
    assert ways(money_chains(frame, ["a"])) == ["ab"]
    assert ways(money_chains(frame, ["b"], direction="backward")) == ["ab"]


def test_equal_times_follow_the_order_of_the_statement(moves):
    text = "event source target amount minute seq\n{} v m 100 0 {}\n{} m x 100 0 {}"
    assert ways(money_chains(moves(text.format("a", 1, "b", 2)), ["a"])) == ["ab"]
    assert ways(money_chains(moves(text.format("a", 2, "b", 1)), ["a"])) == ["a"]


def test_an_accounts_chains_begin_with_what_it_paid_or_received(moves):
    frame = moves(WORLD)
    assert transfers_of(frame, "m") == ["b", "c"]
    assert transfers_of(frame, "m", direction="backward") == ["a", "f"]


def test_two_people_who_draw_cash_do_not_meet_there(moves):
    frame = moves("event source target amount minute\na m cash 100 0\nb cash n 100 1")
    assert ways(money_chains(frame, ["a"])) == ["a"]


def test_a_search_that_was_cut_says_so_and_what_it_can_have_missed(moves):
    many = "\n".join(f"p{i} m x{i} {900 + i} {10 + i}" for i in range(20))
    frame = moves(f"event source target amount minute\na v m 1000 0\n{many}")
    whole = money_chains(frame, ["a"], top=3)
    assert whole.starts[["shown", "found"]].values.tolist() == [[3, 20]]
    assert not whole.starts.cut[0]
    cut = money_chains(frame, ["a"], top=3, cap=5)
    assert cut.starts.cut[0]
    assert cut.starts.shown[0] <= 3
    assert max(cut.starts.beyond[0], cut.chains.delivered.max()) >= 919  # the best there is, found or owned up to


def test_an_unknown_start_is_refused(moves):
    with pytest.raises(KeyError, match="zz"):
        money_chains(moves(WORLD), ["zz"])


ROW = st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"), st.integers(80, 100), st.integers(0, 9))


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=25), pick=st.integers(0, 99), seed=st.integers(0, 9))
def test_time_never_runs_backward_and_the_order_of_rows_never_matters(made, shuffled, rows, pick, seed):
    frame = made(rows)
    start = [frame.event[pick % len(frame)]]
    for direction in ("forward", "backward"):
        found = money_chains(frame, start, direction=direction)
        for _, steps in found.steps.groupby("chain"):
            assert steps.occurred_at.is_monotonic_increasing
            assert (steps.target.iloc[:-1].to_numpy() == steps.source.iloc[1:].to_numpy()).all()
        turned = money_chains(shuffled(frame, seed), start, direction=direction)
        pd.testing.assert_frame_equal(found.steps, turned.steps)


def test_without_a_transfer_exactly_the_chains_that_cite_it_are_gone(moves):
    frame = moves(WORLD)
    kept = set(ways(money_chains(frame, ["a"], band=Band(least=0.3))))
    without = set(ways(money_chains(frame[frame.event != "c"], ["a"], band=Band(least=0.3))))
    assert kept - without == {"ac"}
    assert without - kept == set()
