"""A case of the city, with the fields of the case register and the people in it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a case; not `named`: known there by nickname only, without name, ID number or birth date."""

    role: str
    person: int
    phone: int = -1
    account: int = -1
    nickname: str = ""
    named: bool = True


@dataclass(slots=True)
class Case:
    """One case; times are seconds of the city, place is a point in metres.

    Attributes
    ----------
    series : str
        The series or chain it belongs to in truth, "" for none.
    group : int
        The gang behind it in truth, -1 for none.
    summary : str
        The narrative; `[phone 12]` and `[account 34]` stand for numbers until it is written.
    mo : tuple of str
        The seven MO fields: time, place, target, means, traits, disposal, goods.
    """

    category: str
    title: str
    start: int
    end: int
    x: float
    y: float
    place: str
    mo: tuple[str, str, str, str, str, str, str] = ("", "", "", "", "", "", "")
    summary: str = ""
    loss: int = 0
    series: str = ""
    group: int = -1
    mentions_phones: tuple[int, ...] = ()
    mentions_accounts: tuple[int, ...] = ()
    parts: list[Part] = field(default_factory=list)
    number: str = ""
    filed: int = 0
    status: str = "侦查中"
    unit: int = 0
    officer: int = 0
