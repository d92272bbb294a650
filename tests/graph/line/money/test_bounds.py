"""Hard bounds: worked examples, a maximum flow by another library, and every rule always inside."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.money.attribution import attributions
from graph.line.money.bounds import bounds, ground

QUICK = settings(max_examples=25, deadline=None)


def both(frame, seeds, *accounts):
    found = bounds(ground(frame), seeds, accounts)
    return list(zip(found.least, found.most, strict=True))


SPLIT = """
event source target amount minute balance_source balance_target
a     v      m      100    0      -              150
b     m      x      90     60     60             -
c     m      y      55     120    5              -
"""


def test_balances_say_what_must_have_gone_where(moves):
    # m had 50 of its own and 5 are left: of the 100 traced at least 95 went on, at most 90 to x and 55 to y.
    assert both(moves(SPLIT), {"a": 100}, "m", "x", "y") == [(100, 100), (40, 90), (5, 55)]


def test_without_balances_everything_may_have_stayed(moves):
    frame = moves(SPLIT).drop(columns=["balance_source", "balance_target", "at_source", "at_target"])
    assert both(frame, {"a": 100}, "m", "x") == [(100, 100), (0, 90)]


def test_money_cannot_leave_before_it_came(moves):
    early = moves(SPLIT.replace("90     60 ", "90     -60"))
    early.loc[early.event == "b", "balance_source"] = 50
    early.loc[early.event == "a", "balance_target"] = 150
    early.loc[early.event == "c", "balance_source"] = 95
    assert both(early, {"a": 100}, "x", "y") == [(0, 0), (5, 55)]


def test_a_lost_row_widens_the_bounds_instead_of_breaking_them(moves):
    frame = moves(SPLIT)
    assert both(frame[frame.event != "b"], {"a": 100}, "y") == [(0, 55)]


def test_accounts_without_statements_may_pass_money_on_unseen(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      s      100    0      -              -
    b     t      x      80     60     -              80
    """)
    # Nobody's file shows s pay t, and nobody's file could.
    assert both(frame, {"a": 100}, "s", "x") == [(100, 100), (0, 80)]


def test_cash_does_not_come_back(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      m      100    0      -              100
    b     m      cash   100    60     0              -
    c     cash   x      100    120    -              100
    """)
    assert both(frame, {"a": 100}, "x") == [(0, 0)]


def test_two_clocks_may_differ_by_minutes(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      m      100    0      -              100
    b     m      x      100    1      0              -
    """)
    # x's bank is ahead and told first: the event's time lies before the money came, m's own order is certain.
    frame.loc[frame.event == "b", "occurred_at"] -= pd.Timedelta(minutes=3)
    assert both(frame, {"a": 100}, "x") == [(100, 100)]


def test_a_unit_that_comes_twice_counts_once(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      m      100    0      -              100
    b     m      w      100    60     0              100
    c     w      m      100    120    0              100
    d     m      w      100    180    0              100
    """)
    assert both(frame, {"a": 100}, "w") == [(100, 100)]


def test_sums_beyond_32_bits_are_exact(moves):
    big = 2**40 + 1
    frame = moves(SPLIT)
    frame[["amount", "balance_source", "balance_target"]] *= big
    assert both(frame, {"a": 100 * big}, "x", "y") == [(40 * big, 90 * big), (5 * big, 55 * big)]


def test_an_account_nobody_names_received_nothing(moves):
    assert both(moves(SPLIT), {"a": 100}, "nobody") == [(0, 0)]


def test_an_unknown_seed_is_refused(moves):
    with pytest.raises(KeyError):
        both(moves(SPLIT), {"zz": 1}, "x")


STEPS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.integers(1, 100)), min_size=2, max_size=25
).map(lambda rows: [row for row in rows if row[0] != row[1]])


def stated(made, rows, opening):
    """Return transfers an hour apart whose every party has a statement, from days before to days after."""
    have = dict.fromkeys("abcd", 0)
    lines, told = [], {"source": [], "target": []}
    first = [("cash", who, opening + 1, -9_999) for who in "abcd"]
    last = [(who, "fee", 1, 99_999) for who in "abcd"]
    for a, b, amount, minute in [*first, *((*row, 60 * hour) for hour, row in enumerate(rows)), *last]:
        if a in have and have[a] < amount + (b != "fee"):
            continue
        have |= {who: have[who] + sign * amount for who, sign in ((a, -1), (b, 1)) if who in have}
        lines.append((a, b, amount, minute))
        told["source"].append(have.get(a))
        told["target"].append(have.get(b))
    frame = made(lines)
    for side, balances in told.items():
        frame[f"balance_{side}"] = pd.array(balances, dtype="Int64")
        frame[f"at_{side}"] = frame["occurred_at"].where(frame[side].notna())
    return frame if len(frame) > 8 else None


def picked(frame, pick):
    """Return the place of a transfer between two accounts."""
    return 4 + pick % (len(frame) - 8)


@QUICK
@given(rows=STEPS, opening=st.integers(0, 120), pick=st.integers(0, 99))
def test_what_any_rule_says_lies_within_the_bounds(made, rows, opening, pick):
    frame = stated(made, rows, opening)
    if frame is None:
        return
    event = frame.iloc[picked(frame, pick)]
    limits = bounds(ground(frame), {event.event: event.amount}, "abcd").set_index("account")
    for found in attributions(frame, {event.event: event.amount}).values():
        for line in found.accounts.itertuples():
            assert limits.most[line.account] >= min(line.held, event.amount)
            # A unit can arrive twice, so what arrived is compared where nothing came back.
            if not set(line.events) & set(found.transfers.event[found.transfers.entered == 0]):
                assert limits.least[line.account] <= line.arrived <= limits.most[line.account]


@QUICK
@given(rows=STEPS, opening=st.integers(0, 120), pick=st.integers(0, 99))
def test_the_most_is_the_maximum_flow_another_library_finds(made, rows, opening, pick):
    frame = stated(made, rows, opening)
    if frame is None:
        return
    seed = picked(frame, pick)
    found = bounds(ground(frame), {frame.event[seed]: int(frame.amount[seed])}, "abcd").set_index("account")
    for account in "abcd":
        assert found.most[account] == plain_flow(frame, seed, account), account


def plain_flow(frame, seed, account):
    """Return the maximum flow on one node per row of a statement, built without any of the product's code."""
    net, last = nx.DiGraph(), {}
    net.add_nodes_from(["start", "goal"])
    for i, row in frame.iterrows():
        for side in ("source", "target"):
            if row[side] is None:
                continue
            who, here = row[side], (row[side], i)
            if who in last:
                net.add_edge(last[who][0], here, capacity=int(last[who][1]))
            last[who] = (here, row[f"balance_{side}"])
        # The target's row is reached through the transfer, or the transfer ends at the goal.
        head = "goal" if row.target == account else (row.target, i)
        if row.source is None or row.target is None:
            continue
        tail = "start" if i == seed else (row.source, i)
        net.add_edge(tail, ("move", i), capacity=int(row.amount))
        net.add_edge(("move", i), head)
    return nx.maximum_flow_value(net, "start", "goal")
