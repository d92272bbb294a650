"""Local wall time becomes UTC with its precision; days never move."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import instant

MOMENTS = st.datetimes(dt.datetime(1992, 1, 1), dt.datetime(2099, 12, 31)).map(lambda m: m.replace(microsecond=0))


@given(MOMENTS)
def test_every_spelling_of_a_second_is_the_same_moment(moment: dt.datetime) -> None:
    spellings = (
        moment.isoformat(sep=" "),
        moment.isoformat(),
        moment.strftime("%Y/%m/%d %H:%M:%S"),
        moment.strftime("%Y%m%d%H%M%S"),
        moment.strftime("%Y%m%d %H%M%S"),
        moment.strftime("%Y%m%d %H:%M:%S"),
        f"{moment:%Y%m%d} {int(f'{moment:%H%M%S}')}",
        moment.strftime("%Y年%m月%d日 %H时%M分%S秒"),
        moment.isoformat(sep=" ") + "+08:00",
    )
    assert {instant.clean(text) for text in spellings} == {
        instant.Instant((moment - dt.timedelta(hours=8)).replace(tzinfo=dt.UTC), "second")
    }


@given(st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_is_never_shifted(day: dt.date) -> None:
    assert instant.clean_date(day.isoformat()) == instant.clean_date(f"{day:%Y%m%d}") == day


@given(MOMENTS, st.sampled_from(instant.PRECISIONS))
def test_stamps_sort_like_their_moments(moment: dt.datetime, precision: instant.Precision) -> None:
    earlier = instant.stamp(instant.Instant(moment.replace(tzinfo=dt.UTC), precision))
    later = instant.stamp(instant.Instant(moment.replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1), "second"))
    assert earlier < later
    assert earlier & 3 == instant.PRECISIONS.index(precision)


@pytest.mark.parametrize(
    ("text", "precision"),
    [("2026-03-05 14:23:11", "second"), ("2026/3/5 14:23", "minute"), ("2026-03-05", "day"), ("46086.5", "second")],
)
def test_the_precision_is_that_of_the_writing(text: str, precision: str) -> None:
    found = instant.clean(text)
    assert found is not None
    assert found.precision == precision


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-30",
        "2026-13-01",
        "20Z6-03-05 14:23:11",
        "2026-03-05 25:00:00",
        "2026-03-05 14:60",
        "1066-10-14",
        "abc",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert instant.clean(text) is None


def test_the_order_of_a_date_may_be_told() -> None:
    assert instant.clean_date("04/08/2017", order="dmy") == dt.date(2017, 8, 4)
    assert instant.clean_date("04/08/2017", order="mdy") == dt.date(2017, 4, 8)
    assert instant.clean_date("2017-08-04", order="dmy") == dt.date(2017, 8, 4)


def test_summer_time_of_1988_counts() -> None:
    found = instant.clean("1988-07-01 12:00:00")
    assert found is not None
    assert found.moment == dt.datetime(1988, 7, 1, 3, tzinfo=dt.UTC)


@given(st.text(max_size=30))
def test_any_text_gives_a_moment_or_none(text: str) -> None:
    found = instant.clean(text)
    assert found is None or found.moment.tzinfo is dt.UTC
