"""A drug-distribution tree paid upwards through small transfers, and the wholesale network that looks like it."""

from __future__ import annotations

import numpy as np

from workbench.city import banking, stories, words
from workbench.city.case import Case, Part
from workbench.city.crime.groups import Group, found
from workbench.city.crime.shapes import DRUGS
from workbench.city.files import written
from workbench.city.options import DAY
from workbench.city.rows import Ints
from workbench.city.world import World

_CASES = 12


def plant(world: World, order: int) -> tuple[Group, Group]:
    """Plant one tree with its buyers and cases, and its innocent likeness."""
    del order
    tree = found(world, DRUGS)
    buyers = _trade(world, tree)
    for number in range(world.options.size(_CASES, 4)):
        world.cases.append(_case(world, tree, number, buyers=buyers))
    like = found(world, DRUGS, like=tree.index)
    _trade(world, like)
    return tree, like


def _trade(world: World, group: Group) -> Ints:
    """Let retailers sell to regular buyers and pay the level above; returns the buyers."""
    length, dice = world.options.length, world.dice
    sellers = group.of(3)
    buyers = world.recruit(5 * len(sellers), "buyers", group.index)
    seller = sellers[np.arange(len(buyers)) % len(sellers)]
    world.ties.add(a=world.line_of[buyers], b=group.lines[seller], mean=9 * length, rhythm=5, texts=0.3, outgoing=0.8)
    paying, paid = world.wallet_of[buyers], world.wallet_of[group.people[seller]]
    paying = np.where((paying < 0) | (paid < 0), world.card_of[buyers], paying)
    paid = np.where((world.wallet_of[buyers] < 0) | (paid < 0), world.card_of[group.people[seller]], paid)
    world.streams.add(a=paying, b=paid, mean=7 * length, kind=banking.FRIEND, middle=6.2, spread=0.4, step=5_000)
    for level in (3, 2, 1):
        lower, upper = group.of(level), group.of(level - 1)
        above = upper[dice.below(len(upper), "supplier", group.index, lower)]
        world.streams.add(
            a=world.card_of[group.people[lower]], b=world.card_of[group.people[above]], mean=8 * length,
            kind=banking.FRIEND, middle=8.8 - 0.4 * level, spread=0.5, step=10_000,
        )  # fmt: skip
    return buyers


def _case(world: World, tree: Group, number: int, *, buyers: Ints) -> Case:
    dice, people = world.dice, world.population.people
    ident = tree.index * 10_000 + number
    place = dice.roll(len(buyers), "drug.buyer", ident)
    buyer = int(buyers[place])
    seller = int(tree.of(3)[place % len(tree.of(3))])
    start = DAY + dice.roll(max(1, world.options.seconds - 3 * DAY), "drug.when", ident)
    phone = world.number_at(int(tree.lines[seller]), start)
    wallet = int(world.wallet_of[tree.people[seller]])
    wallet = wallet if wallet >= 0 else int(world.card_of[tree.people[seller]])
    nick = dice.one(words.NICKNAMES, "gang.nickname", int(tree.people[seller]))
    where = world.district.address(float(people["x"][buyer]), float(people["y"][buyer]), ident)
    story = stories.drug_story(
        dice, ident, buyer=str(people["name"][buyer]), place=where, nick=nick, phone=f"[phone {phone}]",
        wallet=f"[account {wallet}]", price=str(200 + 100 * (ident % 6)), grams=f"{ident % 9 / 10 + 0.2:.1f}",
        day=written.wall(np.array([start]), "%m月%d日")[0],
    )  # fmt: skip
    own = world.number_at(int(world.line_of[buyer]), start)
    return Case(
        "贩卖毒品案", f"{people['name'][buyer]}涉毒案", start, start + 3_600, float(people["x"][buyer]),
        float(people["y"][buyer]), where, mo=("夜间", "出租屋、宾馆", "吸毒人员", "电话联系、埋包交易", "小额分次", "", "疑似冰毒"),
        summary=story, series=f"tree-{tree.index}", group=tree.index, mentions_phones=(phone,),
        parts=[Part("", buyer, phone=own)],
    )  # fmt: skip
