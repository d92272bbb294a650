"""Identity numbers: valid by date and check, fifteen digits widened."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given
from hypothesis import strategies as st

from graph.identifiers import id_number

BODIES = st.builds(
    lambda region, day, order: f"{region}{day:%Y%m%d}{order:03d}",
    st.integers(110000, 990999),
    st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)),
    st.integers(1, 999),
)


@given(BODIES)
def test_a_number_with_its_check_character_is_valid(body: str) -> None:
    number = body + id_number.check_character(body)
    assert id_number.clean(number) == id_number.clean(f" {number.lower()} ") == number


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body: str, place: int, shift: int) -> None:
    number = body + id_number.check_character(body)
    changed = str((int(number[place]) + shift) % 10)
    assume(place or changed != "0")
    assert id_number.clean(number[:place] + changed + number[place + 1 :]) is None


@given(BODIES.filter(lambda body: body[6:8] == "19"))
def test_fifteen_digits_become_the_eighteen_of_the_same_person(body: str) -> None:
    assert id_number.clean(body[:6] + body[8:]) == body + id_number.check_character(body)


def test_a_day_that_never_was_is_no_birth_date() -> None:
    body = "11010519490230002"
    assert id_number.clean(body + id_number.check_character(body)) is None


@given(st.text(max_size=20))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    number = id_number.clean(text)
    assert number is None or len(number) == 18
