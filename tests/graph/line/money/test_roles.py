"""Roles of accounts, with the events they rest on."""

from __future__ import annotations

import pytest

from graph.line.money.book import book
from graph.line.money.roles import RoleLimits, account_roles
from graph.line.money.turnover import turnover

WORLD = """
event source target amount minute
a     v      m      10000  0
b     m      x      9900   60
c1    p1     k      2000   0
c2    p2     k      2000   1
c3    p3     k      2000   2
c4    p4     k      2000   3
c5    p5     k      2000   4
c6    k      boss   9000   9000
d     x      cash   9000   9000
"""
LIMITS = RoleLimits(least_fen=5_000)


@pytest.fixture
def roles(moves):
    return account_roles(moves(WORLD), {"m", "x", "k", "boss"}, limits=LIMITS).set_index(["account", "role"])


def test_each_role_has_its_measure_and_its_events(roles):
    assert roles.index.tolist() == [("boss", "sink"), ("k", "collector"), ("m", "pass_through"), ("x", "cash_out")]
    assert roles.events[("m", "pass_through")] == ("a", "b")
    assert roles.events[("k", "collector")] == ("c1", "c2", "c3", "c4", "c5")
    assert roles.events[("x", "cash_out")] == ("d",)
    assert roles.measure[("m", "pass_through")] == 0.99
    assert roles.measure[("k", "collector")] == 5
    assert roles.measure[("boss", "sink")] == 1.0


def test_an_account_without_a_statement_is_never_called_a_sink(moves):
    found = account_roles(moves(WORLD), set(), limits=LIMITS)
    assert "sink" not in found.role.tolist()


def test_small_sums_make_no_role(moves):
    assert account_roles(moves(WORLD), {"boss"}).empty


def test_money_that_stayed_too_long_was_not_passed_on(moves):
    slow = account_roles(moves(WORLD.replace("9900   60", "9900   2000")), set(), limits=LIMITS)
    assert "m" not in slow[slow.role == "pass_through"].account.tolist()


def test_turnover_counts_each_side_once(moves):
    lines = turnover(book(moves(WORLD)))
    k = lines.loc["k"]
    assert (k.in_fen, k.out_fen, k.payers, k.payees, k.in_count) == (10_000, 9_000, 5, 1, 5)
    assert lines.loc["x", "cash_out_fen"] == 9_000
    assert lines.loc["m", "passed_fen"] == 9_900
    assert lines.loc["m", "stay_hours"] == pytest.approx(1.0)
    assert lines["stay_hours"].isna().loc["boss"]
