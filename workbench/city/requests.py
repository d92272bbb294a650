"""What units asked carriers and banks for: part of each gang, part of each look-alike, victims, bystanders.

Why only a part: nobody ever holds all records of a gang, and the look-alikes must be seen as much as the gangs.
"""

from __future__ import annotations

import numpy as np

from workbench.city.crime.groups import Group
from workbench.city.rows import Ints
from workbench.city.world import FORWARD, World

_CASES_PER_GANG = {"fraud": 3, "theft": 1, "drugs": 1}


def ask(world: World, groups: list[Group]) -> None:
    """Fill the table of requests."""
    for group in groups:
        cases = _cases(world, group)
        old, new = world.lines.column("old"), world.lines.column("new")
        work = world.dice.sample(group.lines, round(0.75 * len(group.lines)), "asked.work", group.index)
        private = _own_lines(world, group.people, round(0.12 * len(group.people)), ident=group.index)
        lines = np.unique(np.concatenate([work, private]))
        _calls(world, np.concatenate([old[lines], new[lines]]), cases=cases, group=group.index)
        pool = np.flatnonzero(world.accounts.column("group") == group.index)
        first = world.accounts.column("layer")[pool] == 0  # what the victims name is asked for first of all
        pool = pool[first | world.dice.chance(0.94, "asked.pool", pool)]
        own = world.dice.sample(world.card_of[group.people], round(0.2 * len(group.people)), "asked.cards", group.index)
        _money(world, np.unique(np.concatenate([pool, own])), cases=cases, group=group.index)
    _victims(world)
    _bystanders(world)
    _blemishes(world)


def _own_lines(world: World, people: Ints, count: int, *, ident: int) -> Ints:
    """Return private lines, those that changed their number first: a change of number makes units curious."""
    lines = world.line_of[world.dice.sample(people, len(people), "asked.own", ident)]
    changed = world.lines.column("new")[lines] >= 0
    return np.concatenate([lines[changed], lines[~changed]])[:count]


def _cases(world: World, group: Group) -> Ints:
    """Return the cases under which a gang's records were asked for, spread over time; -1 for an honest group."""
    mine = np.array([i for i, case in enumerate(world.cases) if case.group == group.index], dtype=np.int64)
    count = min(len(mine), world.options.size(_CASES_PER_GANG.get(group.shape.kind, 1)))
    return mine[np.linspace(0, len(mine) - 1, count).astype(np.int64)] if count else np.array([-1])


def _calls(world: World, phones: Ints, *, cases: Ints, group: int = -1) -> None:
    phones = np.unique(phones[phones >= 0])
    phones = phones[world.phones.column("carrier")[phones] < 2]
    case = cases[world.dice.below(len(cases), "asked.under", phones)]
    world.requests.add(kind="calls", owner=phones, case=case, group=group)


def _money(world: World, accounts: Ints, *, cases: Ints, group: int = -1) -> None:
    accounts = np.unique(accounts[accounts >= 0])
    accounts = accounts[world.accounts.column("bank")[accounts] < 3]
    case = cases[world.dice.below(len(cases), "asked.under", accounts + 10**7)]
    world.requests.add(kind="money", owner=accounts, case=case, group=group)


def _victims(world: World) -> None:
    asked = {(kind, owner) for kind, owner, *_ in world.requests.table().values("kind", "owner")}
    for index, case in enumerate(world.cases):
        for part in case.parts[:1]:
            here = np.array([index])
            if world.dice.happens(0.035, "victim.calls", index) and ("calls", part.phone) not in asked:
                _calls(world, np.array([part.phone]), cases=here)
            card = int(world.card_of[part.person])
            swindled = case.category == "电信网络诈骗案" and world.dice.happens(0.06, "victim.money", index)
            if swindled and ("money", card) not in asked:
                _money(world, np.array([card]), cases=here)
                asked.add(("money", card))


def _bystanders(world: World) -> None:
    """Add people who had nothing to do with anything, and two busy tills, under the umbrella case."""
    free = world.population.adults()
    free = free[(world.line_of[free] >= 0) & ~world.taken[free]]
    lines = _own_lines(world, free, world.options.several(20, 5), ident=-1)
    none = np.array([-1])
    _calls(world, np.concatenate([world.lines.column(column)[lines] for column in ("old", "new")]), cases=none)
    people = world.lines.column("person")[lines]
    _money(world, world.card_of[people[::2]], cases=none)
    _money(world, world.dice.sample(world.firms["employers"], world.options.several(3, 1), "tills"), cases=none)


def _blemishes(world: World) -> None:
    """Ask for some owners twice with overlapping periods, double a page of some files, lose a week of others."""
    table = world.requests.table()
    rows = np.arange(len(table))
    world.requests.put("page", rows, world.dice.chance(0.07, "doubled.page", rows))
    hole = 7 + world.dice.below(max(1, world.options.days - 21), "lost.week", rows)
    world.requests.put("hole", rows, np.where(world.dice.chance(0.02, "loses.week", rows), hole, -1))
    twice = np.flatnonzero(world.dice.chance(0.05, "asked.twice", rows) & (table["case"] >= 0))
    end = world.options.seconds
    world.requests.put("end", twice, np.full(len(twice), int(0.65 * end)))
    again = table.take(twice)
    world.requests.add(
        kind=again["kind"], owner=again["owner"], case=again["case"], group=again["group"], start=int(0.5 * end)
    )


def forward(world: World, groups: list[Group]) -> None:
    """Let some requested numbers forward strangers' calls to colleagues, where neither side has a file of its own."""
    requests = world.requests.table()
    asked = set(requests["owner"][requests["kind"] == "calls"].tolist())
    for group in groups:
        old = world.lines.column("old")[group.lines]
        relays = [p for p in old.tolist() if p in asked][:2]
        ends = [p for p in old.tolist() if p not in asked]
        for relay in relays if ends else []:
            strangers = world.dice.sample(world.line_of[world.line_of >= 0], 14, "forwarded", relay)
            callers = [p for p in world.lines.column("old")[strangers].tolist() if p not in asked]
            when = 3_600 * 9 + world.dice.below(max(1, world.options.seconds // 3), "forwarded.when", relay, callers)
            seconds = 30 + world.dice.below(400, "forwarded.seconds", relay, callers)
            end = ends[relay % len(ends)]
            world.calls.add(caller=callers, callee=relay, second=when, seconds=seconds, act=FORWARD, forwarded_to=end)
