"""How clerks and machines write values: prefixes, spaces, masks and slips."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from workbench.city.dice import Dice
from workbench.city.options import START
from workbench.city.rows import Ints

_START: datetime = START.astype(datetime)


def wall(second: Ints, form: str = "") -> list[str]:
    """Return local wall times as text, by default `2026-03-05 14:23:11`."""
    stamps = START + second.astype("timedelta64[s]")
    if form:
        return [(_START + timedelta(seconds=s)).strftime(form) for s in second.tolist()]
    return [text.replace("T", " ") for text in np.datetime_as_string(stamps, unit="s").tolist()]


def day(number: int) -> str:
    """Return the date of a day of the city."""
    return (_START + timedelta(days=number)).strftime("%Y-%m-%d")


def phone(number: str, luck: float) -> str:
    """Return a number as some exchange writes it; `luck` in [0, 1)."""
    if len(number) != 11 or not number.startswith("1"):
        return number
    for limit, prefix in ((0.03, "+86"), (0.06, "0086"), (0.08, "86")):
        if luck < limit:
            return prefix + number
    return f"{number[:3]} {number[3:7]} {number[7:]}" if luck < 0.10 else number


def masked(number: str) -> str:
    """Return a number with its middle hidden."""
    return number[:3] + "*" * max(0, len(number) - 7) + number[-4:]


def yuan(cents: int, *, commas: bool = True) -> str:
    """Return an amount as text."""
    sign, cents = ("-" if cents < 0 else ""), abs(cents)
    whole = f"{cents // 100:,}" if commas else str(cents // 100)
    return f"{sign}{whole}.{cents % 100:02d}"


def slipped(text: str, dice: Dice, *ids: int) -> str:
    """Return a text with a slip that a reader can mend and a parser cannot."""
    slip = dice.roll(3, "slip", *ids)
    if slip == 0 and "0" in text:
        place = text.rindex("0")
        return text[:place] + "O" + text[place + 1 :]
    return text.replace("2026", "20Z6", 1) if slip == 1 and "2026" in text else text[:-1] + "?"
