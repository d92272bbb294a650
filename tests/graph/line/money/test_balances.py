"""Opening money and gaps, as statements tell them."""

from __future__ import annotations

import pandas as pd

from graph.line.money.balances import UNKNOWN, sides
from graph.line.money.book import book
from graph.line.money.network import open_before

WHOLE_STATEMENT = """
event source target amount minute balance_source balance_target
a     x      m      50     0      -              150
b     m      y      30     1      120            -
c     z      m      10     2      -              130
"""


def test_a_statement_that_agrees_with_itself_has_no_gap(moves):
    own = sides(book(moves(WHOLE_STATEMENT)))
    assert own.gap.tolist() == [0, 0, 0]
    assert own.before.tolist() == [100, 150, 120]
    assert own.after.tolist() == [150, 120, 130]
    assert own.first.tolist() == [True, False, False]
    assert own.out.tolist() == [False, True, False]


def test_a_lost_row_shows_as_the_money_it_moved(moves):
    frame = moves(WHOLE_STATEMENT)
    own = sides(book(frame[frame.event != "b"]))
    assert own.gap.tolist() == [0, -30]
    assert open_before(own).tolist() == [True, True]


def test_each_statement_is_read_in_its_own_order_whatever_other_clocks_say(moves):
    frame = moves(WHOLE_STATEMENT)
    # The payer's bank is two minutes behind, and its time became the event's.
    frame.loc[frame.event == "c", "occurred_at"] -= pd.Timedelta(minutes=2)
    own = sides(book(frame))
    assert own.gap.tolist() == [0, 0, 0]
    assert own.after.tolist() == [150, 120, 130]


def test_rows_without_a_balance_do_not_break_the_count(moves):
    frame = moves(WHOLE_STATEMENT)
    frame.loc[frame.event == "b", "balance_source"] = pd.NA  # its own row, but the balance cell is empty
    own = sides(book(frame))
    assert own.gap.tolist() == [0, 0, 0]
    assert own.after.tolist() == [150, UNKNOWN, 130]


def test_a_gap_is_open_from_the_last_known_balance(moves):
    frame = moves(WHOLE_STATEMENT)
    frame.loc[frame.event == "b", "balance_source"] = pd.NA
    frame.loc[frame.event == "c", "balance_target"] = 100
    own = sides(book(frame))
    assert own.gap.tolist() == [0, 0, -30]
    assert open_before(own).tolist() == [True, True, True]


def test_an_account_without_a_statement_has_no_sides(moves):
    own = sides(
        book(moves(WHOLE_STATEMENT).drop(columns=["balance_source", "balance_target", "at_source", "at_target"]))
    )
    assert len(own.account) == 0
    assert open_before(own).tolist() == []


def test_an_overdraft_counts_as_nothing_left(moves):
    own = sides(
        book(
            moves("""
            event source target amount minute balance_source
            a     m      y      30     0      -20
            """)
        )
    )
    assert (own.before.tolist(), own.after.tolist()) == ([10], [0])
