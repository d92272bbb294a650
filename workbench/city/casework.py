"""The cases of the city: everyday ones beside the planted, who is suspected in which, and who works on them."""

from __future__ import annotations

import numpy as np

from workbench.city import numbers, stories, words
from workbench.city.case import Case, Part
from workbench.city.crime import theft
from workbench.city.crime.groups import Group
from workbench.city.files import written
from workbench.city.options import DAY
from workbench.city.world import World

UMBRELLA = "Z990100202600001"
"""Number of the umbrella case under which registers and the files of bystanders are imported."""
_PLAIN = (("入室盗窃案", 0.34), ("电信网络诈骗案", 0.2), *((kind, 0.46 / len(stories.PLAIN)) for kind in stories.PLAIN))


def everyday(world: World, count: int) -> None:
    """Add cases that belong to no series: lone burglaries and swindles with the planted ones' words, and others."""
    kinds = world.dice.weighted([share for _, share in _PLAIN], "plain.kind", np.arange(count))
    for ident, kind in enumerate(kinds.tolist(), start=5_000_000):
        case = (_burglary, _swindle)[kind](world, ident) if kind < 2 else _other(world, ident, _PLAIN[kind][0])
        if world.dice.happens(0.3, "plain.solved", ident):
            case.parts.append(Part("嫌疑人", world.outsider("loner", ident)))
            case.status = "已破案"
        world.cases.append(case)


def _burglary(world: World, ident: int) -> Case:
    return theft.burglary(world, ident=ident)


def _swindle(world: World, ident: int) -> Case:
    """Return a lone fraud: the caller's number and the account are strangers' and lead nowhere."""
    dice = world.dice
    victim, other = world.outsider("swindled", ident), world.outsider("payee", ident)
    start, people = _moment(world, ident), world.population.people
    scheme = dice.one(stories.SCHEMES, "lone.scheme", ident)
    card, caller = int(world.card_of[other]), int(world.lines.column("old")[world.hubs["spam"][ident % 5]])
    loss = int(np.exp(9.2 + 0.9 * dice.gauss("lone.loss", ident))) * 100
    phone = world.number_at(int(world.line_of[victim]), start)
    story = stories.fraud_story(
        dice, ident, victim=str(people["name"][victim]), lure=dice.one(scheme.lure, "lone.lure", ident),
        day=written.wall(np.array([start + DAY]), "%Y年%m月%d日")[0], first=written.wall(np.array([start]), "%m月%d日")[0],
        holder=str(people["name"][other]), bank=numbers.BANK_NAMES[int(world.accounts.column("bank")[card])], times="1", loss=written.yuan(loss, commas=False),
        phone=f"[phone {phone}]", caller=f"[phone {caller}]", account=f"[account {card}]",
    )  # fmt: skip
    name, mo = people["name"][victim], stories.fraud_mo(dice, ident, scheme, hour=start % DAY // 3600)
    case = _plain(world, victim, ("电信网络诈骗案", f"{name}被电信诈骗案"), start=start, mo=mo, summary=story)
    case.loss, case.mentions_phones, case.mentions_accounts = loss, (phone, caller), (card,)
    return case


def _other(world: World, ident: int, kind: str) -> Case:
    wordings, mo = stories.PLAIN[kind]
    victim = world.outsider("plain.victim", ident)
    start, people = _moment(world, ident), world.population.people
    loss = int(np.exp(7.6 + 0.7 * world.dice.gauss("plain.loss", ident))) * 100 if "{loss}" in "".join(wordings) else 0
    values = {
        "victim": str(people["name"][victim]),
        "place": str(people["address"][victim]).split("号")[0] + "号",
        "period": written.wall(np.array([start]), "%m月%d日%H时许")[0],
        "loss": written.yuan(loss, commas=False),
    }
    story = stories.told(world.dice, wordings, "plain.story", ident, **values)
    case = _plain(world, victim, (kind, f"{values['victim']}{kind}"), start=start, mo=mo, summary=story)
    case.loss = loss
    return case


def _moment(world: World, ident: int) -> int:
    return world.dice.roll(max(DAY, world.options.seconds - 2 * DAY), "plain.when", ident)


def _plain(world: World, victim: int, named: tuple[str, str], *, start: int, mo: stories.Mo, summary: str) -> Case:
    people = world.population.people
    phone = world.number_at(int(world.line_of[victim]), start)
    return Case(
        *named, start, start + 1_800, float(people["x"][victim]), float(people["y"][victim]),
        str(people["address"][victim]), mo=mo, summary=summary, parts=[Part("受害人", victim, phone=phone)],
    )  # fmt: skip


def arrest(world: World, gang: Group) -> None:
    """Name part of a gang in some of its cases: by name, by nickname only, or by a number only."""
    cases = [case for case in world.cases if case.group == gang.index]
    known = np.flatnonzero(world.dice.chance(0.5, "arrested", gang.index, gang.people))
    known = known if len(known) >= 2 else np.arange(2)
    for place in known.tolist():
        person = int(gang.people[place])
        for k in range(1 + world.dice.roll(2, "arrests", person)):
            case = cases[world.dice.roll(len(cases), "arrest.case", person, k)]
            if all(part.person != person for part in case.parts):
                case.parts.append(_suspect(world, gang, place, case=case))
                case.status = "已移送起诉" if k else "已破案"


def _suspect(world: World, gang: Group, place: int, *, case: Case) -> Part:
    person = int(gang.people[place])
    luck = world.dice.luck("suspect", person, case.start)
    phone = world.number_at(int(gang.lines[place]), case.start) if luck < 0.55 else -1
    known = case.category == "贩卖毒品案" or luck < 0.4 or luck > 0.85
    nick = world.dice.one(words.NICKNAMES, "gang.nickname", person) if known else ""
    return Part("嫌疑人", person, phone=phone, nickname=nick, named=luck < 0.85 or not nick)


def name_card_sellers(world: World) -> None:
    """Enter some holders of accounts that took victims' money, without a stated role."""
    for number, case in enumerate(world.cases):
        for card in case.mentions_accounts if case.group >= 0 else ():
            holder = int(world.accounts.column("holder")[card])
            if holder >= 0 and world.dice.happens(0.2, "seller.named", number):
                case.parts.append(Part("", holder, account=card))


def number_cases(world: World) -> None:
    """Put the cases in order of filing and give them numbers, units and officers."""
    for case in world.cases:
        late = world.dice.roll(20 * 3600, "filed", case.start, case.end)
        case.filed = min(case.filed or case.end + 2 * 3600 + late, world.options.seconds - 60)
    world.cases.sort(key=lambda case: (case.filed, case.start, case.title))
    for index, case in enumerate(world.cases):
        case.unit = world.dice.roll(len(words.STATIONS), "unit", index)
        case.officer = case.unit * 6 + world.dice.roll(6, "officer", index)
        case.number = f"A9901{case.unit + 1:02d}2026{index + 1:06d}"


def officer(index: int) -> tuple[str, str]:
    """Return name and badge number of an officer."""
    given = words.MALE[index * 11 % 60] if index % 3 else words.FEMALE[index * 5 % 60]
    last = words.MALE[index * 13 % 60] if index % 2 else ""
    return words.SURNAMES[index * 7 % 50] + given + last, f"099{index + 101:04d}"
