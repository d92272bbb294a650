"""Telephone-fraud chains by function, their victims and cases, and the family firms that look like them."""

from __future__ import annotations

import numpy as np

from workbench.city import numbers, stories
from workbench.city.case import Case, Part
from workbench.city.crime import pools
from workbench.city.crime.groups import Group, found
from workbench.city.crime.laundering import Laundry, Payment
from workbench.city.crime.shapes import FRAUD
from workbench.city.files import written
from workbench.city.options import DAY
from workbench.city.rows import Ints
from workbench.city.world import TEXT, World

DWELLS = ("quick", "parked", "mixed")
_VICTIMS = 27


def plant(world: World, order: int) -> tuple[Group, Group]:
    """Plant one chain and its innocent likeness; returns both."""
    dwell = DWELLS[order % len(DWELLS)]
    gang = found(world, FRAUD, dwell=dwell)
    pool = pools.opened(world, gang, parked=dwell == "parked")
    victims = world.recruit(world.options.size(_VICTIMS, 8), "victims", gang.index)
    payments = _payments(world, gang.index, victims, tail=3)
    made = Laundry(world, pool, dwell=dwell).run([payment for _, payment in payments])
    _cases(world, gang, payments, made=made)
    like = found(world, FRAUD, like=gang.index, dwell=dwell)
    customers = world.recruit(len(victims), "customers", like.index)
    orders = _payments(world, like.index, customers, tail=3)
    Laundry(world, pools.opened(world, like, parked=dwell == "parked"), dwell=dwell).run(
        [payment for _, payment in orders]
    )
    return gang, like


def _payments(world: World, group: int, people: Ints, *, tail: int) -> list[tuple[int, Payment]]:
    """Return (person, payment): one to three for each, within the period less its tail, ordered by time."""
    dice, last = world.dice, (world.options.days - tail) * DAY
    first = 2 * DAY + (dice.unit("pays.first", group, people) * (last - 4 * DAY)).astype(np.int64)
    count = 1 + dice.weighted([0.5, 0.3, 0.2], "pays.count", group, people)
    person, begin = np.repeat(people, count), np.repeat(first, count)
    slot = np.concatenate([np.arange(n) for n in count.tolist()])
    hour = 9 * 3600 + dice.below(12 * 3600, "pays.hour", group, person, slot)
    second = np.minimum(begin // DAY * DAY + slot * DAY * dice.below(2, "pays.gap", group, person) + hour, last)
    yuan = np.exp(9.5 + 0.9 * dice.normal("pays.amount", group, person, slot))
    step = np.where(dice.chance(0.75, "pays.round", group, person, slot), 1_000, 1)
    cents = (np.clip(yuan, 3_000, 480_000) // step * step).astype(np.int64) * 100
    cents += np.where(step == 1, dice.below(100, "pays.cents", group, person, slot), 0)
    cards = world.card_of[person]
    made = [Payment(*fields) for fields in zip(cards.tolist(), second.tolist(), cents.tolist(), strict=True)]
    return sorted(zip(person.tolist(), made, strict=True), key=lambda pair: (pair[1].second, pair[0]))


def _cases(world: World, gang: Group, payments: list[tuple[int, Payment]], *, made: list[int]) -> None:
    targets = world.transfers.column("target")
    by_victim: dict[int, list[tuple[Payment, int]]] = {}
    for (victim, payment), row in zip(payments, made, strict=True):
        by_victim.setdefault(victim, []).append((payment, int(targets[row])))
    for victim, paid in by_victim.items():
        caller = _calls(world, gang, victim, first=paid[0][0].second, last=paid[-1][0].second)
        world.cases.append(_case(world, gang, victim, paid=paid, caller=caller))


def _calls(world: World, gang: Group, victim: int, *, first: int, last: int) -> int:
    """Plant the lure, the calls before and between the payments; returns the number that called."""
    dice = world.dice
    lure = int(dice.sample(gang.of(1), 1, "lurer", victim)[0])
    caller = int(dice.sample(gang.of(2), 1, "caller", victim)[0])
    line, home = int(gang.lines[caller]), int(world.line_of[victim])
    days = dice.roll(5, "courtship", victim) + 1
    start = max(0, first - days * DAY)
    count = 3 + dice.roll(7, "courtship.calls", victim)
    when = np.sort(start + (dice.unit("courtship.when", victim, np.arange(count)) * (last - start)).astype(np.int64))
    when[-1] = first - 600
    seconds = (np.exp(5.6 + 0.8 * dice.normal("courtship.seconds", victim, np.arange(count)))).astype(np.int64) + 20
    ends = [(world.number_at(line, int(t)), world.number_at(home, int(t))) for t in when]
    world.calls.add(caller=[a for a, _ in ends], callee=[b for _, b in ends], second=when, seconds=seconds)
    before = max(0, start - 3_600)
    texter = world.number_at(int(gang.lines[lure]), before)
    world.calls.add(caller=texter, callee=world.number_at(home, before), second=before, act=TEXT)
    return world.number_at(line, first)


def _case(world: World, gang: Group, victim: int, *, paid: list[tuple[Payment, int]], caller: int) -> Case:
    people = world.population.people
    start, end = paid[0][0].second, paid[-1][0].second
    loss = sum(payment.amount for payment, _ in paid)
    scheme = stories.SCHEMES[(gang.index + world.dice.roll(2, "scheme", victim) * 2) % len(stories.SCHEMES)]
    filed = min(end + 3_600 + world.dice.roll(60 * 3600, "reports", victim), world.options.seconds - 1)
    phone = world.number_at(int(world.line_of[victim]), filed)
    name, card = str(people["name"][victim]), paid[-1][1]
    values = {"victim": name, "lure": world.dice.one(scheme.lure, "lure", victim), "times": str(len(paid))}
    numbers_told = {"phone": f"[phone {phone}]", "caller": f"[phone {caller}]", "account": f"[account {card}]"}
    dates = {
        "day": written.wall(np.array([filed]), "%Y年%m月%d日")[0],
        "first": written.wall(np.array([start]), "%m月%d日")[0],
    }
    values |= numbers_told | dates | _payee(world, card) | {"loss": written.yuan(loss, commas=False)}
    return Case(
        "电信网络诈骗案", f"{name}被电信诈骗案", start, end, float(people["x"][victim]), float(people["y"][victim]),
        str(people["address"][victim]), mo=stories.fraud_mo(world.dice, victim, scheme, hour=start % DAY // 3600),
        summary=stories.fraud_story(world.dice, victim, **values), loss=loss, filed=filed,
        series=f"chain-{gang.index}", group=gang.index, mentions_phones=(phone, caller), mentions_accounts=(card,),
        parts=[Part("受害人", victim, phone=phone, account=paid[0][0].source)],
    )  # fmt: skip


def _payee(world: World, card: int) -> dict[str, str]:
    """Return holder and bank of a card as a victim knows them."""
    holder, bank = int(world.accounts.column("holder")[card]), int(world.accounts.column("bank")[card])
    return {"holder": str(world.population.people["name"][holder]), "bank": numbers.BANK_NAMES[bank]}
