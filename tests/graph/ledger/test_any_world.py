"""Any world of calls: every row has one event, an event has one row of each side, and plain truth is found."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SETTINGS = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADER = "file owner caller callee act time seconds"
PARTY = st.sampled_from("123")
ROWS = st.lists(
    st.tuples(PARTY, PARTY, st.booleans(), st.sampled_from(["call", "text"]), st.integers(0, 40), st.integers(0, 2)),
    min_size=1,
    max_size=25,
)
# True calls of a day: who, whom, which half hour, how long.
TRUTH = st.lists(
    st.tuples(st.permutations("123"), st.integers(0, 45), st.integers(1, 500)),
    unique_by=lambda call: call[1],
    max_size=30,
)
CLOCKS = st.fixed_dictionaries({party: st.integers(-80, 80) for party in "123"})


def clock(seconds):
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@SETTINGS
@given(rows=ROWS)
def test_every_row_has_one_event_and_an_event_one_row_of_each_side(draw, matching, kept, rows):
    kept.unlink(missing_ok=True)
    lines = [
        f"{'ab'[caller > callee]} {caller if own else callee} {caller} {callee} {act} {clock(36_000 + when)} {seconds}"
        for caller, callee, own, act, when, seconds in rows
    ]
    events = draw("calls", "\n".join([HEADER, *lines]))
    placed = [row for event in events for row in event.split()]
    assert len(placed) == len(set(placed)) == len(rows)
    sides = matching.sql("""
        SELECT count(*) FILTER (NOT e.repeats AND c.owner = c.caller), count(*) FILTER (NOT e.repeats AND c.owner = c.callee)
        FROM calls c JOIN call_events e USING (file, sheet, "row") WHERE c.caller <> c.callee GROUP BY e.event""")
    assert all(max(pair) <= 1 for pair in sides.fetchall())


@SETTINGS
@given(truth=TRUTH, ahead=CLOCKS)
def test_calls_half_an_hour_apart_are_found_whatever_the_clocks(draw, kept, truth, ahead):
    kept.unlink(missing_ok=True)
    lines, numbers, expected = [], Counter(), []
    for (caller, callee, _), half_hour, seconds in truth:
        for owner in (caller, callee):
            when = clock(3_600 + 1_800 * half_hour + ahead[owner])
            lines.append(f"{owner} {owner} {caller} {callee} call {when} {seconds}")
            numbers[owner] += 1
        expected.append(" ".join(sorted(f"{owner}{numbers[owner]}" for owner in (caller, callee))))
    if truth:
        assert draw("calls", "\n".join([HEADER, *lines])) == sorted(expected)
