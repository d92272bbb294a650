"""The order of transfers, and their accounts as numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.line.money.book import NOWHERE, book, in_order

TIED = """
event source target amount minute seq
b     x      y      2      1      1
a     x      y      1      1      1
c     x      y      3      1      0
d     z      x      4      0      9
"""


def test_transfers_go_by_time_then_place_then_event(moves):
    assert in_order(moves(TIED)).event.tolist() == ["d", "c", "a", "b"]


def test_the_order_of_lines_never_matters(moves, shuffled):
    first = in_order(moves(TIED))
    for seed in range(6):
        pd.testing.assert_frame_equal(in_order(shuffled(moves(TIED), seed)), first)


def test_without_a_place_equal_times_go_by_event(moves):
    frame = moves(TIED).drop(columns="seq")
    assert in_order(frame).event.tolist() == ["d", "a", "b", "c"]


def test_accounts_are_numbered_by_key_and_terminals_are_nowhere(moves):
    kept = book(
        moves("""
        event source target amount minute
        a     y      x      5      0
        b     x      cash   5      1
        c     unknown y     5      2
        """)
    )
    assert kept.accounts.tolist() == ["x", "y"]
    assert kept.source.tolist() == [1, 0, NOWHERE]
    assert kept.target.tolist() == [0, NOWHERE, 1]
    assert kept.terminal().tolist() == ["", "cash", "unknown"]
    assert (kept.number("y"), kept.number("nobody")) == (1, NOWHERE)


def test_times_are_milliseconds(moves):
    assert (book(moves(TIED)).time[1:] - book(moves(TIED)).time[0]).tolist() == [60_000] * 3


def test_an_event_that_is_not_there_is_named(moves):
    with pytest.raises(KeyError, match="no such transfer: zz"):
        book(moves(TIED)).places(["a", "zz"])


def test_no_transfers_make_an_empty_book(moves):
    kept = book(moves(TIED).iloc[:0])
    assert len(kept) == 0
    assert len(kept.accounts) == 0
