"""A case of the city, with the fields of the case register and the people in it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a case; person -1 is a stranger known only by what is written here."""

    role: str
    person: int
    phone: int = -1
    account: int = -1
    nickname: str = ""
    name: str = ""


@dataclass(slots=True)
class Case:
    """One case; times are seconds of the city, place is a point in metres.

    Attributes
    ----------
    series : str
        The series or chain it belongs to in truth, "" for none.
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
    parts: list[Part] = field(default_factory=list)
    number: str = ""
    filed: int = 0
    status: str = "侦查中"
    unit: int = 0
    officer: int = 0
