"""Payments through an institution joined: by number as fact, by amount and time as inference, never by chance twice."""

from __future__ import annotations

import pandas as pd

from graph.line.money.attribution import attribution
from graph.line.money.bridges import bridged, bridges

BY_NUMBER = """
event source target amount minute serial order_no
a     v      unknown 5000000 0   S1     -
b     unknown m      5000000 900 S1     -
c     w      unknown 40000  0    -      P7
d     unknown n      40000  2    -      P7
"""


def test_a_common_number_is_a_fact_however_late_the_money_comes(moves):
    found = bridges(moves(BY_NUMBER))
    assert found[["event_out", "event_in", "source", "target", "basis", "kind"]].values.tolist() == [
        ["a", "b", "v", "m", "serial", "fact"],
        ["c", "d", "w", "n", "order_no", "fact"],
    ]


def test_a_number_that_two_payments_carry_joins_nothing_by_number(moves):
    frame = moves(BY_NUMBER + "e     x      unknown 5000000 1   S1     -\n")
    assert "serial" not in bridges(frame).basis.tolist()


def test_a_number_under_another_amount_joins_nothing(moves):
    frame = moves(BY_NUMBER.replace("unknown m      5000000", "unknown m      4999999"))
    assert bridges(frame).event_out.tolist() == ["c"]


BY_AMOUNT = """
event source target amount minute
a     v      unknown 50000  0
b     unknown m      50000  10
c     w      cash    70000  0
d     unknown n      70000  1
"""


def test_equal_amount_and_time_are_an_inference_and_cash_is_not_a_payment(moves):
    found = bridges(moves(BY_AMOUNT))
    assert found[["event_out", "event_in", "basis", "kind"]].values.tolist() == [["a", "b", "amount_time", "inference"]]


def test_clocks_may_let_money_come_out_before_it_went_in(moves):
    assert len(bridges(moves(BY_AMOUNT.replace("50000  10", "50000  -10")))) == 1
    assert bridges(moves(BY_AMOUNT.replace("50000  10", "50000  31"))).empty


def test_two_candidates_are_no_bridge(moves):
    assert bridges(moves(BY_AMOUNT + "e     unknown x      50000  20\n")).empty


def test_small_change_is_equal_by_chance(moves):
    assert bridges(moves(BY_AMOUNT.replace("50000", "2002"))).empty


def test_an_institutions_own_accounts_are_bridged_too(moves):
    frame = moves("event source target amount minute\na v pool 50000 0\nb pool m 50000 5")
    assert bridges(frame).empty
    assert bridges(frame, institutions={"pool"}).target.tolist() == ["m"]


def test_money_that_goes_back_to_its_payer_is_not_bridged(moves):
    assert bridges(moves(BY_AMOUNT.replace("unknown m ", "unknown v "))).empty


def test_a_bridged_transfer_carries_the_sum_on_and_says_what_it_rests_on(moves):
    frame = moves(BY_AMOUNT)
    joined = bridged(frame, bridges(frame))
    line = joined.set_index("event").loc["a"]
    assert (line.target, line.kind, line.bridge) == ("m", "inference", "b")
    assert pd.isna(line.terminal)
    assert "b" not in joined.event.tolist()
    assert joined.set_index("event").kind["c"] == "fact"
    assert attribution(joined, {"a": 50_000}).accounts.account.tolist() == ["m"]


def test_without_either_half_the_bridge_is_gone_and_the_rest_stays(moves):
    frame = moves(BY_NUMBER)
    assert bridges(frame[frame.event != "b"]).event_out.tolist() == ["c"]


def test_a_bridge_keeps_what_the_payees_statement_says(moves):
    frame = moves("""
    event source target amount minute balance_source balance_target
    a     v      unknown 50000  0     100            -
    b     unknown m      50000  10    -              60000
    """)
    line = bridged(frame, bridges(frame)).iloc[0]
    assert (line.balance_source, line.balance_target) == (100, 60_000)
    assert line.at_target > line.at_source
