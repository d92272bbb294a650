"""How registers get people wrong: mistyped names and dates, missing or old ID numbers, shortened addresses.

Why two slips at most: a record must stay recognisable by what is left, else nobody could join it rightly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.city import numbers, words
from workbench.city.dice import Dice


@dataclass(frozen=True, slots=True)
class Described:
    """A person as one clerk wrote them down; every field is text."""

    person: int
    name: str
    id_number: str
    birth: str
    sex: str
    address: str
    phone: str
    nickname: str


_SLIPS = ("name", "birth", "no birth", "no id", "id", "old id", "no phone")
_SHARES = {
    "resident": (0.115, 0.065, 0.075, 0.10, 0.03, 0.03, 0.12),
    "case": (0.11, 0.05, 0.12, 0.22, 0.03, 0.02, 0.25),
}


def written_down(dice: Dice, truth: Described, *, register: str, ident: int) -> Described:
    """Return a person as a register has them."""
    luck = dice.unit("slip", ident, np.arange(len(_SLIPS)))
    made = [slip for slip, share, u in zip(_SLIPS, _SHARES[register], luck.tolist(), strict=True) if u < share][:2]
    wrong = truth
    for slip in made:
        wrong = _slip(dice, wrong, slip, ident=ident)
    return replace(wrong, address=address(dice, wrong.address, ident))


def _slip(dice: Dice, who: Described, slip: str, *, ident: int) -> Described:
    match slip:
        case "name":
            return replace(who, name=name(dice, who.name, ident))
        case "birth":
            return replace(who, birth=birth(dice, who.birth, ident))
        case "no birth":
            return replace(who, birth="")
        case "no id":
            return replace(who, id_number="")
        case "id":
            return replace(who, id_number=id_number(dice, who.id_number, ident))
        case "old id" if who.birth[:2] == "19" and len(who.id_number) == 18:
            return replace(who, id_number=numbers.old_id(who.id_number))
        case "no phone":
            return replace(who, phone="")
        case _:
            return who


def name(dice: Dice, right: str, ident: int) -> str:
    """Return a name with one character mistaken for another, two swapped, or one missing."""
    places = [i for i, letter in enumerate(right) if letter in words.CONFUSED]
    kind = dice.luck("name.slip", ident)
    if places and kind < 0.75:
        place = places[dice.roll(len(places), "name.place", ident)]
        return right[:place] + words.CONFUSED[right[place]] + right[place + 1 :]
    if len(right) == 3 and kind < 0.9:
        return right[0] + right[2] + right[1]
    return right[:-1] if len(right) > 2 else right + right[-1]


def birth(dice: Dice, right: str, ident: int) -> str:
    """Return a date with month and day swapped, or one of them off."""
    if not right:
        return right
    year, month, day = right.split("-")
    if int(day) <= 12 and day != month and dice.happens(0.5, "birth.swap", ident):
        return f"{year}-{day}-{month}"
    if dice.happens(0.5, "birth.year", ident):
        return f"{int(year) + (1 if ident % 2 else -1)}-{month}-{min(int(day), 28):02d}"
    return f"{year}-{month}-{int(day) % 28 + 1:02d}"


def id_number(dice: Dice, right: str, ident: int) -> str:
    """Return an ID number with two neighbouring digits swapped or one mistyped, so that its check fails."""
    if len(right) != 18:
        return right
    place = 6 + dice.roll(10, "id.place", ident)
    if right[place] != right[place + 1]:
        return right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    return right[:place] + str((int(right[place]) + 3) % 10) + right[place + 1 :]


def address(dice: Dice, right: str, ident: int) -> str:
    """Return an address as different forms have it."""
    kind = dice.luck("address.form", ident)
    if kind < 0.15:
        return right.removeprefix(words.CITY)
    if kind < 0.25:
        return right.replace("幢", "栋")
    if kind < 0.35:
        return right.replace("幢", "-").replace("单元", "-").removesuffix("室")
    return right.split("号")[0] + "号" if kind < 0.38 else right
