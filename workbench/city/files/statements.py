"""Statements as two banks and a payment company send them, with balances that add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.city import banking, numbers
from workbench.city.files import written
from workbench.city.files.book import Cell, Line, Sheet, write_csv, write_xlsx
from workbench.city.files.ledger import Trail
from workbench.city.money import MoneyBook
from workbench.city.rows import Ints
from workbench.city.world import BANK, CASH, FEE, World

JL_HEADER = "交易日期,交易时间,借贷标志,交易金额,账户余额,对方账号,对方户名,对方开户行,交易流水号,摘要,交易渠道,网点终端号,IP地址,MAC地址".split(
    ","
)
BY_HEADER = "账号,户名,交易时间,交易金额,余额,对手账号,对手名称,对手行,流水号,附言,渠道,终端,IP,MAC".split(",")
HFT_HEADER = "交易单号,商户订单号,交易时间,收支,金额(元),支付账号,用户姓名,对方账号,对方名称,交易类型,银行卡号,银行流水号,余额".split(
    ","
)
CLOCK = (0, -38, 22, 0, 0)
"""Seconds by which each bank's clock is ahead."""
JL, BY, HFT = 0, 1, 2
_PAY_TYPE = {banking.TOP_UP: "充值", banking.WITHDRAW: "提现", banking.SHOP: "消费", banking.RED: "红包"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement, as values to be written."""

    event: str
    when: str
    out: bool
    amount: int
    balance: int
    other: str
    other_name: str
    other_bank: str
    serial: str
    memo: str
    channel: str
    counter: str
    ip: str
    mac: str
    kind: int
    flaw: str


class StatementFiles:
    """Writes the statements of accounts."""

    def __init__(self, world: World, book: MoneyBook, *, trail: Trail) -> None:
        self.world, self.book, self.trail = world, book, trail
        self.accounts = world.accounts.table()
        self.banks = self.accounts["bank"].to_numpy()
        self.names = numbers.account_numbers(np.arange(len(self.accounts)), self.banks)
        people = world.population.people
        self._holders = _holder_names(self.accounts, people)
        self._ids = people["id_number"].tolist()
        self._seen: set[int] = set()

    def write(self, file: str, accounts: list[int], *, period: tuple[int, int]) -> None:
        """Write one file about one or more accounts of one institution."""
        {JL: self._write_jl, BY: self._write_by, HFT: self._write_hft}[int(self.banks[accounts[0]])](
            file, accounts, period
        )

    def entries(self, account: int, period: tuple[int, int]) -> list[Entry]:
        """Return the lines of an account in the order of its bank's clock."""
        moves = self.book.transfers_of(account)
        moves = moves[(moves["second"] >= period[0]) & (moves["second"] < period[1])]
        self._note(account, moves)
        bank = int(self.banks[account])
        noise = self.world.dice.raw("entry", account, moves["second"].to_numpy(), np.arange(len(moves)))
        shown = moves["second"].to_numpy() + CLOCK[bank] + (noise % np.uint64(4)).astype(np.int64)
        order = np.argsort(shown, kind="stable")
        moves, shown, noise = moves.iloc[order], shown[order], noise[order]
        out = moves["source"].to_numpy() == account
        signed = np.where(out, -moves["amount"].to_numpy(), moves["amount"].to_numpy())
        running = np.cumsum(signed)
        opening = max(0, -int(running.min(initial=0))) + int(self.world.dice.below(800_000, "opening", account)[0])
        when = written.wall(shown)
        luck = self.world.dice.unit("entry.flaw", account, moves["second"].to_numpy(), np.arange(len(moves)))
        return [
            self._entry(account, move, when=w, out=o, balance=opening + int(b), noise=int(n), luck=u)
            for move, w, o, b, n, u in zip(
                moves.itertuples(), when, out.tolist(), running.tolist(), noise.tolist(), luck.tolist(), strict=True
            )
        ]

    def _entry(
        self, account: int, move: object, *, when: str, out: bool, balance: int, noise: int, luck: float
    ) -> Entry:
        kind, other = int(move.kind), int(move.target if out else move.source)  # type: ignore[attr-defined]  # a row of itertuples
        event, amount = str(move.event), int(move.amount)  # type: ignore[attr-defined]  # as above
        flaw = "broken" if luck < 0.002 else ("masked" if luck < 0.01 and other >= 0 else "")
        number, name, bank = self._other(other, flaw)
        if kind == banking.SHOP and luck > 0.4 and self.banks[account] != HFT:
            number, flaw = "", "missing"  # card machines name the shop, not its account
        memo, channel = banking.MEMOS[kind], banking.CHANNELS[kind]
        ip = (
            f"198.{18 + account % 2}.{account // 2 % 250}.{noise % 5 + 2}"
            if channel[0] in ("手机银行", "网上银行")
            else ""
        )
        mac = f"02-{account % 251:02X}-{account // 251 % 256:02X}-5A-{noise % 2:02X}-11" if ip else ""
        return Entry(
            event, when, out, amount, balance, number, name, bank, self._serial(event, account), memo[noise % len(memo)],
            channel[noise // 7 % len(channel)], f"T{noise % 90_000 + 10_000}" if kind in (banking.ATM, banking.DEPOSIT) else "",
            ip, mac, kind, flaw,
        )  # fmt: skip

    def _other(self, other: int, flaw: str) -> tuple[str, str, str]:
        if other < 0:
            return "", {CASH: "", FEE: "", BANK: ""}[other], ""
        number = self.names[other]
        shown = number[:6] + "*" * (len(number) - 10) + number[-4:] if flaw == "masked" else number
        return shown, self._holders[other], numbers.BANK_NAMES[self.banks[other]]

    def _serial(self, event: str, account: int) -> str:
        """Return the clearing number both sides know, or for one in four transfers a number of this bank alone."""
        shared = sum(map(ord, event)) % 4 > 0
        noise = int(self.world.dice.raw("serial", sum(ord(c) << (i * 5 % 40) for i, c in enumerate(event)))[0])
        return f"{noise % 10**16:016d}" if shared else f"{(noise + account * 7_919) % 10**14:014d}"

    def _note(self, account: int, moves: pd.DataFrame) -> None:
        fresh = moves[~moves["source"].isin(self._seen) & ~moves["target"].isin(self._seen)]
        self._seen.add(account)
        when = written.wall(fresh["second"].to_numpy())
        ends = {CASH: "cash", FEE: "fee", BANK: "bank"}
        self.trail.true(
            "transfers",
            (
                (e, ends.get(a) or self.names[a], ends.get(b) or self.names[b], w, amount, kind)
                for e, a, b, w, amount, kind in zip(
                    fresh["event"], fresh["source"], fresh["target"], when, fresh["amount"], fresh["kind"], strict=True
                )
            ),
        )

    def _write_jl(self, file: str, accounts: list[int], period: tuple[int, int]) -> None:
        sheets, truth = [], []
        first, last = written.wall(np.array(period) - [0, 1], "%Y-%m-%d")
        for account in accounts:
            sheet = Sheet(f"账户{len(sheets) + 1}" if len(accounts) > 1 else "明细")
            sheet.title("江岚银行个人账户交易明细")
            sheet.title(f"户名:{self._holders[account]}  账号:{self.names[account]}  证件号码:{self._id(account)}")
            sheet.title(f"币种:人民币  起止日期:{first}至{last}")
            sheet.add(*JL_HEADER)
            entries = self.entries(account, period)
            for entry in entries:
                truth.append((entry.event, file, sheet.name, sheet.add(*self._jl(entry)), entry.flaw))
            total = sum(e.amount for e in entries if e.out), sum(e.amount for e in entries if not e.out)
            sheet.add(f"合计 {len(entries)} 笔", "", "", f"借 {written.yuan(total[0])} 贷 {written.yuan(total[1])}")
            sheets.append(sheet)
        write_xlsx(self.trail.folder / file, sheets)
        self.trail.true("transfer_events", truth)

    def _id(self, account: int) -> str:
        holder = int(self.accounts["holder"].iloc[account])
        return self._ids[holder] if holder >= 0 else ""

    def _jl(self, e: Entry) -> list[Cell]:
        date, time = e.when.split(" ")
        amount = written.yuan(e.amount)
        return [
            date, time, "借" if e.out else "贷", amount.replace("0", "O", 1) if e.flaw == "broken" else amount,
            written.yuan(e.balance), e.other, e.other_name, e.other_bank, e.serial, e.memo, e.channel, e.counter, e.ip, e.mac,
        ]  # fmt: skip

    def _write_by(self, file: str, accounts: list[int], period: tuple[int, int]) -> None:
        lines: list[Line] = [BY_HEADER]
        truth: list[tuple[object, ...]] = []
        for account in accounts:
            for e in self.entries(account, period):
                date, clock = e.when.split(" ")
                year, month, day = date.split("-")
                when = f"{year}/{int(month)}/{int(day)} {clock[:5]}"
                lines.append([
                    self.names[account], self._holders[account], when.replace("/", "?", 1) if e.flaw == "broken" else when,
                    written.yuan(-e.amount if e.out else e.amount), written.yuan(e.balance), e.other, e.other_name,
                    e.other_bank, e.serial, e.memo, e.channel, e.counter, e.ip, e.mac,
                ])  # fmt: skip
                truth.append((e.event, file, "", len(lines), e.flaw))
        write_csv(self.trail.folder / file, lines, encoding="utf-8-sig")
        self.trail.true("transfer_events", truth)

    def _write_hft(self, file: str, accounts: list[int], period: tuple[int, int]) -> None:
        lines: list[Line] = [
            ["惠付通支付科技有限公司 交易流水证明"],
            ["用户:" + "、".join(self._holders[a] for a in accounts)],
        ]
        lines.append(HFT_HEADER)
        truth: list[tuple[object, ...]] = []
        for account in accounts:
            for e in self.entries(account, period):
                lines.append(self._hft(account, e))
                truth.append((e.event, file, "", len(lines), e.flaw))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("transfer_events", truth)

    def _hft(self, account: int, e: Entry) -> list[Cell]:
        card = e.kind in (banking.TOP_UP, banking.WITHDRAW)
        return [
            "P" + self._serial(e.event + "#", account), "", e.when.replace(":", "；", 1) if e.flaw == "broken" else e.when,
            "其他" if card else ("支出" if e.out else "收入"), written.yuan(e.amount, commas=False), self.names[account],
            self._holders[account], "" if card else e.other, "" if card else e.other_name, _PAY_TYPE.get(e.kind, "转账"),
            e.other if card else "", e.serial if card else "", written.yuan(e.balance, commas=False),
        ]  # fmt: skip


def _holder_names(accounts: pd.DataFrame, people: pd.DataFrame) -> list[str]:
    names = people["name"].tolist()
    pairs = zip(accounts["holder"].tolist(), accounts["organization"].tolist(), strict=True)
    return [names[holder] if holder >= 0 else organization for holder, organization in pairs]
