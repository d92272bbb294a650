import pandas as pd
import pytest

from graph.point.balances import balance_path
from graph.point.odd_transfers import Oddity, odd_transfers
from graph.point.turnover import counterparties, turnover

WORLD = """
    A B 03-01T10:00 100 900 ?
    C A 03-01T11:00 300 ? 1200
    A B 03-02T10:00 200 1000 ?
    A -cash 03-03T10:00 500 500 ?
    -cash A 03-04T10:00 50 ? 550
    B C 03-05T10:00 70
"""


def test_totals_are_in_minor_units_and_name_their_events(transfers_of):
    (line,) = turnover(transfers_of(WORLD), ["acct:A"]).itertuples()
    assert (line.received, line.paid, line.net, line.received_count, line.paid_count, line.days) == (
        35_000, 80_000, -45_000, 2, 3, 4,
    )  # fmt: skip
    assert line.events == tuple(f"t:s:{n}" for n in range(1, 6))


def test_what_a_persons_accounts_pay_each_other_is_no_turnover(transfers_of):
    (line,) = turnover(transfers_of(WORLD), ["acct:A", "acct:B"]).itertuples()
    assert (line.received, line.paid) == (35_000, 57_000)


def test_currencies_are_never_added(transfers_of):
    world = transfers_of(WORLD).assign(currency=["CNY", "HKD", *["CNY"] * 4])
    assert turnover(world, ["acct:A"])[["currency", "received", "paid"]].values.tolist() == [
        ["CNY", 5_000, 80_000],
        ["HKD", 30_000, 0],
    ]


def test_counterparties_come_by_turnover_and_terminals_stand_apart(transfers_of):
    found = counterparties(transfers_of(WORLD), ["acct:A"])
    assert found[["terminal", "received", "paid"]].fillna("").values.tolist() == [
        ["cash", 5_000, 50_000],
        ["", 0, 30_000],
        ["", 30_000, 0],
    ]
    assert found["other"].fillna("").tolist() == ["", "acct:B", "acct:C"]
    assert found["share"].sum() == pytest.approx(1)
    assert found["events"].tolist() == [("t:s:4", "t:s:5"), ("t:s:1", "t:s:3"), ("t:s:2",)]


def test_a_statement_that_adds_up_has_no_gap(transfers_of):
    path = balance_path(transfers_of(WORLD), "acct:A")
    assert path["gap"].isna().tolist() == [True, False, False, False, False]
    assert path["gap"][1:].tolist() == [0, 0, 0, 0]
    assert path["change"].tolist() == [-10_000, 30_000, -20_000, -50_000, 5_000]


def test_a_missing_row_shows_as_a_gap_of_its_amount(transfers_of):
    whole = transfers_of(WORLD)
    path = balance_path(whole[whole["event"] != "t:s:3"], "acct:A").set_index("event")
    assert path["gap"]["t:s:4"] == -20_000
    assert path["gap"]["t:s:5"] == 0


def test_a_transfer_only_the_other_side_tells_is_carried_on(transfers_of):
    path = balance_path(
        transfers_of("A B 03-01T10:00 100 900\nC A 03-01T11:00 300\nA B 03-01T12:00 200 1000"), "acct:A"
    )
    assert path["balance"].isna().tolist() == [False, True, False]
    assert path["expected"].tolist()[1:] == [120_000, 100_000]
    assert path["gap"][2] == 0


def test_the_accounts_own_clock_and_order_decide(transfers_of):
    world = transfers_of("A B 03-01T10:00 100 800\nA C 03-01T10:01 100 900")
    own = world.assign(at_source=world["occurred_at"][::-1].array, seq_source=pd.Series([2, 1], dtype="Int64"))
    assert balance_path(own, "acct:A")["gap"].tolist()[1:] == [0]
    assert balance_path(world, "acct:A")["gap"].tolist()[1:] == [20_000]


def test_night_round_and_test_transfers_are_found_with_what_they_rest_on(transfers_of):
    world = transfers_of("""
        A B 03-01T02:00 123
        A B 03-01T12:00 20000
        A C 03-01T13:00 1
        A C 03-01T13:30 500
        A C 03-01T13:40 600
        A D 03-01T14:00 1
        A D 03-01T16:00 500
    """)
    found = odd_transfers(world, ["acct:A"])
    assert found[["kind", "events"]].values.tolist() == [
        ["night", ("t:s:1",)],
        ["round", ("t:s:2",)],
        ["test", ("t:s:3", "t:s:4")],
    ]


def test_a_small_sum_the_other_way_tries_nothing_out(transfers_of):
    assert odd_transfers(transfers_of("C A 03-01T13:00 1\nA C 03-01T13:30 500"), ["acct:A"]).empty


def test_of_two_in_one_second_the_statements_order_says_which_was_first(transfers_of):
    small_first = transfers_of("A C 03-01T13:00 1\nA C 03-01T13:00 500")
    assert len(odd_transfers(small_first, ["acct:A"])) == 1
    assert odd_transfers(small_first.assign(seq=[1, 0]), ["acct:A"]).empty


def test_a_day_without_an_hour_is_no_night(transfers_of):
    world = transfers_of("A B 03-01T02:00 123").assign(precision="day")
    assert odd_transfers(world, ["acct:A"]).empty


def test_the_limits_are_the_askers(transfers_of):
    world = transfers_of("A B 03-01T22:00 130")
    assert list(odd_transfers(world, ["acct:A"], oddity=Oddity(night=(21, 6), round_to=1_000))["kind"]) == [
        "night",
        "round",
    ]
