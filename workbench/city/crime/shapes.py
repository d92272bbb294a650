"""The shapes of gangs: functions, how many people in each, and who speaks to whom.

Why each role has an honest twin: the innocent groups are made by the same code from the same shape, so that size,
density, hours, number changes and flows of money cannot tell them apart; only victims and cases can.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One function in a gang, its honest twin and how many people have it."""

    name: str
    honest: str
    people: int
    canvass: float = 0.0  # share of residents that one of them rings up
    texts: float = 0.0  # share of that done by text


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of gang.

    Attributes
    ----------
    bridges : tuple of (int, int)
        Functions that work together: their heads speak to each other; inside a function the head speaks to everybody.
    lateral : float
        Chance that two others of one function speak to each other.
    across : float
        Chance that two others of functions that work together do.
    work_lines : float
        Share of members with a second number for business.
    """

    kind: str
    honest: str
    roles: tuple[Role, ...]
    bridges: tuple[tuple[int, int], ...]
    lateral: float
    across: float
    work_lines: float
    money: bool = False
    layers: int = 0

    @property
    def size(self) -> int:
        """Return the number of members at default size."""
        return sum(role.people for role in self.roles)


FRAUD = Shape(
    kind="fraud",
    honest="family",
    roles=(
        Role("头目", "老板", 1),
        Role("引流", "采购", 4, canvass=0.05, texts=0.85),
        Role("话务", "销售", 6, canvass=0.06, texts=0.05),
        Role("号卡", "行政", 2),
        Role("收款", "收银", 3),
        Role("水房", "财务", 3),
        Role("取现", "送货", 3),
    ),
    bridges=((0, 1), (0, 3), (0, 5), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)),
    lateral=0.85,
    across=0.4,
    work_lines=1.0,
    layers=6,
)
THEFT = Shape(
    kind="theft",
    honest="couriers",
    roles=(Role("头目", "站长", 1), Role("踩点", "揽件", 2), Role("入室", "派件", 3), Role("销赃", "客服", 1)),
    bridges=((0, 2), (0, 3), (1, 2)),
    lateral=0.2,
    across=0.2,
    work_lines=0.6,
)
DRUGS = Shape(
    kind="drugs",
    honest="wholesale",
    roles=(
        Role("毒枭", "总代理", 1),
        Role("上线", "一级代理", 3),
        Role("下线", "二级代理", 4),
        Role("零售", "分销", 7),
    ),
    bridges=((0, 1), (1, 2), (2, 3)),
    lateral=0.3,
    across=0.25,
    work_lines=0.7,
)
