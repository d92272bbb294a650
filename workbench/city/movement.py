"""Who was where: meetings of groups, trips, commuters, companions; seen by checkpoints, trains, hotels and net bars.

Why commuters: people who take the same train every morning coincide more often than gang members who travel together
four times, so that counting coincidences finds the wrong pairs.
"""

from __future__ import annotations

import numpy as np

from workbench.city import words
from workbench.city.crime.groups import Group
from workbench.city.options import DAY
from workbench.city.rows import Ints
from workbench.city.world import World

HOTEL, CHECKPOINT, TICKET, NETBAR = "住宿", "卡口", "车票", "网吧"
_STATION = "澜川东站"
_TRAINS, _HOTELS, _BARS = 60, 30, 12


def register_vehicles(world: World) -> None:
    """Give every third adult a vehicle."""
    adults = world.population.adults()
    owners = adults[world.dice.chance(0.34, "has.car", adults)]
    make, colour = world.dice.below(len(words.CAR_MAKES), "make", owners), world.dice.below(7, "colour", owners)
    world.vehicles.add(owner=owners, make=make, colour=colour, opened=-60 - world.dice.below(3_000, "plated", owners))


def meet(world: World, groups: list[Group]) -> None:
    """Let some members of each group meet every ten days, and telephone others from there."""
    residents = world.line_of[world.line_of >= 0]
    for group in groups:
        for number in range(max(2, world.options.days // 10)):
            ids = group.index * 1_000 + number
            count = min(len(group.people), 3 + world.dice.roll(4, "meeting.size", ids))
            places = world.dice.sample(np.arange(len(group.people)), count, "meeting.who", ids)
            day = number * world.options.days // max(2, world.options.days // 10)
            start = day * DAY + (17 + world.dice.roll(5, "meeting.hour", ids)) * 3600
            x, y = (float(world.dice.luck(w, ids) * world.district.side) for w in ("meeting.x", "meeting.y"))
            end = start + 3_600 * (1 + world.dice.roll(3, "meeting.length", ids))
            world.meetings.add(meeting=ids, person=group.people[places], start=start, end=end, x=x, y=y)
            others = world.dice.sample(residents, count, "meeting.call", ids)
            _call_from(world, group.lines[places], others, start=start, end=end)


def _call_from(world: World, lines: Ints, others: Ints, *, start: int, end: int) -> None:
    for line, other in zip(lines.tolist(), others.tolist(), strict=True):
        if not world.dice.happens(0.7, "calls.there", line, start):
            continue
        second = start + 300 + int(world.dice.luck("calls.when", line, start) * (end - start - 600))
        ends = world.number_at(line, second), world.number_at(other, second)
        if ends[0] != ends[1]:
            world.calls.one(caller=ends[0], callee=ends[1], second=second, seconds=40 + line % 90)


def travel(world: World, groups: list[Group]) -> None:
    """Add everybody's trips, the commuters', and the companions'."""
    _checkpoints(world)
    _commuters(world)
    _single_trips(world)
    pairs = _companions(world, groups)
    world.companions.add(**pairs)
    for a, b, trips in zip(pairs["a"].tolist(), pairs["b"].tolist(), pairs["trips"].tolist(), strict=True):
        for number in range(trips):
            _together(world, a, b, number=number)


def _companions(world: World, groups: list[Group]) -> dict[str, Ints]:
    """Return pairs that travel together: in each group a few, and couples."""
    pairs = [
        (*world.dice.sample(group.people, 2, "companions", group.index, k).tolist(), group.index)
        for group in groups
        for k in range(max(1, len(group.people) // 5))
    ]
    couples = np.flatnonzero((world.population.people["place"] == 1) & (world.population.people["age"] > 24))
    wives = world.dice.sample(couples, world.options.several(24, 6), "couples")
    every = np.array(pairs + [(int(w) - 1, int(w), -1) for w in wives], dtype=np.int64)
    _, first = np.unique(np.sort(every[:, :2], axis=1), axis=0, return_index=True)
    every = every[np.sort(first)]
    trips = 4 + world.dice.below(5, "trips", every[:, 0], every[:, 1])
    return {"a": every[:, 0], "b": every[:, 1], "trips": trips, "group": every[:, 2]}


def _together(world: World, a: int, b: int, *, number: int) -> None:
    """Let two people pass a gate in two cars, sleep in neighbouring rooms, or take the same train."""
    ids = (a, b, number)
    both, cars = np.array([a, b]), np.array([_car(world, a), _car(world, b)])
    day = world.dice.roll(world.options.days, "trip.day", *ids)
    second = np.full(2, day * DAY + 6 * 3600 + world.dice.roll(15 * 3600, "trip.time", *ids))
    kind, gap = world.dice.roll(3, "trip.kind", *ids), np.array([0, 5 + world.dice.roll(100, "trip.gap", *ids)])
    if kind == 0 and cars.min() >= 0:
        _pass(world, cars, second + gap, gates=np.full(2, world.dice.roll(_gates(world), "trip.gate", *ids)))
    elif kind == 1:
        hotel, room = (world.dice.roll(limit, f"trip.{limit}", *ids) for limit in (_HOTELS, 600))
        _stay(world, both, second + gap, hotel=np.full(2, hotel), room=8_000 + room + np.arange(2))
    else:
        train = np.full(2, world.dice.roll(_TRAINS, "trip.train", *ids))
        _ride(world, both, np.full(2, day), train=train, seat=number * 7 + np.arange(2))


def _car(world: World, person: int) -> int:
    owners = world.vehicles.column("owner")  # ascending
    place = int(np.searchsorted(owners, person))
    return place if place < len(owners) and owners[place] == person else -1


def _gates(world: World) -> int:
    return max(16, world.options.several(24))


def _pass(world: World, vehicles: Ints, seconds: Ints, *, gates: Ints) -> None:
    x, y = (world.dice.unit(w, gates) * world.district.side for w in ("gate.x", "gate.y"))
    names = [f"{words.STREETS[g % 30]}{words.ROADS[g % 4]}卡口{g // 30 + 1}号" for g in gates.tolist()]
    world.sightings.add(
        means=CHECKPOINT, start=seconds, vehicle=vehicles, place=np.array(names, dtype=object), x=x, y=y
    )


def _stay(world: World, people: Ints, seconds: Ints, *, hotel: Ints, room: Ints) -> None:
    x, y = (world.dice.unit(w, hotel) * world.district.side for w in ("hotel.x", "hotel.y"))
    names = np.array(
        [f"{words.ESTATES[h % 20]}{('宾馆', '酒店', '快捷酒店')[h % 3]}" for h in hotel.tolist()], dtype=object
    )
    nights = 1 + world.dice.weighted([0.7, 0.2, 0.1], "nights", people, seconds)
    end = seconds // DAY * DAY + nights * DAY + 11 * 3600
    seat = np.array([str(r) for r in room.tolist()], dtype=object)
    world.sightings.add(means=HOTEL, start=seconds, end=end, person=people, place=names, x=x, y=y, seat=seat)


def _ride(world: World, people: Ints, days: Ints, *, train: Ints, seat: Ints) -> None:
    departs = days * DAY + 6 * 3600 + train * 900
    x, y = (float(world.dice.luck(w) * world.district.side) for w in ("station.x", "station.y"))
    seats = [
        f"G{7_300 + t}次{s % 16 + 1:02d}车{s % 17 + 1:02d}{'ABCDF'[s % 5]}"
        for t, s in zip(train.tolist(), seat.tolist(), strict=True)
    ]
    world.sightings.add(
        means=TICKET, start=departs, person=people, place=_STATION, x=x, y=y, seat=np.array(seats, dtype=object)
    )


def _checkpoints(world: World) -> None:
    """Let every vehicle pass two gates near its owner's way, about six times in all."""
    cars = np.arange(len(world.vehicles))
    times = world.dice.poisson(np.full(len(cars), 6.0 * world.options.length), "passes", cars)
    car = np.repeat(cars, times)
    k = np.arange(len(car))
    day = world.dice.below(world.options.days, "pass.day", car, k)
    hour = np.where(world.dice.chance(0.5, "pass.rush", car, k), 7.4 + world.dice.unit("rush", car, k), 0)
    hour = np.where(hour > 0, hour, 6 + 16 * world.dice.unit("pass.hour", car, k))
    slot = world.dice.below(2, "pass.way", car, k)
    gate = world.dice.below(_gates(world), "pass.gate", car, slot)
    _pass(world, car, (day * DAY + hour * 3600).astype(np.int64), gates=gate)


def _commuters(world: World) -> None:
    """Let some people take one of four trains every working day."""
    riders = world.dice.sample(world.population.adults(), world.options.several(70, 16), "commuters")
    train = world.dice.below(4, "commuter.train", riders) + 4
    for day in range(world.options.days):
        if 0 < day % 7 < 6:
            goes = world.dice.chance(0.35, "commutes", riders, day)
            seat = world.dice.below(1_200, "commuter.seat", riders[goes], day)
            _ride(world, riders[goes], np.full(int(goes.sum()), day), train=train[goes], seat=seat)


def _single_trips(world: World) -> None:
    adults = world.population.adults()
    for means, mean in ((TICKET, 0.9), (HOTEL, 0.5), (NETBAR, 0.6)):
        times = world.dice.poisson(np.full(len(adults), mean * world.options.length), "goes." + means, adults)
        person = np.repeat(adults, times)
        k = np.arange(len(person))
        day = world.dice.below(world.options.days, "goes.day." + means, person, k)
        second = day * DAY + 8 * 3600 + world.dice.below(14 * 3600, "goes.time." + means, person, k)
        which = world.dice.below(
            {TICKET: _TRAINS, HOTEL: _HOTELS, NETBAR: _BARS}[means], "goes.where." + means, person, k
        )
        if means == TICKET:
            _ride(world, person, day, train=which, seat=which * 31 + k)
        elif means == HOTEL:
            _stay(world, person, second, hotel=which, room=8_000 + (which * 37 + k) % 600)
        else:
            _surf(world, person, second, bar=which)


def _surf(world: World, people: Ints, seconds: Ints, *, bar: Ints) -> None:
    x, y = (world.dice.unit(w, bar) * world.district.side for w in ("bar.x", "bar.y"))
    names = np.array([f"{words.SHOP_NAMES[b % 19]}网吧" for b in bar.tolist()], dtype=object)
    seat = np.array([f"{p % 90 + 1}号机" for p in (people * 13 + seconds).tolist()], dtype=object)
    end = seconds + 3_600 + world.dice.below(4 * 3_600, "surfs", people, seconds)
    world.sightings.add(means=NETBAR, start=seconds, end=end, person=people, place=names, x=x, y=y, seat=seat)
