"""Gangs and honest groups of the same shape: members, second numbers, calls among themselves, wages, number changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from workbench.city import banking, telecom
from workbench.city.calls import SECRET
from workbench.city.crime.shapes import Shape
from workbench.city.options import DAY
from workbench.city.rows import Ints
from workbench.city.world import World


@dataclass(frozen=True, slots=True)
class Group:
    """One gang or honest group.

    Attributes
    ----------
    people, roles, lines : ndarray of int, one entry per member
        The person, the number of the function in the shape, the line used for business.
    pairs : tuple of (int, int)
        The members who speak to each other, by their places.
    """

    index: int
    shape: Shape
    innocent: bool
    people: Ints
    roles: Ints
    lines: Ints
    pairs: tuple[tuple[int, int], ...]

    def of(self, *roles: int) -> Ints:
        """Return the places of the members with these functions."""
        return np.flatnonzero(np.isin(self.roles, roles))


def found(world: World, shape: Shape, *, like: int = -1, dwell: str = "") -> Group:
    """Found a gang, or with `like` the honest group that resembles that gang."""
    innocent = like >= 0
    kind = shape.honest if innocent else shape.kind
    index = int(world.groups.add(kind=kind, innocent=innocent, like=like, dwell=dwell)[0])
    sizes = [world.options.size(role.people) for role in shape.roles]
    roles = np.repeat(np.arange(len(sizes)), sizes)
    people = world.recruit(len(roles), "members", index)
    roles = roles[: len(people)]
    lines = _work_lines(world, index, people, share=shape.work_lines)
    names = [shape.roles[r].honest if innocent else shape.roles[r].name for r in roles.tolist()]
    world.members.add(person=people, group=index, role=np.array(names, dtype=object), line=lines)
    pairs = _pairs(world, index, shape, roles=roles)
    group = Group(index, shape, innocent, people, roles, lines, tuple(pairs))
    _change_numbers(world, group)
    _talk(world, group)
    _know_others(world, group)
    _canvass(world, group)
    _wages(world, group)
    _share_handsets(world, group)
    return group


def _work_lines(world: World, index: int, people: Ints, *, share: float) -> Ints:
    own = ~world.dice.chance(share, "work.line", index, people)
    lines = world.line_of[people].copy()
    users = people[~own]
    opened = -60 - world.dice.below(300, "work.opened", users)
    registrants = _registrants(world, users, people, ident=index)
    phones = telecom.add_phones(world, users, registrants=registrants, purpose="work", opened=opened)
    lines[~own] = telecom.add_lines(world, users, phones)
    _circle(world, index, lines)
    return lines


def _registrants(world: World, users: Ints, people: Ints, *, ident: int) -> Ints:
    """Return in whose name business numbers stand: their own, a colleague's, an outsider's, nobody's."""
    luck = world.dice.unit("registrant", ident, users)
    colleague = people[world.dice.below(len(people), "registrant.colleague", ident, users)]
    outsider = world.dice.sample(world.population.adults(), len(users), "registrant.outsider", ident)
    return np.select([luck < 0.25, luck < 0.5, luck < 0.9], [users, colleague, outsider], -1)


def _circle(world: World, index: int, lines: Ints) -> None:
    """Give a group a closed circle of short numbers, as firms and families buy them."""
    phones = world.lines.column("old")[lines]
    world.phones.put("circle", phones, index)
    world.phones.put("short", phones, np.array([f"6{600 + i}" for i in range(len(phones))], dtype=object))


def _change_numbers(world: World, group: Group) -> None:
    """Let a group throw its business numbers away on one day: then none of a member's closest contacts stays."""
    purpose = world.phones.column("purpose")[world.lines.column("old")[group.lines]]
    mine = group.lines[(purpose == "work") & world.dice.chance(0.5, "group.changes", group.index, group.lines)]
    days = world.options.days
    day = days // 3 + world.dice.roll(days // 3, "group.change.day", group.index)
    second = day * DAY + 9 * 3600 + world.dice.below(30 * 3600, "group.change.second", mine)
    people = world.lines.column("person")[mine]
    registrants = _registrants(world, people, group.people, ident=group.index + 100_000)
    telecom.change_number(world, mine, second=second, reason="group", purpose="work", registrants=registrants)
    private = world.line_of[group.people]
    private = private[world.lines.column("new")[private] < 0]
    telecom.change_private(world, private[world.dice.chance(0.1, "member.changes", private)])


def _talk(world: World, group: Group) -> None:
    a, b = np.array(group.pairs, dtype=np.int64).T
    mean = (10 + 60 * world.dice.unit("talk", group.index, a, b) ** 2) * world.options.length
    lines = group.lines
    world.ties.add(a=lines[a], b=lines[b], mean=mean, rhythm=SECRET, texts=0.15, follow=True)
    careless = world.dice.chance(0.15, "careless", group.index, a, b)
    private = world.line_of[group.people]
    world.ties.add(a=private[a[careless]], b=private[b[careless]], mean=6 * world.options.length, rhythm=2, follow=True)


def _pairs(world: World, index: int, shape: Shape, *, roles: Ints) -> list[tuple[int, int]]:
    """Return who speaks to whom: heads to their people and to other heads, others seldom."""
    pairs: list[tuple[int, int]] = []
    members = [np.flatnonzero(roles == role).tolist() for role in range(len(shape.roles))]
    for head, *others in members:
        pairs += [(head, other) for other in others]
        pairs += [p for p in combinations(others, 2) if world.dice.happens(shape.lateral, "side", index, *p)]
    for one, other in shape.bridges:
        between = product(members[one], members[other])
        heads = members[one][0], members[other][0]
        pairs += [p for p in between if p == heads or world.dice.happens(shape.across, "across", index, *p)]
    return pairs


def _know_others(world: World, group: Group) -> None:
    """Give every business line a few regular contacts outside: suppliers, drivers, landlords, friends."""
    residents = world.line_of[world.line_of >= 0]
    for line in group.lines.tolist():
        count = 3 + world.dice.roll(5, "regulars", line)
        others = world.dice.sample(residents, count, "regular", line)
        mean = (3 + 12 * world.dice.unit("regular.often", line, others)) * world.options.length
        world.ties.add(a=line, b=others, mean=mean, rhythm=2, texts=0.1)


def _canvass(world: World, group: Group) -> None:
    """Let salesmen and swindlers ring up strangers, most of them once."""
    residents = world.line_of[world.line_of >= 0]
    for number, role in enumerate(group.shape.roles):
        count = min(240, int(role.canvass * 2_000 * world.options.length))
        for member in group.of(number).tolist() if count else []:
            strangers = world.dice.sample(residents, count, "strangers", group.index, member)
            line = int(group.lines[member])
            world.ties.add(a=line, b=strangers, mean=0.9, rhythm=1, texts=role.texts, outgoing=0.93)


def _wages(world: World, group: Group) -> None:
    cards = world.card_of[group.people]
    paid = group.people[1:][world.dice.chance(0.5, "paid", group.index, group.people[1:])]
    length = world.options.length
    world.streams.add(
        a=cards[0], b=world.card_of[paid], mean=4 * length, kind=banking.FRIEND, middle=7.9, spread=0.4, step=10_000
    )


def _share_handsets(world: World, group: Group) -> None:
    """Put some business SIMs for two days into their owner's private handset, and some into a colleague's."""
    old = world.lines.column("old")
    work, private = old[group.lines], old[world.line_of[group.people]]
    day = world.dice.below(max(1, world.options.days // 3), "slot.day", group.index, work) * DAY
    careless = (work != private) & world.dice.chance(0.25, "slot", group.index, work)
    world.handsets.add(phone=work[careless], start=day[careless], end=day[careless] + 2 * DAY, imei=private[careless])
    lent = world.dice.chance(0.2, "lent", group.index, work)
    world.handsets.add(
        phone=work[lent], start=day[lent] + 9 * DAY, end=day[lent] + 12 * DAY, imei=np.roll(work, 1)[lent]
    )
