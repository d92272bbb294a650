"""The accounts a group moves money through: cards and payment accounts by layer, bought or its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.city.crime.groups import Group
from workbench.city.rows import Ints
from workbench.city.world import World

_HOLDERS = 12
_WIDE, _NARROW, _USUAL = 10, 4, 4  # cards of a layer: where money is parked, behind it, else
_OUTLETS = ("宏图贵金属行", "远帆汇通商贸有限公司", "天工电子经营部", "长风信息咨询工作室", "博雅奢品行")


@dataclass(frozen=True, slots=True)
class Pool:
    """Accounts of one group.

    Attributes
    ----------
    layers : tuple of ndarray of int
        Bank cards of each layer, the first one takes the payments.
    layer_of, officer_of : dict
        Card → its layer; card → own card of the member who controls it.
    wallet_of : dict
        Card → payment account of the same holder, for some.
    outlets : ndarray of int
        Accounts at banks that answer no requests, where money leaves the data.
    """

    group: int
    layers: tuple[Ints, ...]
    layer_of: dict[int, int]
    officer_of: dict[int, int]
    wallet_of: dict[int, int]
    outlets: Ints


def opened(world: World, group: Group, *, parked: bool) -> Pool:
    """Open a pool on the cards of outsiders: sold by strangers, or lent to a family firm by relatives."""
    layer = _layers(group.shape.layers, parked=parked)
    ids = np.arange(len(layer))
    holders = np.resize(world.recruit(world.options.size(_HOLDERS, 4), "card.holders", group.index), len(layer))
    members = _controllers(group, layer)
    controllers = group.people[members]
    silent = (layer > 0) & world.dice.chance(0.09, "pool.silent", group.index, ids)  # at banks that answer no requests
    bank = np.where(silent, 3, 0) + world.dice.weighted([0.53, 0.47], "pool.bank", group.index, ids)
    opened_on = -10 - world.dice.below(120, "pool.opened", group.index, ids)
    columns = {"holder": holders, "controller": controllers, "opened": opened_on, "layer": layer}
    cards = world.accounts.add(bank=bank, group=group.index, life=0.2, **columns)
    with_wallet = world.dice.chance(0.4, "pool.wallet", group.index, ids)
    columns = {name: column[with_wallet] for name, column in columns.items()}
    wallets = world.accounts.add(bank=2, group=group.index, life=0.3, category="支付账户", **columns)
    return Pool(
        group.index,
        tuple(cards[layer == number] for number in range(group.shape.layers)),
        dict(zip(cards.tolist(), layer.tolist(), strict=True)),
        dict(zip(cards.tolist(), world.card_of[group.people[members]].tolist(), strict=True)),
        dict(zip(cards[with_wallet].tolist(), wallets.tolist(), strict=True)),
        _outlets(world, group),
    )


def _layers(depth: int, *, parked: bool) -> Ints:
    """Return the layer of each card: money that rests needs more cards than money that runs."""
    widths = [(_WIDE, _NARROW)[layer % 2] if parked else _USUAL for layer in range(depth)]
    return np.repeat(np.arange(depth), widths)


def _controllers(group: Group, layer: Ints) -> Ints:
    """Return which member controls each card: first layers the collectors, then the launderers, last the cashiers."""
    places = [group.of((4, 5, 6)[min(2, number // 2)]) for number in layer.tolist()]
    return np.array([place[card % len(place)] for card, place in enumerate(places)], dtype=np.int64)


def _outlets(world: World, group: Group) -> Ints:
    names = np.array(_OUTLETS, dtype=object)[world.dice.order(len(_OUTLETS), "outlets", group.index)[:3]]
    return world.accounts.add(bank=np.array([3, 4, 3]), organization=names, category="对公账户")
