import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.point.coverage import coverage, united

DAY = [pd.Timestamp("2026-03-01", tz="UTC") + pd.Timedelta(days=n) for n in range(11)]
spans = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted), max_size=6)


def files(*spans, owner="acct:B"):
    return pd.DataFrame(
        {
            "owner": pd.Series([owner] * len(spans), dtype="str"),
            "period_from": pd.Series([DAY[a] for a, _ in spans], dtype="datetime64[us, UTC]"),
            "period_to": pd.Series([DAY[b] for _, b in spans], dtype="datetime64[us, UTC]"),
            "rows": pd.Series([5] * len(spans), dtype="int64"),
        }
    )


def test_a_statement_of_four_days_covers_forty_percent_of_ten():
    (found,) = coverage(files((2, 6)), ["acct:B"], period=(DAY[0], DAY[10]))
    assert (found.share, found.rows) == (0.4, 5)
    assert found.missing == ((DAY[0], DAY[2]), (DAY[6], DAY[10]))


def test_overlapping_files_count_once():
    (found,) = coverage(files((0, 4), (2, 6), (8, 10)), ["acct:B"], period=(DAY[0], DAY[10]))
    assert found.covered == ((DAY[0], DAY[6]), (DAY[8], DAY[10]))
    assert found.share == 0.8


def test_whoever_has_no_file_is_said_to_be_missing_altogether():
    found = coverage(files((0, 10)), ["acct:B", "acct:A"], period=(DAY[0], DAY[10]))
    assert [(c.owner, c.share) for c in found] == [("acct:A", 0.0), ("acct:B", 1.0)]
    assert found[0].missing == ((DAY[0], DAY[10]),)


def test_a_file_outside_the_period_covers_none_of_it():
    (found,) = coverage(files((0, 1)), ["acct:B"], period=(DAY[2], DAY[4]))
    assert (found.share, found.rows) == (0.0, 0)


def test_a_period_must_last():
    with pytest.raises(ValueError, match="does not last"):
        coverage(files(), ["acct:B"], period=(DAY[1], DAY[1]))


@settings(deadline=None)
@given(spans)
def test_covered_and_missing_make_the_period(drawn):
    (found,) = coverage(files(*drawn), ["acct:B"], period=(DAY[2], DAY[9]))
    parts = sorted([*found.covered, *found.missing])
    lasting = [(a, b) for a, b in parts if a < b]
    assert sum((b - a for a, b in lasting), pd.Timedelta(0)) == DAY[9] - DAY[2]
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(lasting))


@settings(deadline=None)
@given(spans)
def test_a_day_is_covered_when_some_file_has_it(drawn):
    made = united([(DAY[a], DAY[b]) for a, b in drawn], within=(DAY[0], DAY[10]))
    for n in range(10):
        middle = DAY[n] + pd.Timedelta(hours=12)
        assert any(a <= middle <= b for a, b in made) == any(a <= n < b for a, b in drawn)
