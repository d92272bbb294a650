"""The transfers of an account as its bank knows them: its clock, its balances, its serial numbers, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.city import banking, numbers
from workbench.city.files import written
from workbench.city.files.call_rows import Request, kept
from workbench.city.files.trail import Trail
from workbench.city.money import MoneyBook, event_name
from workbench.city.rows import Ints, Table
from workbench.city.world import BANK, CASH, FEE, World

CLOCK = (0, -38, 22, 0, 0)
"""Seconds by which each bank's clock is ahead."""
JL, BY, HFT = 0, 1, 2
_ENDS = {CASH: "cash", FEE: "fee", BANK: "bank"}
_ONLINE = ("手机银行", "网上银行")
_PAYMENT_COMPANY = "惠付通支付科技有限公司"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement; amounts in cents, texts as they will be written."""

    event: str
    when: str
    out: bool
    amount: int
    balance: int
    other: str
    other_name: str
    other_bank: str
    serial: str
    order: str
    memo: str
    channel: str
    counter: str
    ip: str
    mac: str
    kind: int
    flaw: str


class StatementRows:
    """Works out the lines about an account, and notes each true transfer once."""

    def __init__(self, world: World, *, trail: Trail) -> None:
        self.world, self.trail = world, trail
        self.book = MoneyBook.of(world)
        self.accounts = world.accounts.table()
        self.names = numbers.account_numbers(np.arange(len(self.accounts)), self.accounts["bank"])
        people = world.population.people["name"].tolist()
        pairs = self.accounts.values("holder", "organization")
        self.holders = [people[holder] if holder >= 0 else organization for holder, organization in pairs]
        self._noted = set[int]()

    def of(self, request: Request) -> list[Entry]:
        """Return the lines in the order of the bank's clock."""
        account = request.owner
        moves = self.book.transfers_of(account)
        self._note(account, moves)
        bank = int(self.accounts["bank"][account])
        noise = self.world.dice.raw("entry", account, moves["ident"])
        shown = moves["second"] + CLOCK[bank] + (noise % np.uint64(4)).astype(np.int64)
        order = np.argsort(shown, kind="stable")
        moves, shown, noise = moves.take(order), shown[order], noise[order]
        balance = self._balances(account, moves)
        inside = kept(moves["second"], request)
        lines = zip(
            moves.take(inside).values("ident", "source", "target", "amount", "kind"), written.wall(shown[inside]),
            balance[inside].tolist(), noise[inside].tolist(), strict=True,
        )  # fmt: skip
        return [self._entry(account, move, when=w, balance=b, noise=n) for move, w, b, n in lines]

    def _balances(self, account: int, moves: Table) -> Ints:
        """Return the balance after each move of the whole period, so that every extract shows the same."""
        signed = np.where(moves["source"] == account, -moves["amount"], moves["amount"])
        running = np.cumsum(signed)
        spare = int(self.world.dice.below(800_000, "opening", account)[0])
        return np.asarray(running + max(0, -int(running.min(initial=0))) + spare, dtype=np.int64)

    def _entry(
        self, account: int, move: tuple[int, int, int, int, int], *, when: str, balance: int, noise: int
    ) -> Entry:
        ident, source, target, amount, kind = move
        out = source == account
        event, luck = event_name(ident), (noise >> 8) % 1_000_000 / 1_000_000
        other, name, bank, flaw = self._other(account, target if out else source, kind, luck=luck)
        memo, channel = banking.MEMOS[kind], banking.CHANNELS[kind]
        said = memo[(noise >> 32) % len(memo)]
        way = channel[(noise >> 40) % len(channel)]
        ip, mac = self._terminal(account, noise) if way in _ONLINE and out else ("", "")
        at_machine = kind in (banking.ATM, banking.DEPOSIT)
        counter = f"T{(noise >> 20) % 40 + 10_001}" if at_machine else ""
        serial = self._serial(ident, account, kind)
        return Entry(
            event,
            when,
            out,
            amount,
            balance,
            other,
            name,
            bank,
            serial,
            self._order(ident),
            said,
            way,
            counter,
            ip,
            mac,
            kind,
            flaw,
        )

    def _other(self, account: int, other: int, kind: int, *, luck: float) -> tuple[str, str, str, str]:
        """Return number, name and bank of the other side as shown, and what is wrong with them."""
        if other < 0:
            return "", "", "", "broken" if luck < 0.002 else ""
        number, name = self.names[other], self.holders[other]
        bank = numbers.BANK_NAMES[int(self.accounts["bank"][other])]
        if luck < 0.002:
            return number, name, bank, "broken"
        if luck < 0.009:
            return number[:6] + "*" * (len(number) - 10) + number[-4:], name, bank, "masked"
        card = int(self.accounts["bank"][account]) != HFT
        if card and kind == banking.SHOP and luck > 0.4:
            return "", name, "", "missing"  # card machines name the shop, not its account
        if card and kind in (banking.TOP_UP, banking.WITHDRAW) and luck > 0.45:
            return "", _PAYMENT_COMPANY, "", "missing"  # the payment company stands between
        return number, name, bank, ""

    def _terminal(self, account: int, noise: int) -> tuple[str, str]:
        """Return IP and MAC of the device in the hands of whoever controls the account."""
        hand = int(self.accounts["controller"][account])
        hand = hand if hand >= 0 else 100_000 + account
        at_home = noise >> 48 & 1
        ip = f"198.{18 + hand % 2}.{hand // 2 % 250}.{2 + at_home + hand // 500 % 200}"
        return ip, f"02-{hand % 251:02X}-{hand // 251 % 256:02X}-5A-{hand * 7 % 256:02X}-{at_home:02X}"

    def _order(self, ident: int) -> str:
        """Return the payment company's number of a transfer, the same for both of its users."""
        return f"P{int(self.world.dice.raw('order', ident)[0]) % 10**18:018d}"

    def _serial(self, ident: int, account: int, kind: int) -> str:
        """Return the number both sides have for a transfer, or one of this bank alone; shops have none."""
        number = int(self.world.dice.raw("serial", ident)[0])
        joint = kind in (banking.TOP_UP, banking.WITHDRAW) or number % 4 > 0
        if kind == banking.SHOP and number % 3 == 0:
            return ""
        return f"{number % 10**16:016d}" if joint else f"{(number + account * 7_919) % 10**14:014d}"

    def _note(self, account: int, moves: Table) -> None:
        """Write each true event once: with the first of its parties that has a file."""
        other = np.where(moves["source"] == account, moves["target"], moves["source"])
        fresh = [] if account in self._noted else [o not in self._noted for o in other.tolist()]
        self._noted.add(account)
        of = moves.take(np.flatnonzero(fresh))
        self.trail.true(
            "transfers",
            (
                (event_name(i), self._end(a), self._end(b), w, cents, banking.KINDS[kind])
                for w, (i, a, b, cents, kind) in zip(
                    written.wall(of["second"]), of.values("ident", "source", "target", "amount", "kind"), strict=True
                )
            ),
        )

    def _end(self, account: int) -> str:
        return self.names[account] if account >= 0 else _ENDS[account]
