"""ID numbers are widened and checked, and never taken apart."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.resolution.id_number import check_character, valid, widened


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("110105491231002", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("E12345678", "E12345678"),
    ],
)
def test_the_old_form_and_odd_spellings_become_one_number(old, new):
    assert widened(old) == new


@given(st.dates(dt.date(1900, 1, 1), dt.date(1999, 12, 31)), st.integers(100_000, 999_999), st.integers(0, 999))
def test_every_old_number_widens_to_a_valid_one(day, place, serial):
    old = f"{place}{day:%y%m%d}{serial:03d}"
    assert valid(widened(old))
    assert widened(old)[:6] == str(place)


@pytest.mark.parametrize("wrong", ["", "11010519491231002", "110105194912310021", "11010519491331002X", "abc"])
def test_a_number_with_a_wrong_check_character_or_day_is_not_valid(wrong):
    assert not valid(wrong)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes_the_check(place, change):
    body = "11010519491231002"
    other = body[:place] + str((int(body[place]) + change) % 10) + body[place + 1 :]
    assert check_character(other) != check_character(body)


@given(st.integers(0, 15))
def test_two_swapped_neighbours_never_pass_the_check(place):
    body = "11010519491231002"
    other = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert other == body or check_character(other) != check_character(body)
