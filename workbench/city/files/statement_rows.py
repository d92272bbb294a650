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
_MOVE = ("ident", "source", "target", "amount", "kind")
_ONLINE = ("手机银行", "网上银行")
_PAYMENT_COMPANY = "惠付通支付科技有限公司"


@dataclass(frozen=True, slots=True)
class Party:
    """The other side of a transfer as shown; `flaw` says what is wrong with it or its line."""

    number: str
    name: str
    bank: str
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement; amounts in cents, texts as they will be written."""

    event: str
    when: str
    out: bool
    amount: int
    balance: int
    other: Party
    serial: str
    order: str
    memo: str
    channel: str
    counter: str
    device: tuple[str, str]
    kind: int

    @property
    def flaw(self) -> str:
        """Return what is wrong with the line."""
        return self.other.flaw


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
        moves = moves.take(inside)
        draws = (self.world.dice.raw(what, moves["ident"]).tolist() for what in ("serial", "order"))
        moments = zip(written.wall(shown[inside]), balance[inside].tolist(), strict=True)
        lines = zip(moves.values(*_MOVE), moments, zip(noise[inside].tolist(), *draws, strict=True), strict=True)
        return [self._entry(account, move, moment=moment, draws=drawn) for move, moment, drawn in lines]

    def _balances(self, account: int, moves: Table) -> Ints:
        """Return the balance after each move of the whole period, so that every extract shows the same."""
        signed = np.where(moves["source"] == account, -moves["amount"], moves["amount"])
        running = np.cumsum(signed)
        spare = self.world.dice.roll(800_000, "opening", account)
        return np.asarray(running + max(0, -int(running.min(initial=0))) + spare, dtype=np.int64)

    def _entry(
        self,
        account: int,
        move: tuple[int, int, int, int, int],
        *,
        moment: tuple[str, int],
        draws: tuple[int, int, int],
    ) -> Entry:
        ident, source, target, amount, kind = move
        noise, serial, order = draws
        out = source == account
        memo, channel = banking.MEMOS[kind], banking.CHANNELS[kind]
        way = channel[(noise >> 40) % len(channel)]
        return Entry(
            event=event_name(ident),
            when=moment[0],
            out=out,
            amount=amount,
            balance=moment[1],
            other=self._other(account, target if out else source, kind, luck=(noise >> 8) % 1_000_000 / 1_000_000),
            serial=_serial(serial, account, kind),
            order=f"P{order % 10**18:018d}",  # the payment company's number, the same for both of its users
            memo=memo[(noise >> 32) % len(memo)],
            channel=way,
            counter=f"T{(noise >> 20) % 40 + 10_001}" if kind in (banking.ATM, banking.DEPOSIT) else "",
            device=self._device(account, noise) if way in _ONLINE and out else ("", ""),
            kind=kind,
        )

    def _other(self, account: int, other: int, kind: int, *, luck: float) -> Party:
        if other < 0:
            return Party("", "", "", "broken" if luck < 0.002 else "")
        number, name = self.names[other], self.holders[other]
        bank = numbers.BANK_NAMES[int(self.accounts["bank"][other])]
        if luck < 0.002:
            return Party(number, name, bank, "broken")
        if luck < 0.009:
            return Party(number[:6] + "*" * (len(number) - 10) + number[-4:], name, bank, "masked")
        if int(self.accounts["bank"][account]) == HFT:
            return Party(number, name, bank)
        if kind == banking.SHOP and luck > 0.4:  # card machines name the shop, not its account
            return Party("", name, "", "missing")
        if kind in (banking.TOP_UP, banking.WITHDRAW) and luck > 0.45:  # the payment company stands between
            return Party("", _PAYMENT_COMPANY, "", "missing")
        return Party(number, name, bank)

    def _device(self, account: int, noise: int) -> tuple[str, str]:
        """Return IP and MAC of the device in the hands of whoever controls the account."""
        hand = int(self.accounts["controller"][account])
        hand = hand if hand >= 0 else 100_000 + account
        at_home = noise >> 48 & 1
        ip = f"198.{18 + hand % 2}.{hand // 2 % 250}.{2 + at_home + hand // 500 % 200}"
        return ip, f"02-{hand % 251:02X}-{hand // 251 % 256:02X}-5A-{hand * 7 % 256:02X}-{at_home:02X}"

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


def _serial(drawn: int, account: int, kind: int) -> str:
    """Return the number both sides have for a transfer, or one of this bank alone; some purchases have none."""
    joint = kind in (banking.TOP_UP, banking.WITHDRAW) or drawn % 4 > 0
    if kind == banking.SHOP and drawn % 3 == 0:
        return ""
    return f"{drawn % 10**16:016d}" if joint else f"{(drawn + account * 7_919) % 10**14:014d}"
