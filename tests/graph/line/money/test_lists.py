"""The two lists after a round: what to ask for, what to stop, and who is probably honest."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.line.money.attribution import attributions
from graph.line.money.bounds import ground
from graph.line.money.requests import next_call_records, next_statements
from graph.line.money.stops import stop_payments
from graph.line.money.traders import trader_signs

WORLD = """
event source target amount minute bank_target name_target
a     v      m      1000000 0     -           -
b     m      s      600000 60    甲银行       张三
c     m      t      300000 90    乙银行       李四
d     s      u      500000 120   乙银行       王五
"""


def covered(*lines):
    frame = pd.DataFrame(lines, columns=["owner", "period_from", "period_to"])
    for column in ("period_from", "period_to"):
        frame[column] = pd.to_datetime(frame[column], utc=True)
    return frame


FULL = ("m", "2026-02-01", "2026-03-31")


def test_accounts_without_a_statement_are_asked_for_by_bank_and_sum(moves):
    frame = moves(WORLD)
    found = next_statements(frame, attributions(frame, {"a": 1_000_000}), covered(FULL))
    assert found[["bank", "owner", "holder", "why", "at_stake"]].values.tolist() == [
        ["乙银行", "u", "王五", "none", 500_000],
        ["乙银行", "t", "李四", "none", 300_000],
        ["甲银行", "s", "张三", "none", 600_000],
    ]
    assert found.events.tolist() == [("d",), ("c",), ("b",)]
    assert (found.period_from < found.first_at).all()
    assert (found.period_to > found.last_at).all()


def test_a_statement_that_misses_the_time_is_asked_for_again(moves):
    frame = moves(WORLD)
    rules = attributions(frame, {"a": 1_000_000})
    late, early = ("t", "2026-03-05", "2026-03-31"), ("s", "2026-01-01", "2026-01-31")
    whole = ("u", "2026-02-28", "2026-03-02")
    found = next_statements(frame, rules, covered(FULL, late, early, whole)).set_index("owner").why
    assert found.to_dict() == {"t": "late", "s": "early"}


def test_small_sums_are_not_worth_a_request(moves):
    frame = moves(WORLD)
    found = next_statements(frame, attributions(frame, {"a": 1_000_000}), covered(FULL), least_fen=400_000)
    assert found.owner.tolist() == ["s", "u"]


def test_removing_a_transfer_removes_exactly_the_requests_that_cite_it(moves):
    frame = moves(WORLD)
    frame = frame[frame.event != "c"]
    assert set(next_statements(frame, attributions(frame, {"a": 1_000_000}), covered(FULL)).owner) == {"s", "u"}


def test_stops_are_urgent_by_sum_and_recency_with_range_and_bounds(moves):
    frame = moves(WORLD)
    seeds = {"a": 1_000_000}
    found = stop_payments(ground(frame), seeds, attributions(frame, seeds), covered=frozenset({"m"}))
    assert found.account.tolist() == ["u", "t", "s", "m"]
    first = found.iloc[0]
    assert (first.held, first.held_least, first.held_most) == (500_000, 500_000, 500_000)
    assert (first.bound_least, first.bound_most) == (0, 500_000)
    assert first.hours == 0
    assert found.urgency.is_monotonic_decreasing
    assert found.covered.tolist() == [False, False, False, True]


def test_old_money_is_less_urgent(moves):
    frame = moves(WORLD)
    seeds = {"a": 1_000_000}
    rules = attributions(frame, seeds)
    late = stop_payments(
        ground(frame), seeds, rules, covered=frozenset(), now=frame.occurred_at.max() + pd.Timedelta(hours=24)
    )
    assert late.urgency.iloc[0] == pytest.approx(250_000)


def test_nothing_can_be_stopped_where_all_of_it_left_as_cash(made):
    frame = made([("v", "m", 5_000, 0), ("m", "cash", 5_000, 60)])
    seeds = {"e0": 5_000}
    found = stop_payments(ground(frame), seeds, attributions(frame, seeds), covered=frozenset({"m"}))
    assert found.empty
    assert "urgency" in found.columns


def till(made, *, days=60, customers=40, launder=True):
    """Return a shop that sells every day, and one payment out of the launderers' account."""
    rows = [
        (f"p{(7 * day + k) % customers}", "shop", 1_234 + 17 * k + day, day * 1_440 + (9 + 3 * k) * 60)
        for day in range(days)
        for k in range(2)
    ]
    return made([*rows, ("v", "m", 5_000, 20_000), ("m", "shop", 5_000, 20_060)] if launder else rows)


def test_a_till_shows_the_signs_of_a_till(made):
    frame = till(made)
    # UTC+8 turns 9 and 12 o'clock into 17 and 20.
    found = trader_signs(frame, pd.Series({"shop": 5_000, "m": 5_000})).set_index("account")
    assert found.innocent.to_dict() == {"shop": True, "m": False}
    assert found.signs["shop"] == (
        "many_payers", "long_history", "regular_hours", "uneven_amounts", "keeps_its_money", "small_part",
    )  # fmt: skip
    assert found.signs["m"] == ()
    assert found.payers["shop"] == 41


def test_an_account_of_yesterday_has_no_history(made):
    found = trader_signs(till(made, days=12), pd.Series({"shop": 5_000})).iloc[0]
    assert "long_history" not in found.signs


def test_the_warning_stands_in_the_list_of_stops(made):
    frame = till(made)
    seed = frame.event.iloc[-2]
    rules = attributions(frame, {seed: 5_000})
    found = stop_payments(ground(frame), {seed: 5_000}, rules, covered=frozenset(), least_fen=1)
    assert found.set_index("account").innocent["shop"]


def test_numbers_that_several_suspects_called_are_asked_for():
    at = pd.date_range("2026-03-01", periods=5, freq="D", tz="UTC")
    calls = pd.DataFrame(
        {
            "event": list("abcde"),
            "caller": ["tel:1", "tel:2", "tel:9", "tel:1", "tel:1"],
            "callee": ["tel:9", "tel:9", "tel:1", "tel:8", "tel:2"],
            "started_at": at,
        }
    )
    found = next_call_records(calls, covered(), {"tel:1", "tel:2"}, carriers={"tel:9": "联川"})
    assert found[["owner", "carrier", "contacts", "calls"]].values.tolist() == [["tel:9", "联川", 2, 3]]
    assert found.events[0] == ("a", "b", "c")
    assert next_call_records(calls, covered(("tel:9", "2026-01-01", "2026-02-01")), {"tel:1", "tel:2"}).empty
