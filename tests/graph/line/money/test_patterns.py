"""Fans, scatters and gathers, against a plain count over every window; cycles against networkx."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.money.cycles import money_cycles
from graph.line.money.patterns import fan_in, fan_out, gather_scatter, scatter_gather

FAN = "event source target amount minute\n" + "\n".join(f"i{i} p{i} k {100 + i} {i * 60}" for i in range(6))
OUT = "\n".join(f"o{i} k q{i} {50 + i} {600 + i * 60}" for i in range(5))


def test_many_payers_within_the_window_are_a_fan_in(moves):
    found = fan_in(moves(FAN), window_hours=4, parties=5).iloc[0]
    assert (found.account, found.parties, found.events) == ("k", 5, ("i0", "i1", "i2", "i3", "i4"))
    assert found.fen == 510
    assert fan_in(moves(FAN), window_hours=3.9, parties=5).empty


def test_the_same_payer_counts_once(moves):
    assert fan_in(moves(FAN.replace("p1 ", "p0 ")), window_hours=24, parties=6).empty


def test_many_payees_are_a_fan_out(moves):
    found = fan_out(moves(f"{FAN}\n{OUT}"), window_hours=24)
    assert found.account.tolist() == ["k"]
    assert found.parties.tolist() == [5]


def test_together_and_out_again(moves):
    found = gather_scatter(moves(f"{FAN}\n{OUT}"), window_hours=24).iloc[0]
    assert (found.account, found.payers, found.payees) == ("k", 6, 5)
    assert (found.in_fen, found.out_fen) == (615, 260)
    assert gather_scatter(moves(FAN)).empty


SCATTER = """
event source target amount minute
a1    s      m1     100    0
a2    s      m2     100    1
a3    s      m3     100    2
b1    m1     g      90     100
b2    m2     g      90     110
b3    m3     g      90     120
b0    m3     h      90     1
"""


def test_out_and_together_again(moves):
    found = scatter_gather(moves(SCATTER))
    assert found[["scatterer", "gatherer", "parties", "fen"]].values.tolist() == [["s", "g", 3, 270]]
    assert found.middles[0] == ("m1", "m2", "m3")
    assert set(found.events[0]) == {"a1", "a2", "a3", "b1", "b2", "b3"}


def test_a_scatter_over_more_than_the_window_is_none(moves):
    assert scatter_gather(moves(SCATTER.replace("90     120", "90     9000"))).empty
    assert scatter_gather(moves(SCATTER), window_hours=1.9).empty


def test_a_middle_that_everybody_uses_joins_nobody(moves):
    assert scatter_gather(moves(SCATTER), busiest=0).empty


ROW = st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.integers(1, 9), st.integers(0, 300))
ROWS = st.lists(ROW, min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, hours=st.integers(1, 4))
def test_a_fan_is_the_widest_window_there_is(made, rows, hours):
    frame = made(rows)
    found = fan_in(frame, window_hours=hours, parties=1).set_index("account").parties.to_dict()
    for account in "abcd":
        mine = [(minute, a) for a, b, _, minute in rows if b == account != a]
        widest = max((len({a for m, a in mine if 0 <= m - begin <= 60 * hours}) for begin, _ in mine), default=0)
        assert found.get(account, 0) == widest


def test_money_that_comes_back_is_a_cycle_in_order_of_time(moves):
    found = money_cycles(moves("event source target amount minute\nx a b 9 0\ny b c 8 1\nz c a 7 2\nw c a 7 -9999"))
    assert not found.cut
    line = found.cycles.iloc[0]
    assert (len(found.cycles), line.account, line.hops, line.least_fen, line.events) == (1, "a", 3, 7, ("x", "y", "z"))


def test_a_search_for_cycles_that_was_cut_says_so(moves):
    lines = "\n".join(f"e{i} {'abcd'[i % 4]} {'abcd'[(i + 1) % 4]} 5 {i}" for i in range(24))
    frame = moves(f"event source target amount minute\n{lines}")
    assert money_cycles(frame, cap=50).cut
    assert not money_cycles(frame).cut


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=14), hops=st.integers(2, 4))
def test_cycles_are_those_of_the_graph_of_events(made, rows, hops):
    frame = made(rows)
    minute = [row[3] for row in rows]
    order = sorted(range(len(rows)), key=lambda i: (minute[i], f"e{i}"))
    net = nx.DiGraph()
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            if rows[i][1] == rows[j][0]:
                net.add_edge(i, j)
    wanted = set()
    for i in order:
        for j in order:
            if i != j and i in net and j in net and rows[j][1] == rows[i][0] != rows[i][1]:
                for path in nx.all_simple_paths(net, i, j, cutoff=hops - 1):
                    payers = [rows[k][0] for k in path]
                    if minute[j] - minute[i] <= 120 and len(set(payers)) == len(payers):
                        wanted.add(tuple(f"e{k}" for k in path))
    found = money_cycles(frame, window_hours=2, hops=hops)
    assert set(found.cycles.events) == wanted
    assert all(len(events) <= hops for events in found.cycles.events)
    assert all(a != b for events in found.cycles.events for a, b in pairwise(events))
