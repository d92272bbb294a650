"""Two-sided matching: one call or transfer, seen from both its ends, is one event."""

import os
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from graph.errors import LedgerError
from graph.ledger import Report


def test_a_call_in_both_parties_files_is_one_event(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    2     1      2      call 10:00:03 61
        """) == ["a1 b1"]


def test_the_event_is_named_by_its_first_row(calls, events):
    calls("""
        file owner caller callee act  time     seconds
        b    2     1      2      call 10:00:03 61
        a    1     1      2      call 10:00:00 60
        """)
    assert events("call_events") == {"a1": ("a::1", True), "b1": ("a::1", False)}


def test_calls_of_different_length_direction_or_kind_are_different(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    2     1      2      call 10:00:03 90
        b    2     2      1      call 10:00:03 60
        b    2     1      2      text 10:00:03 60
        """) == ["a1", "b1", "b2", "b3"]


def test_two_rows_of_one_owner_are_never_the_two_sides(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    1     1      2      call 10:00:02 60
        """) == ["a1", "b1"]


def test_each_row_has_one_partner_and_the_nearest(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      text 10:00:00 0
        a    1     1      2      text 10:00:08 0
        b    2     1      2      text 10:00:01 0
        b    2     1      2      text 10:00:09 0
        b    2     1      2      text 10:00:10 0
        """) == ["a1 b1", "a2 b2", "b3"]


def test_a_clock_that_is_minutes_ahead_is_set_right_before_matching(calls):
    # Every text of a has a wrong neighbour in b that is nearer by the clocks than its own row, 50 seconds ahead.
    lines = ["file owner caller callee act time seconds"]
    for hour in range(8, 18):
        lines += [f"a 1 1 2 call {hour}:00:00 {hour}", f"b 2 1 2 call {hour}:00:50 {hour}"]
    lines += [
        "a 1 1 2 text 20:00:00 0",
        "a 1 1 2 text 20:00:50 0",
        "b 2 1 2 text 20:00:50 0",
        "b 2 1 2 text 20:01:40 0",
    ]
    found = calls("\n".join(lines))
    assert "a11 b11" in found
    assert "a12 b12" in found
    assert len(found) == 12


def test_far_apart_in_time_is_not_one_event(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    2     1      2      call 10:15:00 60
        """) == ["a1", "b1"]


def test_a_day_s_border_between_the_two_clocks_does_no_harm(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 15:59:59 60
        b    2     1      2      call 16:00:01 60
        a    1     1      2      call 23:59:59 70
        b    2     1      2      call 24:00:01 70
        """) == ["a1 b1", "a2 b2"]


def test_a_masked_party_is_found_by_its_visible_digits(calls):
    assert calls("""
        file owner        caller       callee       other       act  time     seconds
        a    +8613800001111 +8613800001111 -        138****2222 call 10:00:00 60
        b    +8613800002222 +8613800001111 +8613800002222 -     call 10:00:01 60
        c    +8613800003333 +8613800001111 +8613800003333 -     call 10:00:00 60
        """) == ["a1 b1", "c1"]


def test_both_parties_may_be_masked(calls):
    assert calls("""
        file owner          caller         callee         other       act  time     seconds
        a    +8613800001111 +8613800001111 -              138****2222 call 10:00:00 60
        b    +8613800002222 -              +8613800002222 138****1111 call 10:00:01 60
        c    +8613800003333 -              +8613800003333 138****9999 call 10:00:00 60
        """) == ["a1 b1", "c1"]


def test_visible_digits_that_disagree_keep_rows_apart(calls):
    assert calls("""
        file owner          caller         callee         other       act  time     seconds
        a    +8613800001111 +8613800001111 -              139****2222 call 10:00:00 60
        b    +8613800002222 +8613800001111 +8613800002222 -           call 10:00:00 60
        """) == ["a1", "b1"]


def test_a_full_number_goes_before_a_masked_one(calls):
    assert calls("""
        file owner          caller         callee         other       act  time     seconds
        a    +8613800001111 +8613800001111 -              138****2222 call 10:00:00 60
        a    +8613800001111 +8613800001111 +8613800002222 -           call 10:00:04 60
        b    +8613800002222 +8613800001111 +8613800002222 -           call 10:00:01 60
        """) == ["a1", "a2 b1"]


def test_a_transfer_in_both_statements_is_one_event(transfers):
    assert transfers("""
        file owner source target amount time     serial
        a    1     1      2      500    10:00:00 P77
        b    2     1      2      500    10:00:02 Q12
        """) == ["a1 b1"]


def test_the_serial_number_goes_before_the_time(transfers):
    assert transfers("""
        file owner source target amount time     serial
        a    1     1      2      500    10:00:00 S1
        b    2     1      2      500    10:00:00 S2
        b    2     1      2      500    10:04:00 S1
        """) == ["a1 b2", "b1"]


def test_an_order_number_bridges_a_bank_and_a_payment_house(transfers):
    assert transfers("""
        file owner source target amount time     serial order_no terminal
        bank card  card   -      500    10:00:00 B9     -        unknown
        pay  purse card   purse  500    10:20:00 P1     B9       -
        """) == ["bank1 pay1"]


def test_a_serial_alone_does_not_join_other_amounts_or_other_ends(transfers):
    assert transfers("""
        file owner source target amount time     serial
        a    1     1      2      500    10:00:00 S1
        b    2     1      2      501    10:00:00 S1
        c    4     3      4      500    10:00:00 S1
        """) == ["a1", "b1", "c1"]


def test_a_serial_that_everybody_has_says_nothing(transfers):
    lines = ["file owner source target amount time serial"]
    lines += [f"a 1 1 {n} 500 {n % 24:02d}:00:00 0" for n in range(100, 115)]
    lines += [f"b{n} {n} 1 {n} 500 {(n + 5) % 24:02d}:00:00 0" for n in range(100, 115)]
    assert all(" " not in event for event in transfers("\n".join(lines)))


def test_a_counterparty_nobody_names_is_found_by_amount_and_time(transfers):
    assert transfers("""
        file owner source target amount time     terminal
        a    1     1      -      50012  10:00:00 unknown
        b    2     1      2      50012  10:00:02 -
        b    2     1      2      50013  10:00:02 -
        """) == ["a1 b1", "b2"]


def test_a_name_that_other_files_give_the_owner_joins_what_shows_no_number(transfers):
    assert transfers("""
        file owner source target amount time     terminal other_name
        a    1     1      -      4913   10:00:00 unknown  面馆
        b    2     -      2      4913   10:00:01 unknown  陈敏
        c    3     3      2      700    12:00:00 -        面馆
        """) == ["a1 b1", "c1"]


def test_a_name_that_is_not_the_owner_s_keeps_rows_apart(transfers):
    assert transfers("""
        file owner source target amount time     terminal other_name
        a    1     1      -      4913   10:00:00 unknown  茶馆
        b    2     1      2      4913   10:00:01 -        -
        c    3     3      2      700    12:00:00 -        面馆
        """) == ["a1", "b1", "c1"]


def test_without_number_and_name_on_both_sides_nothing_joins(transfers):
    assert transfers("""
        file owner source target amount time     terminal
        a    1     1      -      4913   10:00:00 unknown
        b    2     -      2      4913   10:00:00 unknown
        """) == ["a1", "b1"]


def test_cash_and_fees_have_no_other_side(transfers):
    assert transfers("""
        file owner source target amount time     terminal
        a    1     1      -      50012  10:00:00 cash
        a    1     1      -      300    11:00:00 fee
        b    2     1      2      50012  10:00:02 -
        b    2     1      2      300    11:00:02 -
        """) == ["a1", "a2", "b1", "b2"]


def test_a_time_known_to_the_minute_meets_one_known_to_the_second(transfers):
    assert transfers("""
        file owner source target amount time
        a    1     1      2      500    10:00:55
        b    2     1      2      500    10:00
        """) == ["a1 b1"]


def test_a_day_s_posting_meets_the_second_of_that_day(transfers):
    assert transfers("""
        file owner source target amount time
        a    1     1      2      500    18:30:00
        b    2     1      2      500    day
        b    2     1      2      900    day
        """) == ["a1 b1", "b2"]


def test_a_run_of_equal_transfers_pairs_up_in_its_order(transfers):
    assert transfers("""
        file owner source target amount time     balance
        a    1     1      2      500    10:00:05 900
        a    1     1      2      500    10:00:20 400
        a    1     1      2      500    10:00:50 -100
        b    2     1      2      500    10:00    500
        b    2     1      2      500    10:00    1000
        b    2     1      2      500    10:00    1500
        """) == ["a1 b1", "a2 b2", "a3 b3"]


def test_copies_follow_the_row_they_repeat_into_its_event(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    2     1      2      call 10:00:03 61
        c    2     1      2      call 10:00:03 61
        d    1     1      2      call 10:00:00 60
        """) == ["a1 b1 c1 d1"]


def test_every_row_has_an_event_even_when_nobody_knows_whose_file_it_is(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    -     1      2      call 10:00:00 60
        b    2     1      2      call 10:00:00 60
        b    2     -      -      call 12:00:00 60
        """) == ["a1", "b1", "b2"]


def test_the_answer_is_kept_and_found_again(calls, kept):
    world = """
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    2     1      2      call 10:00:03 61
        """
    calls(world)
    before = kept.stat().st_ino
    assert calls(world) == ["a1 b1"]
    assert kept.stat().st_ino == before


def test_answers_of_long_ago_are_cleared_away(calls, kept, monkeypatch):
    monkeypatch.setattr("graph.ledger.events._KEPT", 3)
    for n in range(5):
        old = kept.with_name(f"old{n}.parquet")
        old.touch()
        os.utime(old, (n, n))
    calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        """)
    assert sorted(path.name for path in kept.parent.glob("*.parquet")) == [
        "events.parquet",
        "old3.parquet",
        "old4.parquet",
    ]


def test_a_scope_without_rows_has_no_events(ledger):
    with ledger.scope(["case:A"]) as scope:
        assert scope.sql(f"FROM {scope.events('calls')}").fetchall() == []
        assert scope.sql(f"FROM {scope.events('transfers')}").fetchall() == []


def test_only_calls_and_transfers_have_events(ledger):
    with ledger.scope(["case:A"]) as scope, pytest.raises(LedgerError, match="persons"):
        scope.events("persons")


def test_each_scope_matches_what_it_may_see(ledger, keep, rows_of):
    for name, owner in (("x", "tel:1"), ("y", "tel:2")):
        rows = rows_of(keep(name), [2])
        size = rows.schema.names.index("content")
        rows = rows.set_column(size, "content", pa.array([ord(name)], pa.int64()))
        started = pa.array([datetime(2026, 3, 5, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
        extra = {"owner": pa.array([owner]), "started_at": started, "precision": pa.array(["second"])}
        for column, value in extra.items():
            rows = rows.append_column(column, value)
        draft = ledger.draft(keep(name))
        draft.append("calls", rows)
        draft.commit(case_key=f"case:{name}", actor="li", report=Report())

    def events(*cases):
        with ledger.scope(cases) as scope:
            return scope.sql(f"SELECT count(*), count(DISTINCT event) FROM {scope.events('calls')}").fetchall()[0]

    assert [events("case:x"), events("case:y"), events("case:x", "case:y")] == [(1, 1), (1, 1), (2, 1)]
