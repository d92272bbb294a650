import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import imei as imei_standard
from stdnum import luhn as luhn_standard

from workbench.city import numbers

IN_SERVICE = re.compile(r"1(3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])")
MANY = np.arange(30_000)


@given(st.lists(st.text("0123456789", min_size=9, max_size=9), min_size=1, max_size=20))
def test_check_digits_are_luhns(bodies):
    for body, number in zip(bodies, numbers.luhn(bodies), strict=True):
        assert number[:-1] == body
        assert luhn_standard.is_valid(number)


def test_mobile_numbers_are_all_different_and_none_is_in_service():
    made = numbers.phone_numbers(MANY, MANY % 3)
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"1\d{10}", number) for number in made)
    assert not any(IN_SERVICE.match(number) for number in made)


@pytest.mark.parametrize(("bank", "length"), [(0, 19), (1, 16), (3, 19), (4, 16)])
def test_bank_cards_have_their_length_a_valid_check_digit_and_an_invented_issuer(bank, length):
    made = numbers.account_numbers(MANY[:5_000], np.full(5_000, bank))
    assert len(set(made)) == len(made)
    assert {len(number) for number in made} == {length}
    assert all(number.startswith("6299") and luhn_standard.is_valid(number) for number in made)


def test_payment_accounts_have_twelve_digits():
    made = numbers.account_numbers(MANY[:5_000], np.full(5_000, 2))
    assert len(set(made)) == 5_000
    assert all(re.fullmatch(r"80\d{10}", number) for number in made)


def test_id_numbers_tell_birth_and_sex_and_check_but_name_no_region_in_use():
    birth = np.array(["1961-05-09", "2003-12-31"], dtype="datetime64[D]").repeat(500)
    sex = np.arange(1_000) % 2
    made = numbers.id_numbers(birth, sex, np.arange(1_000))
    assert len(set(made)) == 1_000
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    for number, day, male in zip(made, birth, sex, strict=True):
        assert number[:2] == "99"
        assert number[6:14] == str(day).replace("-", "")
        assert int(number[16]) % 2 == male
        total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
        assert number[17] == "10X98765432"[total % 11]


def test_the_old_form_of_an_id_number_loses_century_and_check():
    (number,) = numbers.id_numbers(np.array(["1971-02-03"], dtype="datetime64[D]"), np.array([1]), np.array([4]))
    assert numbers.old_id(number) == number[:6] + "710203" + number[14:17]


def test_handsets_check_and_are_all_different():
    made = numbers.imeis(MANY)
    assert len(set(made)) == len(made)
    assert all(imei_standard.is_valid(number) and len(number) == 15 for number in made[:3_000])


def test_sims_have_fifteen_digits_and_a_network_nobody_has():
    made = numbers.imsis(MANY, MANY % 3)
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"4609[789]\d{10}", number) for number in made)


def test_plates_fit_the_national_form_with_a_letter_of_no_city():
    made = numbers.plates(MANY)
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"宁X([A-HJ-NP-Z][0-9]{4}|[DF][0-9]{5})", plate) for plate in made)


def test_no_birth_date_lies_in_the_future(planned):
    people = planned.world.population.people
    assert all(date.fromisoformat(str(day)) < date(2026, 3, 1) for day in people["birth"])
