import numpy as np
import pytest

from workbench.city.dice import Dice
from workbench.city.files import written


def test_wall_times_are_local_and_count_from_the_first_of_march():
    assert written.wall(np.array([0, 86_399, 31 * 86_400])) == [
        "2026-03-01 00:00:00",
        "2026-03-01 23:59:59",
        "2026-04-01 00:00:00",
    ]
    assert written.wall(np.array([3_600]), "%m月%d日%H时") == ["03月01日01时"]
    assert written.day(-1) == "2026-02-28"


@pytest.mark.parametrize(
    ("luck", "text"),
    [
        (0.0, "+8615412345678"),
        (0.04, "008615412345678"),
        (0.07, "8615412345678"),
        (0.09, "154 1234 5678"),
        (0.5, "15412345678"),
    ],
)
def test_mobile_numbers_are_written_in_five_ways(luck, text):
    assert written.phone("15412345678", luck) == text


@pytest.mark.parametrize("number", ["110", "10077", "03695123400", "1069950088", "+447700900123"])
def test_other_numbers_are_written_as_they_are(number):
    assert written.phone(number, 0.0) == number


def test_masks_leave_head_and_tail():
    assert written.masked("15412345678") == "154****5678"


@pytest.mark.parametrize(
    ("cents", "commas", "text"),
    [(123_456_78, True, "123,456.78"), (-5, True, "-0.05"), (123_456_00, False, "123456.00")],
)
def test_amounts_are_written_to_the_cent(cents, commas, text):
    assert written.yuan(cents, commas=commas) == text


def test_a_slip_changes_the_text_so_that_it_is_no_date():
    for ident in range(60):
        slipped = written.slipped("2026-03-05 14:20:11", Dice(1), ident)
        assert slipped != "2026-03-05 14:20:11"
        assert any(letter in slipped for letter in "OZ?")
