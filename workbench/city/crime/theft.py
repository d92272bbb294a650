"""Burglary crews with habits, and the courier teams that look like them."""

from __future__ import annotations

import numpy as np

from workbench.city import banking, stories
from workbench.city.case import Case, Part
from workbench.city.crime.groups import Group, found
from workbench.city.crime.shapes import THEFT
from workbench.city.files import written
from workbench.city.options import DAY
from workbench.city.world import World

_SERIES = 14
_FAITHFUL = (0.7, 0.7, 0.6, 0.75, 0.65, 0.5, 0.5)  # how often a crew keeps to its habit, by MO field
_HOURS = {"白天上班时段": 10, "凌晨": 2, "傍晚": 18, "夜间": 22, "节假日": 14}


def plant(world: World, order: int) -> tuple[Group, Group]:
    """Plant one crew with its series of burglaries, and its innocent likeness."""
    del order
    crew = found(world, THEFT)
    for number in range(world.options.size(_SERIES, 5)):
        case = burglary(world, ident=crew.index * 10_000 + number, habit=crew.index)
        case.series, case.group = f"crew-{crew.index}", crew.index
        world.cases.append(case)
        _work_together(world, crew, case)
    _proceeds(world, crew)
    like = found(world, THEFT, like=crew.index)
    for number in range(world.options.size(_SERIES, 5)):  # rounds to deliver, as long and as busy as burglaries
        _work_together(world, like, burglary(world, ident=like.index * 10_000 + number, habit=like.index))
    _proceeds(world, like)
    return crew, like


def burglary(world: World, *, ident: int, habit: int = -1) -> Case:
    """Return a burglary; with a habit (a crew's number) most fields follow it, else everything is chance."""
    dice = world.dice
    victim = world.outsider("burgled", ident)
    done = _means(world, ident, habit)
    x, y = _scene(world, ident, habit)
    start = _when(world, ident, done[0])
    end = min(world.options.seconds - 1, start + 3_600 + dice.roll(9 * 3_600, "burglary.length", ident))
    loss = int(np.exp(8.6 + 0.9 * dice.gauss("burglary.loss", ident))) * 100
    name, phone = str(world.population.people["name"][victim]), world.number_at(int(world.line_of[victim]), end)
    place = world.district.address(x, y, ident)
    story = stories.burglary_story(
        dice, ident, victim=name, place=place, site=done[1], means=done[3], traits=done[4], goods=done[6],
        period=written.wall(np.array([start]), "%m月%d日%H时许")[0], loss=written.yuan(loss, commas=False),
        clue=_clue(world, ident, habit),
    )  # fmt: skip
    mo = _noted(world, ident, done)
    return Case(
        "入室盗窃案", f"{name}被入室盗窃案", start, end, x, y, place, mo=mo, summary=story, loss=loss,
        parts=[Part("受害人", victim, phone=phone)],
    )  # fmt: skip


def _means(world: World, ident: int, habit: int) -> list[str]:
    """Return how it was done, field by field: by habit, or as chance would have it."""
    done = []
    for number, options in enumerate(stories.BURGLARY):
        keeps = habit >= 0 and world.dice.happens(_FAITHFUL[number], "habit", ident, number)
        who = habit + 1_000_000 if keeps else ident
        done.append(options[int(world.dice.weighted(_weights(len(options)), "mo", who, number)[0])])
    return done


def _noted(world: World, ident: int, done: list[str]) -> stories.Mo:
    """Return the MO as registered: one field in seven is left empty, though the narrative may tell."""
    kept = [text if world.dice.happens(0.86, "mo.noted", ident, place) else "" for place, text in enumerate(done)]
    return (kept[0], kept[1], kept[2], kept[3], kept[4], kept[5], kept[6])


def _weights(count: int) -> np.typing.NDArray[np.float64]:
    return 1 / (np.arange(count) + 1.5)


def _scene(world: World, ident: int, habit: int) -> tuple[float, float]:
    """Return where: a crew works around one of two anchors, strangers anywhere."""
    dice, side = world.dice, world.district.side
    if habit < 0:
        return float(dice.luck("scene.x", ident) * side), float(dice.luck("scene.y", ident) * side)
    anchor = dice.roll(2, "anchor", ident)
    point = []
    for axis in (0, 1):
        middle = dice.luck("anchor.at", habit, anchor, axis) * side
        point.append(float(np.clip(middle + 900 * dice.gauss("scene", ident, axis), 0, side - 1)))
    return point[0], point[1]


def _when(world: World, ident: int, time: str) -> int:
    day = world.dice.roll(max(1, world.options.days - 4), "burglary.day", ident) + 1
    hour = _HOURS.get(time, 12) * 3600 + world.dice.roll(3 * 3600, "burglary.hour", ident)
    return day * DAY + hour


def _clue(world: World, ident: int, habit: int) -> str:
    """Return what was found: a crew's shoe print turns up in every third of its cases, and now and then elsewhere."""
    luck = world.dice.luck("clue", ident)
    if luck > 0.45:
        return ""
    owner = habit if habit >= 0 and luck < 0.35 else 500 + ident % 97
    print_no = world.dice.roll(9_000, "print", owner) + 1_000
    return f"现场提取鞋印一枚（编号XY{print_no}）。"


def _work_together(world: World, crew: Group, case: Case) -> None:
    """Plant calls inside a crew just before and after a job, from the scene."""
    dice, ident = world.dice, case.start
    for k in range(2 + dice.roll(4, "job.calls", ident)):
        second = case.start - 900 + dice.roll(2_400, "job.when", ident, k)
        pair = dice.one(crew.pairs, "job.who", ident, k)
        caller, callee = (world.number_at(int(crew.lines[m]), second) for m in pair)
        world.calls.one(caller=caller, callee=callee, second=second, seconds=12 + k * 9)
    there = crew.people[crew.of(1, 2)]
    there = there[dice.chance(0.8, "at.scene", ident, there)]
    world.meetings.add(meeting=-1, person=there, start=case.start - 1_200, end=case.start + 2_400, x=case.x, y=case.y)


def _proceeds(world: World, group: Group) -> None:
    """Let the last function (fence, or customer service) be paid by strangers and pay the others."""
    seller = world.wallet_of[group.people[group.of(3)]]
    seller = seller[seller >= 0]
    buyers = world.card_of[world.dice.sample(world.population.adults(), 12, "fence.buyers", group.index)]
    length = world.options.length
    cards = world.card_of[group.people]
    for account in seller.tolist():
        wallet = world.wallet_of[world.accounts.column("holder")[buyers]]
        world.streams.add(
            a=wallet[wallet >= 0], b=account, mean=1.6 * length, kind=banking.FRIEND, middle=7.0, spread=0.8, step=1_000
        )
    first = int(cards[group.of(3)[0]])
    world.streams.add(a=first, b=cards[:2], mean=3 * length, kind=banking.FRIEND, middle=7.4, spread=0.7, step=10_000)
