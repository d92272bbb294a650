"""A sum traced under five rules: textbook cases, and what must hold in any world."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.line.money.attribution import RULES, attribution, attributions

QUICK = settings(max_examples=15, deadline=None)
ENDS = st.sampled_from([*"abcdef", "cash", "unknown"])
ROW = st.tuples(ENDS, ENDS, st.integers(1, 200), st.integers(0, 8))
WORLDS = st.lists(ROW, min_size=1, max_size=40).map(
    lambda rows: [r for r in rows if {r[0], r[1]} - {"cash", "unknown"}]
)


def seeded(frame, picks, share):
    """Return seeds at some events of a frame: `share` hundredths of each amount, at least 1."""
    places = sorted({pick % len(frame) for pick in picks})
    return {frame.event.iloc[i]: max(1, int(frame.amount.iloc[i]) * share // 100) for i in places}


def ended(found):
    """Return what stands at terminals, gone unseen and held."""
    lines = found.transfers
    return lines[lines.target.isna()].traced.sum() + found.unseen.traced.sum() + found.accounts.held.sum()


# Two beneficiaries' money in one account: Clayton's case. First deposited 100 of A, then 60 traced of B; 80 go out.
CLAYTON = """
event source target amount minute
a     A      bank   100    0
b     B      bank   60     1
c     bank   X      80     2
d     bank   Y      50     3
"""


@pytest.mark.parametrize(
    ("rule", "out"),
    [
        ("fifo", [0, 30]),  # X gets A's money; Y the last 20 of A and 30 of B
        ("lifo", [60, 0]),
        ("pro_rata", [30, 19]),  # 80 · 60 / 160, then 50 · 30 / 80 = 18.75
        ("dirty_first", [60, 0]),
        ("clean_first", [0, 30]),
    ],
)
def test_claytons_case_under_each_rule(moves, rule, out):
    found = attribution(moves(CLAYTON), {"b": 60}, rule=rule)
    traced = found.transfers.set_index("event").traced.reindex(["c", "d"], fill_value=0)
    assert traced.tolist() == out
    assert found.accounts.set_index("account").held["bank"] == 60 - sum(out)


def test_first_in_first_out_keeps_the_order_through_a_second_account(moves):
    found = attribution(
        moves("""
        event source target amount minute
        a     A      p      40     0
        b     B      p      60     1
        c     p      q      100    2
        d     q      X      40     3
        e     q      Y      60     4
        """),
        {"b": 60},
        rule="fifo",
    )
    assert found.transfers.set_index("event").traced.to_dict() == {"b": 60, "c": 60, "e": 60}


def test_what_an_account_had_before_its_statement_begins_is_untraced(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      m      100    0      -              300
    b     m      x      250    1      50             -
    """)
    assert attribution(frame, {"a": 100}, rule="fifo").transfers.traced.tolist() == [100, 50]
    assert attribution(frame, {"a": 100}, rule="lifo").transfers.traced.tolist() == [100, 100]
    assert attribution(frame, {"a": 100}, rule="pro_rata").transfers.traced.tolist() == [100, 83]


def test_money_that_a_statement_shows_gone_without_a_row_is_named(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      m      100    0      -              100
    b     m      x      10     5      20             -
    """)
    found = attribution(frame, {"a": 100}, rule="lifo")
    assert found.unseen.to_dict("records") == [{"account": "m", "event": "b", "traced": 70}]
    account = found.accounts.set_index("account").loc["m"]
    assert (account.arrived, account.passed, account.unseen, account.held) == (100, 10, 70, 20)


def test_a_statement_that_begins_later_resets_the_account(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      m      100    0      -              -
    b     m      x      10     5      5              -
    """)
    found = attribution(frame, {"a": 100}, rule="lifo")
    assert found.unseen.traced.tolist() == [85]
    assert found.transfers.set_index("event").traced.to_dict() == {"a": 100, "b": 10}


def test_an_account_line_cites_what_brought_the_money(moves):
    found = attribution(moves(CLAYTON), {"b": 60}, rule="lifo")
    assert found.accounts.set_index("account").events.to_dict() == {"X": ("c",), "bank": ("b",)}
    assert found.accounts.account.tolist() == ["X", "bank"]


def test_a_seed_may_be_part_of_a_transfer_and_its_payer_pays_with_its_own_first(moves):
    found = attribution(moves(CLAYTON), {"b": 60, "c": 10}, rule="lifo")
    lines = found.transfers.set_index("event")
    # The bank has 100 of its own: the 80 that c takes are untraced, save for the 10 that are traced by assertion.
    assert (lines.traced["c"], lines.entered["c"]) == (10, 10)
    assert found.total == 70


def test_money_that_comes_back_to_a_seeds_payer_is_not_counted_as_new(moves):
    found = attribution(
        moves("""
        event source target amount minute
        a     v      m      100    0
        b     m      v      100    1
        c     v      m      100    2
        """),
        {"a": 100, "c": 100},
        rule="lifo",
    )
    assert found.total == 100
    assert found.transfers.entered.tolist() == [100, 0, 0]


def test_a_transfer_of_an_account_to_itself_changes_nothing(moves):
    frame = moves(CLAYTON + "s     bank   bank   160    1\n")
    for rule in RULES:
        pd.testing.assert_frame_equal(
            attribution(frame, {"b": 60}, rule=rule).transfers,
            attribution(moves(CLAYTON), {"b": 60}, rule=rule).transfers,
        )


@pytest.mark.parametrize("fen", [0, -1, 61])
def test_a_seed_must_be_within_its_transfer(moves, fen):
    with pytest.raises(ValueError, match="b："):
        attribution(moves(CLAYTON), {"b": fen})


def test_cycles_end(moves):
    lines = "\n".join(f"e{i}  {'xyz'[i % 3]}  {'xyz'[(i + 1) % 3]}  100  {i}" for i in range(60))
    frame = moves(f"event source target amount minute\nseed v x 100 0\n{lines}")
    for found in attributions(frame, {"seed": 100}).values():
        assert found.accounts.held.sum() == 100


def test_amounts_beyond_32_and_near_64_bits_stay_exact(moves):
    big = 3 * 10**15
    found = attribution(
        moves(f"""
        event source target amount minute
        a     A      p      {big}  0
        b     B      p      {big - 1}  1
        c     p      q      {big // 3}  2
        """),
        {"b": big - 1},
        rule="pro_rata",
    )
    exact = (big // 3) * (big - 1) * 2 + (2 * big - 1)
    assert found.transfers.traced.iloc[-1] == exact // (2 * (2 * big - 1))


@QUICK
@given(rows=WORLDS, picks=st.lists(st.integers(0, 99), min_size=1, max_size=3), share=st.integers(1, 100))
def test_every_rule_conserves_every_unit(made, rows, picks, share):
    if not rows:
        return
    frame = made(rows)
    for found in attributions(frame, seeded(frame, picks, share)).values():
        assert ended(found) == found.total == found.transfers.entered.sum()
        assert (found.transfers.traced <= found.transfers.amount).all()
        flows = found.accounts
        entered = found.transfers.groupby("source").entered.sum()
        assert (flows.arrived == flows.passed + flows.unseen + flows.held).all(), (flows, entered)


@QUICK
@given(rows=WORLDS, picks=st.lists(st.integers(0, 99), min_size=1, max_size=2), seed=st.integers(0, 99))
def test_the_order_of_rows_never_matters(made, shuffled, rows, picks, seed):
    if not rows:
        return
    frame = made(rows)
    seeds = seeded(frame, picks, 70)
    turned = attributions(shuffled(frame, seed), seeds)
    for rule, found in attributions(frame, seeds).items():
        pd.testing.assert_frame_equal(found.transfers, turned[rule].transfers)
        pd.testing.assert_frame_equal(found.accounts, turned[rule].accounts)


IN_AND_OUT = st.lists(st.tuples(st.booleans(), st.integers(1, 90), st.booleans()), min_size=1, max_size=25)


@QUICK
@given(steps=IN_AND_OUT)
def test_traced_money_leaves_one_account_no_earlier_clean_first_and_no_later_dirty_first(made, steps):
    rows = [
        ("payer" if comes else "m", "m" if comes else "payee", amount, i) for i, (comes, amount, _) in enumerate(steps)
    ]
    frame = made(rows)
    seeds = {f"e{i}": amount for i, (comes, amount, dirty) in enumerate(steps) if comes and dirty}
    if not seeds:
        return
    left = {}
    for rule, found in attributions(frame, seeds).items():
        out = found.transfers[found.transfers.source == "m"].set_index("event").traced
        left[rule] = out.reindex(frame.event, fill_value=0).cumsum()
    for rule in ("pro_rata", "fifo", "lifo"):
        assert (left["clean_first"] <= left[rule]).all()
        assert (left[rule] <= left["dirty_first"]).all()


@QUICK
@given(rows=WORLDS, pick=st.integers(0, 99), drop=st.integers(0, 99))
def test_a_transfer_that_no_traced_account_saw_changes_nothing_when_it_goes(made, rows, pick, drop):
    if not rows:
        return
    frame = made(rows)
    seeds = seeded(frame, [pick], 100)
    row = frame.iloc[drop % len(frame)]
    for rule, found in attributions(frame, seeds).items():
        touched = {*found.transfers.source.dropna(), *found.transfers.target.dropna()}
        if {row.source, row.target} & touched or row.event in seeds:
            continue
        without = attribution(frame[frame.event != row.event], seeds, rule=rule)
        pd.testing.assert_frame_equal(found.transfers, without.transfers)
        pd.testing.assert_frame_equal(found.accounts, without.accounts)


@QUICK
@given(rows=WORLDS, pick=st.integers(0, 99))
def test_without_the_seed_nothing_that_cites_it_is_left(made, rows, pick):
    if not rows:
        return
    frame = made(rows)
    first, second = seeded(frame, [pick], 100), seeded(frame, [pick + 1], 100)
    without = attributions(frame[~frame.event.isin(first)], second) if first.keys() != second.keys() else {}
    for found in without.values():
        cited = {*found.transfers.event, *(event for events in found.accounts.events for event in events)}
        assert not cited & first.keys()
