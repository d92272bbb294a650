"""The report of an import: counts that add up, and the same after a round trip through the ledger."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ledger import Report

COUNTS = st.integers(0, 10**9)
NAMED = st.dictionaries(st.text(max_size=20), COUNTS, max_size=4)
INSTANTS = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
REPORTS = st.builds(
    Report,
    rows_read=COUNTS,
    accepted=COUNTS,
    rejected=COUNTS,
    duplicate=COUNTS,
    other_lines=COUNTS,
    reasons=NAMED,
    warnings=NAMED,
    period_from=INSTANTS,
    period_to=INSTANTS,
    gaps=st.lists(st.text(max_size=12), max_size=3),
    balance_breaks=COUNTS,
    two_sided=COUNTS,
    template=st.text(max_size=12),
    tables=NAMED,
)


@settings(max_examples=40)
@given(REPORTS)
def test_a_report_comes_back_from_json_as_it_was(report):
    assert Report.from_json(report.to_json()) == report


def test_instants_are_written_in_utc():
    noon_in_shanghai = datetime(2026, 3, 5, 12, tzinfo=timezone(timedelta(hours=8)))
    assert '"2026-03-05T04:00:00+00:00"' in Report(period_from=noon_in_shanghai).to_json()


def test_a_report_adds_up_when_every_row_went_somewhere():
    assert Report(rows_read=6, accepted=3, rejected=2, duplicate=1).adds_up
    assert not Report(rows_read=6, accepted=3).adds_up


def test_fields_of_a_later_release_are_left_out():
    assert Report.from_json('{"rows_read": 2, "never_heard_of": 1}') == Report(rows_read=2)
