from dataclasses import replace

import numpy as np
import pytest

from workbench.city import numbers, slips
from workbench.city.dice import Dice
from workbench.city.slips import Described

(ID,) = numbers.id_numbers(np.array(["1978-11-05"], dtype="datetime64[D]"), np.array([1]), np.array([9]))
TRUE = Described(1, "王建国", ID, "1978-11-05", "男", "澜川市望溪区松涛路8号云栖苑3幢2单元402室", "15412345678", "")
MANY = range(4_000)


@pytest.fixture(scope="module")
def described():
    return [slips.written_down(Dice(2), TRUE, register="resident", ident=ident) for ident in MANY]


def _different(one, other):
    names = ("name", "id_number", "birth", "phone")
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def test_most_records_are_right_and_none_has_more_than_two_slips(described):
    slipped = [len(_different(TRUE, one)) for one in described]
    assert max(slipped) == 2
    assert 0.4 < np.mean([count == 0 for count in slipped]) < 0.75


def test_every_record_keeps_something_to_know_it_by(described):
    for one in described:
        assert one.id_number == TRUE.id_number or one.phone == TRUE.phone or one.name == TRUE.name


def test_mistyped_names_differ_by_little(described):
    names = {one.name for one in described} - {TRUE.name}
    assert len(names) >= 3
    for name in names:
        assert len(name) in (2, 3)
        assert len(set(name) & set(TRUE.name)) >= 2


def test_a_mistyped_id_number_never_passes_its_check(described):
    wrong = {one.id_number for one in described if len(one.id_number) == 18} - {ID}
    assert wrong
    assert all(numbers.id_with_check(number[:17]) != number for number in wrong)


def test_old_id_numbers_are_the_fifteen_digits_of_the_right_one(described):
    assert {one.id_number for one in described if len(one.id_number) == 15} == {numbers.old_id(ID)}


def test_nobody_born_after_1999_has_an_old_id_number():
    young = replace(TRUE, birth="2001-02-03")
    made = [slips.written_down(Dice(2), young, register="resident", ident=ident).id_number for ident in MANY]
    assert all(len(number) != 15 for number in made)


def test_wrong_birth_dates_are_dates_all_the_same(described):
    births = {one.birth for one in described} - {TRUE.birth, ""}
    assert len(births) >= 2
    for birth in births:
        assert np.datetime64(birth, "D")


def test_addresses_come_in_several_forms(described):
    forms = {one.address for one in described}
    assert len(forms) == 5
    assert "澜川市望溪区松涛路8号" in forms
    assert all("松涛路8号" in form for form in forms)


def test_case_files_know_less_than_the_register():
    cases = [slips.written_down(Dice(2), TRUE, register="case", ident=ident) for ident in MANY]
    residents = [slips.written_down(Dice(2), TRUE, register="resident", ident=ident) for ident in MANY]
    assert sum(not one.id_number for one in cases) > 1.5 * sum(not one.id_number for one in residents)
