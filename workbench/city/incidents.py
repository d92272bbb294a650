"""What people report to 110: the beginning of many cases, attempted swindles, and everyday noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.city import stories
from workbench.city.crime.groups import Group
from workbench.city.options import DAY
from workbench.city.world import World


@dataclass(frozen=True, slots=True)
class Incident:
    """One call to 110; `case` is the number of the case that came of it, "" for none."""

    second: int
    person: int
    phone: int
    category: str
    place: str
    x: float
    y: float
    text: str
    case: str = ""
    unit: int = 0


_NOISE = (
    (
        "纠纷",
        ("报警人称与邻居因停车发生纠纷。", "报警人称因退货与商家发生争执。", "租客与房东因押金纠纷，要求民警到场。"),
    ),
    ("求助", ("报警人称家中老人走失，请求协助查找。", "报警人称钥匙锁在车内。", "报警人称小孩被困电梯。")),
    ("噪音扰民", ("楼上深夜施工，影响休息。", "楼下广场舞音响过大。", "隔壁KTV噪音扰民。")),
    ("交通事故", ("两车追尾，无人员受伤。", "电动车与行人碰撞。", "车辆剐蹭护栏。")),
    ("举报", ("举报有人在棋牌室赌博。", "反映楼道内有可疑人员逐户敲门。", "反映有人在小区门口贴小广告。")),
)
_ATTEMPTS = (
    "报警人称接到{phone}来电，{lure}，未转账，特来反映。",
    "报警人反映号码{phone}多次拨打其电话，对方{lure}，怀疑是诈骗。",
    "报警人称收到{phone}发来的短信，{lure}，已识破，无损失。",
)


def reported(world: World, gangs: list[Group]) -> list[Incident]:
    """Return the log in the order of time."""
    made = [*_of_cases(world), *_attempts(world, gangs), *_noise(world, world.options.several(560))]
    return sorted(made, key=lambda incident: (incident.second, incident.person, incident.text))


def _of_cases(world: World) -> list[Incident]:
    made = []
    for index, case in enumerate(world.cases):
        victims = [part for part in case.parts if part.role == "受害人"]
        if victims and world.dice.happens(0.7, "rang.110", index):
            second = case.filed - 1_200 - world.dice.roll(3_000, "rang.before", index)
            text = case.summary.split("。")[0] + "。"
            category = {"电信网络诈骗案": "诈骗"}.get(case.category, case.category.removesuffix("案"))
            who = victims[0].person
            made.append(
                Incident(
                    second, who, victims[0].phone, category, case.place, case.x, case.y, text, case.number, case.unit
                )
            )
    return made


def _attempts(world: World, gangs: list[Group]) -> list[Incident]:
    made = []
    for gang in gangs:
        callers = gang.lines[gang.of(1, 2)]
        for number in range(world.options.size(9, 3) if gang.shape.kind == "fraud" else 0):
            ident = gang.index * 1_000 + number
            second = _moment(world, ident)
            phone = world.number_at(int(callers[world.dice.roll(len(callers), "attempt.by", ident)]), second - 3_600)
            lure = world.dice.one(world.dice.one(stories.SCHEMES, "attempt", ident).lure, "attempt.lure", ident)
            text = stories.told(world.dice, _ATTEMPTS, "attempt.story", ident, phone=f"[phone {phone}]", lure=lure)
            made.append(_by_somebody(world, ident, second, category="诈骗", text=text))
    return made


def _noise(world: World, count: int) -> list[Incident]:
    made = []
    for ident in range(7_000_000, 7_000_000 + count):
        category, texts = world.dice.one(_NOISE, "noise", ident)
        text = world.dice.one(texts, "noise.text", ident)
        made.append(_by_somebody(world, ident, _moment(world, ident), category=category, text=text))
    return made


def _moment(world: World, ident: int) -> int:
    day = world.dice.roll(world.options.days - 1, "incident.day", ident)
    luck = world.dice.luck("incident.hour", ident)
    return day * DAY + int((6 + 20 * luck if luck < 0.9 else 30 * luck - 3) * 3_600)  # few before six


def _by_somebody(world: World, ident: int, second: int, *, category: str, text: str) -> Incident:
    with_phone = np.flatnonzero(world.line_of >= 0)
    person = int(world.dice.sample(with_phone, 1, "incident.by", ident)[0])
    x, y = float(world.population.people["x"][person]), float(world.population.people["y"][person])
    phone = world.number_at(int(world.line_of[person]), second)
    place = world.district.address(x, y, ident)
    unit = world.dice.roll(8, "incident.unit", ident)
    return Incident(second, person, phone, category, place, x, y, text, unit=unit)
