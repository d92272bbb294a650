"""Frames of events: one line per event, whoever's files tell of it, in one order."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.ledger.frames import call_events, call_sides, sightings, statements, transfer_events

BOTH = """
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 owner=acct:A:1 amount=5000 balance=100 serial=S1 seq=7]-> acct:A:2
    acct:A:2 -[TRANSFERRED at=2026-03-01T10:00:00 owner=acct:A:2 amount=400 balance=4600 seq=2]-> -
    == b
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:20 owner=acct:A:2 amount=5000 balance=5000 serial=S1 seq=1]-> acct:A:2
"""


def test_a_transfer_in_both_files_is_one_line_that_keeps_what_each_side_says(drawn):
    frame = transfer_events(drawn(BOTH))
    assert len(frame) == 2
    both = frame.iloc[0]
    assert (both.source, both.target, both.amount, both.rows) == ("acct:A:1", "acct:A:2", 5000, 2)
    assert (both.balance_source, both.balance_target) == (100, 5000)
    assert (both.seq_source, both.seq_target) == (7, 1)
    assert both.at_target - both.at_source == pd.Timedelta(seconds=20)
    assert both.serial == "S1"
    assert pd.isna(both.terminal)


def test_a_side_without_a_file_has_no_balance_and_no_place(drawn):
    alone = transfer_events(drawn(BOTH)).iloc[1]
    assert pd.isna(alone.target)
    assert alone.terminal == "unknown"
    assert alone.balance_source == 4600
    assert pd.isna(alone.balance_target)
    assert pd.isna(alone.at_target)


def test_transfers_stand_in_the_order_of_time_then_place_then_event(drawn):
    frame = transfer_events(
        drawn("""
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=1 seq=3]-> acct:A:2
        acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=2 seq=2]-> acct:A:2
        acct:A:1 -[TRANSFERRED at=2026-03-01T08:00:00 amount=3 seq=9]-> acct:A:2
        """)
    )
    assert frame.amount.tolist() == [3, 2, 1]


def test_the_types_hold_for_an_empty_scope_as_for_a_full_one(drawn):
    empty, full = transfer_events(drawn("tel:1 name=x")), transfer_events(drawn(BOTH))
    assert empty.empty
    assert list(empty.columns) == list(full.columns)
    assert empty.amount.dtype == full.amount.dtype == "int64"
    assert empty.balance_source.dtype == full.balance_source.dtype == "Int64"
    assert str(full.occurred_at.dtype) == str(empty.occurred_at.dtype) == "datetime64[us, UTC]"


def test_the_holder_and_bank_of_a_side_are_what_the_other_side_calls_them(drawn):
    frame = transfer_events(
        drawn("acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 owner=acct:A:1 amount=1 other_name=李四]-> acct:A:2")
    )
    assert frame.name_target.tolist() == ["李四"]
    assert frame.name_source.isna().all()


CALLS = """
    tel:1 -[CALLED at=2026-03-01T08:00:00 owner=tel:1 seconds=60 cell=cell:1-1-1 imei=imei:1]-> tel:2
    tel:3 -[CALLED at=2026-03-01T07:00:00 owner=tel:3 act=forward forwarded_to=tel:4]-> tel:1
    == b
    tel:1 -[CALLED at=2026-03-01T08:00:02 owner=tel:2 seconds=60 cell=cell:1-1-9]-> tel:2
"""


def test_a_call_in_both_files_is_one_event_with_two_sides(drawn):
    scope = drawn(CALLS)
    calls, sides = call_events(scope), call_sides(scope)
    assert calls.caller.tolist() == ["tel:3", "tel:1"]
    assert calls.seconds.tolist() == [0, 60]
    assert calls.rows.tolist() == [1, 2]
    assert calls.forwarded_to.tolist()[0] == "tel:4"
    both = sides[sides.event == calls.event[1]]
    assert dict(zip(both.phone, both.cell, strict=True)) == {"tel:1": "cell:1-1-1", "tel:2": "cell:1-1-9"}
    assert both.imei.dropna().tolist() == ["imei:1"]


def test_a_call_is_a_sighting_of_its_owner_at_the_cell(drawn):
    seen = sightings(drawn(CALLS))
    assert list(zip(seen.who, seen["where"], seen.means, strict=True)) == [
        ("tel:1", "cell:1-1-1", "cell"),
        ("tel:2", "cell:1-1-9", "cell"),
    ]
    assert seen.to_at.isna().all()


STAYS = """
    张三 -[SEEN_AT at=2026-03-01T20:00:00 until=2026-03-02T08:00:00 means=hotel]-> place:1
    张三 -[SEEN_AT at=2026-03-01T20:00:00 until=2026-03-02T08:00:00 means=hotel]-> place:1
    plate:鲁A1 -[SEEN_AT at=2026-03-01T21:00:00 means=checkpoint]-> place:2
"""


def test_a_stay_told_twice_is_one_sighting(drawn):
    seen = sightings(drawn(STAYS))
    assert seen.means.tolist() == ["hotel", "checkpoint"]
    assert seen.event.is_unique
    assert seen.to_at.notna().tolist() == [True, False]


def test_people_stand_under_their_records_until_somebody_says_who_they_are(drawn):
    scope = drawn(STAYS)
    record = sightings(scope).who[0]
    assert record.startswith("rec:")
    named = sightings(scope, people=pd.DataFrame({"record": [record], "person": ["person:x"]}))
    assert named.who.tolist() == ["person:x", "plate:鲁A1"]
    assert sightings(scope).who[0] == record


def test_statements_say_whose_files_there_are_and_where_nothing_covers_them(drawn):
    scope = drawn("""
    acct:A:1 -[TRANSFERRED at=2026-03-01T09:00:00 owner=acct:A:1 amount=1]-> acct:A:2
    acct:A:1 -[TRANSFERRED at=2026-03-05T09:00:00 owner=acct:A:1 amount=2]-> acct:A:2
    == b
    acct:A:1 -[TRANSFERRED at=2026-03-04T09:00:00 owner=acct:A:1 amount=3]-> acct:A:2
    acct:A:1 -[TRANSFERRED at=2026-03-08T09:00:00 owner=acct:A:1 amount=4]-> acct:A:2
    == c
    acct:A:1 -[TRANSFERRED at=2026-04-01T09:00:00 owner=acct:A:1 amount=5]-> acct:A:2
    tel:1 -[CALLED at=2026-03-01T08:00:00 owner=tel:1]-> tel:2
    """)
    covered = statements(scope)
    assert covered.owner.tolist() == ["acct:A:1", "acct:A:1", "tel:1"]
    assert covered.period_from.dt.day.tolist() == [1, 1, 1]
    assert covered.period_to.dt.day.tolist()[:2] == [8, 1]
    assert covered.rows.tolist() == [4, 1, 1]


@pytest.mark.parametrize("frame", [transfer_events, call_events, call_sides, sightings, statements])
def test_every_frame_is_the_same_whichever_file_came_first(drawn, frame):
    parts = (BOTH + CALLS).replace("== b", "").strip("\n").splitlines()
    text = "\n".join(f"== f{number}\n{line}" for number, line in enumerate(parts) if line.strip())
    turned = "\n".join(f"== f{number}\n{line}" for number, line in reversed(list(enumerate(parts))) if line.strip())
    pd.testing.assert_frame_equal(frame(drawn(text)), frame(drawn(turned)))
