"""The cases of the city: what was reported, by whom, and what the register says about it."""

from __future__ import annotations

import numpy as np

from workbench.city import words
from workbench.city.case import Case, Part
from workbench.city.options import DAY
from workbench.city.world import World


def number_cases(world: World) -> None:
    """Put the cases in order of filing and give them numbers, units and officers."""
    for case in world.cases:
        case.filed = case.filed or case.end + 2 * 3600 + int(world.dice.below(20 * 3600, "filed", case.start)[0])
    world.cases.sort(key=lambda case: (case.filed, case.start, case.title))
    for index, case in enumerate(world.cases):
        case.unit = int(world.dice.below(len(words.STATIONS), "unit", index)[0])
        case.officer = case.unit * 6 + int(world.dice.below(6, "officer", index)[0])
        case.number = f"A9901{case.unit + 1:02d}{2026}{index + 1:06d}"


def ordinary_cases(world: World, count: int) -> None:
    """Add cases that belong to nobody's series."""
    for index in range(count):
        victim = int(world.dice.sample(world.population.adults(), 1, "plain.victim", index)[0])
        row = world.population.people.iloc[victim]
        start = int(world.dice.below(max(DAY, world.options.seconds - 3 * DAY), "plain.start", index)[0])
        world.cases.append(
            Case(
                category="盗窃案",
                title=f"{row['name']}被盗窃案",
                start=start,
                end=start + 6 * 3600,
                x=float(row["x"]),
                y=float(row["y"]),
                place=str(row["address"]),
                mo=("夜间", "居民小区", "电动车", "撬锁", "单独作案", "销赃", "电动自行车"),
                summary=f"{row['name']}停放在楼下的电动自行车被盗。",
                loss=200_000 + index * 100,
                parts=[Part("受害人", victim, int(world.lines.column("old")[world.line_of[victim]]))],
            )
        )


def officer(index: int) -> tuple[str, str]:
    """Return name and badge number of an officer."""
    surname = words.SURNAMES[index * 7 % 50]
    given = words.MALE[index * 11 % 60] if index % 3 else words.FEMALE[index * 5 % 60]
    return surname + given + (words.MALE[index * 13 % 60] if index % 2 else ""), f"099{index + 101:04d}"


def request_files(world: World) -> None:
    """Choose whose calls and statements were asked for."""
    lines = world.dice.sample(world.line_of[world.line_of >= 0], world.options.several(70), "asked.lines")
    phones = world.lines.column("old")[lines]
    phones = phones[world.phones.column("carrier")[phones] < 2]
    world.requests.add(kind="calls", owner=phones, case=np.arange(len(phones)) % len(world.cases))
    accounts = world.dice.sample(np.arange(len(world.accounts)), world.options.several(90), "asked.accounts")
    accounts = accounts[world.accounts.column("bank")[accounts] < 3]
    world.requests.add(kind="money", owner=accounts, case=np.arange(len(accounts)) % len(world.cases))
