"""Money through layers of accounts: pooled, parked, split, paid for with commissions, and cashed out.

Why payments are carried along: each transfer knows how many cents of which victim's payment are in it, so that any
rule of tracing can be scored, and every cent stays countable. The same machine moves the honest groups' takings.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from workbench.city import banking
from workbench.city.crime.pools import Pool
from workbench.city.options import DAY
from workbench.city.world import CASH, World

Parcels = dict[int, int]
"""Cents by payment (number of the transfer that brought them in)."""
_LEAST = 200_00
_QUICK, _PARKED = (3_600 * 1.2, 0.8, 240, 36_000), (2.0 * DAY, 0.5, 3_600, 6 * DAY)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that enters a group: a victim's or a customer's transfer, in cents."""

    source: int
    second: int
    amount: int


def split_off(parcels: Parcels, amount: int) -> Parcels:
    """Take an amount out of parcels, from each its share to the cent; changes `parcels`."""
    total = sum(parcels.values())
    taken = {payment: cents * amount // total for payment, cents in parcels.items()}
    short = amount - sum(taken.values())
    for payment in sorted(parcels, key=lambda p: (taken[p] - parcels[p], p)):
        more = min(short, parcels[payment] - taken[payment])
        taken[payment] += more
        short -= more
    for payment, cents in taken.items():
        parcels[payment] -= cents
    return {payment: cents for payment, cents in taken.items() if cents}


class Laundry:
    """Moves the payments into one group's pool of accounts until the period ends.

    Parameters
    ----------
    world : World
        Gets the transfers, and in `shares` the cents of each payment in each of them.
    pool : Pool
        The accounts by layer.
    dwell : str
        quick: money rests about an hour; parked: about two days on every second layer; mixed: on any, now and then.
    """

    def __init__(self, world: World, pool: Pool, *, dwell: str) -> None:
        self.world, self.pool, self.dwell = world, pool, dwell
        self._held: dict[int, Parcels] = {}
        self._load = dict.fromkeys(pool.layer_of, 0)  # cents on a card or on their way to it
        # (second, order, card, parcels, do they arrive or leave)
        self._events: list[tuple[int, int, int, Parcels, bool]] = []
        self._draws = 0

    def run(self, payments: list[Payment]) -> list[int]:
        """Let payments in and move them on; returns the number of each payment's transfer."""
        made: dict[int, int] = {}
        for number, payment in enumerate(payments):
            heapq.heappush(self._events, (payment.second, number - len(payments), -1, {}, True))
        while self._events and self._events[0][0] < self.world.options.seconds:
            second, order, card, parcels, arrives = heapq.heappop(self._events)
            if card < 0:
                made[order] = self._take_in(payments[order])
            elif arrives:
                self._arrive(card, second, parcels)
            else:
                self._leave(card, second, parcels)
        return [made[number - len(payments)] for number in range(len(payments))]

    def _take_in(self, payment: Payment) -> int:
        card = self._idle(0)[0]
        row = self._row((payment.source, card), payment.second, payment.amount, layer=0, kind=banking.FRAUD)
        self.world.shares.one(transfer=row, payment=row, amount=payment.amount)
        self._load[card] += payment.amount
        self._arrive(card, payment.second, {row: payment.amount})
        return row

    def _arrive(self, card: int, second: int, parcels: Parcels) -> None:
        self._held.setdefault(card, {})
        self._keep(card, parcels)
        self._push(second + self._rest(card), card, parcels, arrives=False)

    def _leave(self, card: int, second: int, parcels: Parcels) -> None:
        """Send on what came together, or now and then everything that lies there."""
        held = self._held[card]
        wanted = held if self._chance(0.15) else parcels
        due = {payment: min(cents, held.get(payment, 0)) for payment, cents in wanted.items()}
        total = sum(due.values())
        if total < _LEAST:
            return
        layer = self.pool.layer_of[card]
        commission = total * self._below(31) // 1_000 // 100 * 100
        sent = (total - commission) // 10_000 * 10_000 if self._chance(0.7) else total - commission
        self._keep(card, due, sign=-1)
        self._load[card] -= sent
        out = split_off(due, sent)
        if commission and layer > 0 and self._chance(0.5):
            officer = self.pool.officer_of[card]
            self._move((card, officer), second + 90, split_off(due, commission), layer=layer + 1)
        self._keep(card, due)
        if layer + 1 >= len(self.pool.layers) or (layer >= 2 and self._chance(0.5)):
            self._cash(card, second, out)
        else:
            self._spread(card, second, out)

    def _spread(self, card: int, second: int, parcels: Parcels) -> None:
        """Send parcels on in one to three parts, each to another account of the next layer."""
        total, luck = sum(parcels.values()), self._unit()
        parts = min(1 + (luck > 0.5) + (luck > 0.9), 1 + total // 600_000)
        following = self._idle(self.pool.layer_of[card] + 1)
        for part in range(parts):
            left = sum(parcels.values())
            share = left if part == parts - 1 else int(left * (0.3 + 0.4 * self._unit())) // 10_000 * 10_000
            self._hop((card, following[part]), second + part * (120 + self._below(600)), split_off(parcels, share))

    def _idle(self, layer: int) -> list[int]:
        """Return the cards of a layer, those with least on them first: a card rests until it is empty again."""
        cards = self.pool.layers[layer].tolist()
        start = self._below(len(cards))
        turned = cards[start:] + cards[:start]
        return sorted(turned, key=lambda card: self._load[card] // 100_000)

    def _hop(self, ends: tuple[int, int], second: int, parcels: Parcels) -> None:
        """Move parcels to the next card, now and then through the payment accounts of both holders."""
        card, target = ends
        layer = self.pool.layer_of[target]
        self._load[target] += sum(parcels.values())
        ours, theirs = self.pool.wallet_of.get(card, -1), self.pool.wallet_of.get(target, -1)
        if ours >= 0 and theirs >= 0 and ours != theirs and self._chance(0.6):
            self._move((card, ours), second, parcels, layer=layer, kind=banking.TOP_UP)
            self._move((ours, theirs), second + 240 + self._below(600), parcels, layer=layer, kind=banking.FRIEND)
            second += 1_200 + self._below(1_800)
            self._move((theirs, target), second, parcels, layer=layer, kind=banking.WITHDRAW)
        else:
            self._move((card, target), second, parcels, layer=layer)
        self._push(second, target, parcels, arrives=True)

    def _cash(self, card: int, second: int, parcels: Parcels) -> None:
        """Turn parcels into cash, goods, or money at a bank that answers no requests."""
        layer, luck = self.pool.layer_of[card] + 1, self._unit()
        if luck < 0.45:
            outlet = self.pool.outlets[self._below(len(self.pool.outlets))]
            self._move((card, int(outlet)), second, parcels, layer=layer)
            return
        while (left := sum(parcels.values())) >= 100_00:
            note = min(left, (50 + self._below(51)) * 200_00) // 100_00 * 100_00
            self._move((card, CASH), second, split_off(parcels, note), layer=layer, kind=banking.ATM)
            second += 90 + self._below(900)
        self._keep(card, parcels)

    def _keep(self, card: int, parcels: Parcels, *, sign: int = 1) -> None:
        for payment, cents in parcels.items():
            self._held[card][payment] = self._held[card].get(payment, 0) + sign * cents

    def _move(
        self, ends: tuple[int, int], second: int, parcels: Parcels, *, layer: int, kind: int = banking.LAUNDER
    ) -> None:
        row = self._row(ends, second, sum(parcels.values()), layer=layer, kind=kind)
        for payment, cents in parcels.items():
            if cents:
                self.world.shares.one(transfer=row, payment=payment, amount=cents)

    def _row(self, ends: tuple[int, int], second: int, amount: int, *, layer: int, kind: int) -> int:
        of = {"source": ends[0], "target": ends[1], "second": second, "amount": amount, "kind": kind, "layer": layer}
        return self.world.transfers.one(**of, group=self.pool.group)

    def _push(self, second: int, card: int, parcels: Parcels, *, arrives: bool) -> None:
        self._draws += 1
        heapq.heappush(self._events, (second, self._draws, card, dict(parcels), arrives))

    def _rest(self, card: int) -> int:
        parks = self.dwell == "parked" and self.pool.layer_of[card] % 2 == 0
        slow = parks or (self.dwell == "mixed" and self._chance(0.3))
        middle, spread, least, most = _PARKED if slow else _QUICK
        self._draws += 1
        drawn = self.world.dice.gauss("rest", self.pool.group, self._draws)
        return int(min(most, max(least, middle * math.exp(spread * drawn))))

    def _unit(self) -> float:
        self._draws += 1
        return self.world.dice.luck("laundry", self.pool.group, self._draws)

    def _below(self, limit: int) -> int:
        return int(self._unit() * limit)

    def _chance(self, share: float) -> bool:
        return self._unit() < share
