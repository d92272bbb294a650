"""Who lives in the city: households, names, birth dates, ID numbers, homes and places of work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.city import numbers, words
from workbench.city.dice import Dice
from workbench.city.district import District
from workbench.city.rows import Floats, Ints, Table, concatenated_ranges

_TODAY = np.datetime64("2026-03-01", "D")
_HOUSEHOLD_SIZES = np.array([0.22, 0.30, 0.26, 0.15, 0.07])


@dataclass(frozen=True, slots=True)
class Population:
    """The residents, one row each, and the employers.

    Attributes
    ----------
    people : Table
        name, sex (1 male), birth, age, id_number, household, place (0 head, 1 spouse, then children or parents),
        x, y, address, employer (-1 without), work_x, work_y, nickname ("" for most).
    employers : Table
        name, x, y, address, shop (True for a shop).
    """

    people: Table
    employers: Table

    def adults(self) -> Ints:
        """Return the people between 18 and 60."""
        age = self.people["age"]
        return np.flatnonzero((age >= 18) & (age <= 60))


def populate(dice: Dice, district: District, count: int) -> Population:
    """Return the residents of a city."""
    household, place = _households(dice, count)
    sex, age = _sex_and_age(dice, household, place)
    birth = _TODAY - (age * 365.2425 + dice.below(364, "birth", np.arange(count)) + 1).astype(np.int64)
    x, y, address = _homes(dice, district, household)
    employers = _employers(dice, district, max(20, count // 25))
    employer = _employment(dice, age, len(employers))
    people = Table(
        {
            "name": _names(dice, household, place=place, sex=sex),
            "sex": sex,
            "birth": birth,
            "age": age,
            "id_number": np.array(numbers.id_numbers(birth, sex, np.arange(count)), dtype=object),
            "household": household,
            "place": place,
            "x": x,
            "y": y,
            "address": np.array(address, dtype=object),
            "employer": employer,
            "work_x": np.where(employer >= 0, employers["x"][employer], x),
            "work_y": np.where(employer >= 0, employers["y"][employer], y),
            "nickname": _nicknames(dice, count),
        }
    )
    return Population(people, employers)


def _households(dice: Dice, count: int) -> tuple[Ints, Ints]:
    sizes = dice.weighted(_HOUSEHOLD_SIZES, "household.size", np.arange(count)) + 1
    household = np.repeat(np.arange(count), sizes)[:count]
    return household, concatenated_ranges(sizes)[:count]


def _sex_and_age(dice: Dice, household: Ints, place: Ints) -> tuple[Ints, Ints]:
    ids = np.arange(len(household))
    head = dice.below(48, "head.age", household) + 26
    child = head - 22 - dice.below(14, "child.age", ids)
    parent = head + 22 + dice.below(10, "parent.age", ids)
    grown = np.where((child >= 0) & (place != 4), child, np.minimum(parent, 92))
    age = np.select([place == 0, place == 1], [head, head + dice.below(9, "spouse.age", ids) - 5], grown)
    head_sex = dice.chance(0.72, "head.sex", household).astype(np.int64)
    own = dice.chance(0.5, "sex", ids).astype(np.int64)
    return np.select([place == 0, place == 1], [head_sex, 1 - head_sex], own), age


def _names(dice: Dice, household: Ints, *, place: Ints, sex: Ints) -> NDArray[np.object_]:
    ids = np.arange(len(household))
    weights = 1 / (np.arange(len(words.SURNAMES)) + 3.0)
    inherited = np.where(place == 1, -1 - ids, household)
    surname = np.array(words.SURNAMES, dtype=object)[dice.weighted(weights, "surname", inherited)]
    given = _characters(dice, "given.1", sex=sex)
    second = np.where(dice.chance(0.32, "short.name", ids), "", _characters(dice, "given.2", sex=sex))
    return np.asarray(surname + given + second, dtype=object)


def _characters(dice: Dice, what: str, *, sex: Ints) -> NDArray[np.object_]:
    weights = 1 / (np.arange(min(len(words.MALE), len(words.FEMALE))) + 4.0)
    drawn = dice.weighted(weights, what, np.arange(len(sex)))
    men, women = np.array(words.MALE, dtype=object), np.array(words.FEMALE, dtype=object)
    return np.where(sex == 1, men[drawn], women[drawn])


def _nicknames(dice: Dice, count: int) -> NDArray[np.object_]:
    ids = np.arange(count)
    chosen = np.array(words.NICKNAMES, dtype=object)[dice.below(len(words.NICKNAMES), "nickname", ids)]
    return np.where(dice.chance(0.05, "has.nickname", ids), chosen, "")


def _homes(dice: Dice, district: District, household: Ints) -> tuple[Floats, Floats, list[str]]:
    east, north = district.estates
    homes = np.arange(int(household.max()) + 1)
    estate = dice.below(len(east), "home.estate", homes)
    x = np.clip(east[estate] + 160 * dice.normal("home.x", homes), 0, district.side - 1)
    y = np.clip(north[estate] + 160 * dice.normal("home.y", homes), 0, district.side - 1)
    doors = [
        f"{district.address(float(east[e]), float(north[e]), 17 * e)}"
        f"{words.ESTATES[e % len(words.ESTATES)]}{h % 23 + 1}幢{h % 4 + 1}单元{h * 7 % 28 + 1}0{h % 4 + 1}室"
        for h, e in enumerate(estate.tolist())
    ]
    return x[household], y[household], [doors[h] for h in household.tolist()]


def _employers(dice: Dice, district: District, count: int) -> Table:
    ids = np.arange(count)
    shop = dice.chance(0.6, "shop", ids)
    x, y = dice.unit("employer.x", ids) * district.side, dice.unit("employer.y", ids) * district.side
    address = [district.address(float(a), float(b), 31 * i) for i, (a, b) in enumerate(zip(x, y, strict=True))]
    names = [_business(dice, i, bool(s)) for i, s in enumerate(shop)]
    return Table(
        {
            "name": np.array(names, dtype=object),
            "x": x,
            "y": y,
            "address": np.array(address, dtype=object),
            "shop": shop,
        }
    )


def _business(dice: Dice, index: int, shop: bool) -> str:
    if shop:
        first = dice.one(words.SHOP_NAMES, "shop.name", index)
        return first + dice.one(words.SHOPS, "shop.trade", index) + ("" if index < 60 else f"{index}号店")
    return words.CITY + dice.one(words.FIRM_NAMES, "firm.name", index) + dice.one(words.FIRMS, "firm.trade", index)


def _employment(dice: Dice, age: Ints, employers: int) -> Ints:
    ids = np.arange(len(age))
    works = (age >= 19) & (age <= 59) & dice.chance(0.82, "works", ids)
    weights = 1 / (np.arange(employers) + 4.0) ** 0.8
    return np.where(works, dice.weighted(weights, "employer", ids), -1)
