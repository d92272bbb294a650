"""Duplicates: overlapping exports and pages printed twice are one event; events that only look alike are not."""


def test_a_row_of_an_overlapping_export_repeats_the_first(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        a    1     1      2      call 11:00:00 5
        b    1     1      2      call 11:00:00 5
        b    1     1      2      call 12:00:00 7
        """) == ["a1", "a2 b1", "b2"]


def test_a_page_printed_twice_in_one_file_is_told_by_its_seconds(calls):
    assert calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        a    1     1      3      call 11:00:00 60
        a    1     1      2      call 10:00:00 60
        """) == ["a1 a3", "a2"]


def test_rows_alike_to_the_minute_are_events_of_their_own_within_a_file(calls):
    assert calls("""
        file owner caller callee act  time  seconds
        a    1     1      2      text 10:00 0
        a    1     1      2      text 10:00 0
        """) == ["a1", "a2"]


def test_the_kth_of_one_export_pairs_with_the_kth_of_the_next(calls):
    assert calls("""
        file owner caller callee act  time  seconds
        a    1     1      2      text 10:00 0
        a    1     1      2      text 10:00 0
        b    1     1      2      text 10:00 0
        b    1     1      2      text 10:00 0
        b    1     1      2      text 10:00 0
        """) == ["a1 b1", "a2 b2", "b3"]


def test_equal_transfers_without_serial_or_balance_are_two_in_one_file(transfers):
    assert transfers("""
        file owner source target amount time
        a    1     1      2      500    10:00:00
        a    1     1      2      500    10:00:00
        """) == ["a1", "a2"]


def test_a_balance_or_a_serial_tells_a_repeated_transfer(transfers):
    assert transfers("""
        file owner source target amount time     balance serial
        a    1     1      2      500    10:00:00 900     -
        a    1     1      2      500    10:00:00 400     -
        a    1     1      2      500    10:00:00 400     -
        a    1     1      2      500    10:00:00 -       S1
        a    1     1      2      500    10:00:00 -       S1
        a    1     1      2      500    10:00:00 -       S2
        """) == ["a1", "a2 a3", "a4 a5", "a6"]


def test_the_other_party_s_row_is_no_duplicate(calls, repeats):
    calls("""
        file owner caller callee act  time     seconds
        a    1     1      2      call 10:00:00 60
        b    2     1      2      call 10:00:00 60
        c    1     1      2      call 10:00:00 60
        """)
    assert repeats("call_events") == ["c1"]
