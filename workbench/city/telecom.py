"""Numbers, handsets and SIM cards of the residents, who changes them when, and the numbers everybody calls."""

from __future__ import annotations

import numpy as np

from workbench.city import numbers
from workbench.city.options import DAY
from workbench.city.rows import Ints
from workbench.city.world import World

_HUBS = {
    "hotline": ("10077", "10078", "10079"),
    "bank": ("95741", "95742", "95743"),
    "police": ("110",),
    "notice": ("1069950012345", "1069950088", "1069957410001"),
    "parcel": ("95748", "03695123400"),
    "spam": ("03695550101", "03695550177", "03695558822", "03695550933", "+447700900123"),
}
_CARRIERS = (0.48, 0.42, 0.10)


def equip(world: World) -> None:
    """Give every resident of 12 or more a number, the city its hubs, and some residents new numbers or handsets."""
    _private_lines(world)
    _hub_lines(world)
    lines = world.line_of[world.line_of >= 0]
    change_private(world, lines[world.dice.chance(0.008, "changes.number", lines)])
    _change_handsets(world)
    _repair_shop(world)


def add_phones(world: World, users: Ints, *, registrants: Ints, purpose: str, opened: Ints) -> Ints:
    """Add numbers for users and return them; one in ten is at a carrier that answers no requests."""
    ids = len(world.phones) + np.arange(len(users))
    carrier = world.dice.weighted(_CARRIERS, "carrier", ids)
    return world.phones.add(carrier=carrier, user=users, registrant=registrants, purpose=purpose, opened=opened)


def add_lines(world: World, people: Ints, phones: Ints) -> Ints:
    """Add lines that use one number each."""
    return world.lines.add(person=people, old=phones)


def change_number(world: World, lines: Ints, *, second: Ints, reason: str, purpose: str, registrants: Ints) -> Ints:
    """Give lines a new number from the given second on; returns the new numbers."""
    old, people = world.lines.column("old")[lines], world.lines.column("person")[lines]
    new = add_phones(world, people, registrants=registrants, purpose=purpose, opened=second // DAY)
    silent = world.phones.column("carrier")[new] == 2  # a trail should end by habit, not by where records are kept
    world.phones.put("carrier", new[silent], 0)
    world.lines.put("new", lines, new)
    world.lines.put("change", lines, second)
    world.phones.put("closed", old, second // DAY + world.dice.below(9, "closed.after", old))
    world.swaps.add(person=people, old=old, new=new, second=second, reason=reason)
    kept = world.dice.chance(0.55, "handset.kept", lines)
    world.handsets.add(phone=new[kept], start=0, imei=old[kept])
    return new


def _private_lines(world: World) -> None:
    people = world.population.people
    owners = np.flatnonzero(people["age"] >= 12)
    heads = np.arange(len(people)) - people["place"]
    lent = world.dice.chance(0.09, "registered.by.head", owners)
    opened = -30 - world.dice.below(3_000, "opened", owners)
    phones = add_phones(
        world, owners, registrants=np.where(lent, heads[owners], owners), purpose="private", opened=opened
    )
    world.taken = np.zeros(len(people), dtype=np.bool_)
    world.line_of = np.full(len(people), -1, dtype=np.int64)
    world.line_of[owners] = add_lines(world, owners, phones)


def _hub_lines(world: World) -> None:
    for name, known in _HUBS.items():
        phones = world.phones.add(number=np.array(known, dtype=object), carrier=3, purpose="hub")
        world.hubs[name] = world.lines.add(old=phones)


def change_private(world: World, lines: Ints) -> None:
    """Give private lines a new number on a day of their own."""
    day = 8 + world.dice.below(max(1, world.options.days - 16), "change.day", lines)
    second = day * DAY + 10 * 3600 + world.dice.below(8 * 3600, "change.second", lines)
    owners = world.lines.column("person")[lines]
    change_number(world, lines, second=second, reason="private", purpose="private", registrants=owners)


def _change_handsets(world: World) -> None:
    phones = world.lines.column("old")[world.line_of[world.line_of >= 0]]
    bought = phones[world.dice.chance(0.07, "new.handset", phones)]
    second = world.dice.below(world.options.seconds, "new.handset.second", bought)
    world.handsets.add(phone=bought, start=second, imei=2_000_000 + bought)
    replaced = phones[world.dice.chance(0.03, "new.sim", phones)]
    world.sims.add(
        phone=replaced,
        start=world.dice.below(world.options.seconds, "new.sim.second", replaced),
        imsi=3_000_000 + replaced,
    )


def _repair_shop(world: World) -> None:
    """Put many SIMs into one handset for an hour each: a trap for whoever joins people by handset alone."""
    phones = world.lines.column("old")[world.line_of[world.line_of >= 0]]
    customers = world.dice.sample(phones, max(12, len(phones) // 60), "repair")
    start = 9 * 3600 + DAY * world.dice.below(world.options.days, "repair.day", customers)
    shop = 5_000_000 + world.dice.below(world.options.several(1), "repair.shop", customers)
    world.handsets.add(phone=customers, start=start, end=start + 8 * 3600, imei=shop)


def number_strings(world: World) -> list[str]:
    """Return the number of every phone as its owner would say it."""
    table = world.phones.table()
    made = numbers.phone_numbers(np.arange(len(table)), np.minimum(table["carrier"], 2))
    return [given or own for given, own in zip(table["number"].tolist(), made, strict=True)]
