"""Statements as two banks and a payment company send them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.city import banking
from workbench.city.files import written
from workbench.city.files.book import Cell, Line, Sheet, columns, write_csv, write_xlsx
from workbench.city.files.call_rows import Request
from workbench.city.files.statement_rows import Entry, StatementRows

JL_HEADER = columns(
    "交易日期,交易时间,借贷标志,交易金额,账户余额,对方账号,对方户名,对方开户行,交易流水号,摘要,交易渠道,网点终端号,IP地址,MAC地址"
)
BY_HEADER = columns("账号,户名,交易时间,交易金额,余额,对手账号,对手名称,对手行,流水号,附言,渠道,终端,IP,MAC")
HFT_HEADER = columns(
    "交易单号,商户订单号,交易时间,收支,金额(元),支付账号,用户姓名,对方账号,对方名称,交易类型,银行卡号,银行流水号,余额"
)
_PAY_TYPE = {
    banking.TOP_UP: "充值",
    banking.WITHDRAW: "提现",
    banking.SHOP: "消费",
    banking.BILL: "消费",
    banking.RED: "红包",
}
_OWN = (banking.TOP_UP, banking.WITHDRAW)
_PAGE = 30
Flawed = list[tuple[Entry, str]]
"""Lines, each with what is wrong with it."""


class StatementFiles:
    """Writes files about one or more accounts of one institution."""

    def __init__(self, rows: StatementRows) -> None:
        self._rows = rows
        self._ids = rows.world.population.people["id_number"]

    def write(self, file: str, requests: Sequence[Request], *, bank: int) -> bool:
        """Write one file and the truth about its rows; without any row no file is written."""
        found = [(request, lines) for request in requests if (lines := self._lines(request))]
        if found:
            (self._write_jl, self._write_by, self._write_hft)[bank](file, found)
        return bool(found)

    def _lines(self, request: Request) -> Flawed:
        """Return the lines of an account; a doubled page stands at their end."""
        entries = self._rows.of(request)
        start = request.owner * 13 % max(1, len(entries) - _PAGE)
        page = entries[start : start + _PAGE] if request.page else []
        return [(e, e.flaw) for e in entries] + [(e, f"page {e.flaw}".strip()) for e in page]

    def _write_jl(self, file: str, found: Sequence[tuple[Request, Flawed]]) -> None:
        sheets, truth = [], []
        for number, (request, lines) in enumerate(found, start=1):
            sheet = self._jl_sheet(request, f"账户{number}" if len(found) > 1 else "明细")
            style = request.owner % 3
            for entry, flaw in lines:
                truth.append((entry.event, file, sheet.name, sheet.add(*_jl(entry, style)), flaw))
            paid, got = (sum(e.amount for e, _ in lines if e.out is out) for out in (True, False))
            sheet.add(f"合计 {len(lines)} 笔", "", "", f"借方 {written.yuan(paid)}", f"贷方 {written.yuan(got)}")
            sheets.append(sheet)
        write_xlsx(self._rows.trail.folder / file, sheets)
        self._rows.trail.true("transfer_events", truth)

    def _jl_sheet(self, request: Request, name: str) -> Sheet:
        account = request.owner
        holder = int(self._rows.accounts["holder"][account])
        first, last = written.wall(np.array([request.start, request.end - 1]), "%Y-%m-%d")
        sheet = Sheet(name)
        sheet.title("江岚银行账户交易明细")
        ident = self._ids[holder] if holder >= 0 else ""
        sheet.title(f"户名:{self._rows.holders[account]}  账号:{self._rows.names[account]}  证件号码:{ident}")
        sheet.title(f"币种:人民币  起止日期:{first}至{last}")
        sheet.add(*JL_HEADER)
        return sheet

    def _write_by(self, file: str, found: Sequence[tuple[Request, Flawed]]) -> None:
        lines: list[Line] = [BY_HEADER]
        truth: list[tuple[object, ...]] = []
        for request, rows in found:
            own = self._rows.names[request.owner], self._rows.holders[request.owner]
            for entry, flaw in rows:
                lines.append([*own, *_by(entry)])
                truth.append((entry.event, file, "", len(lines), flaw))
        write_csv(self._rows.trail.folder / file, lines, encoding="utf-8-sig")
        self._rows.trail.true("transfer_events", truth)

    def _write_hft(self, file: str, found: Sequence[tuple[Request, Flawed]]) -> None:
        users = "、".join(f"{self._rows.holders[r.owner]}({self._rows.names[r.owner]})" for r, _ in found)
        lines: list[Line] = [["惠付通支付科技有限公司 交易流水证明"], ["查询用户:" + users], HFT_HEADER]
        truth: list[tuple[object, ...]] = []
        for request, rows in found:
            own = self._rows.names[request.owner], self._rows.holders[request.owner]
            for entry, flaw in rows:
                lines.append(_hft(entry, own))
                truth.append((entry.event, file, "", len(lines), flaw))
        write_csv(self._rows.trail.folder / file, lines, encoding="gb18030")
        self._rows.trail.true("transfer_events", truth)


def _jl(e: Entry, style: int) -> list[Cell]:
    """Return a line of bank JL; style 1 writes dates without dashes, style 2 amounts as numbers."""
    date, time = e.when.split(" ")
    amount: Cell = written.yuan(e.amount) if style != 2 else e.amount / 100
    if e.flaw == "broken":
        amount = written.yuan(e.amount)[:-1] + "O"
    balance: Cell = written.yuan(e.balance) if style != 2 else e.balance / 100
    date, way = date.replace("-", "") if style == 1 else date, "借" if e.out else "贷"
    return [date, time, way, amount, balance, *_other(e), e.serial, e.memo, e.channel, e.counter, *e.device]


def _by(e: Entry) -> list[Cell]:
    """Return a line of bank BY without account and holder: minute precision, signed amount."""
    date, clock = e.when.split(" ")
    year, month, day = date.split("-")
    when = f"{year}/{int(month)}/{int(day)} {clock[:5]}"
    when = when.replace("/", "?", 1) if e.flaw == "broken" else when
    amount, balance = written.yuan(-e.amount if e.out else e.amount), written.yuan(e.balance)
    return [when, amount, balance, *_other(e), e.serial, e.memo, e.channel, e.counter, *e.device]


def _other(e: Entry) -> tuple[str, str, str]:
    return e.other.number, e.other.name, e.other.bank


def _hft(e: Entry, own: tuple[str, str]) -> list[Cell]:
    """Return a line of the payment company: money between card and wallet names the card and the bank's serial."""
    card = e.kind in _OWN
    when = e.when.replace("2026", "20Z6") if e.flaw == "broken" else e.when
    order = "D" + e.order[:0:-1] if e.kind in (banking.SHOP, banking.BILL) else ""
    way = "其他" if card else ("支出" if e.out else "收入")
    other = ("", "") if card else (e.other.number, e.other.name)
    cards = (e.other.number, e.serial) if card else ("", "")
    amount, balance = written.yuan(e.amount, commas=False), written.yuan(e.balance, commas=False)
    return [e.order, order, when, way, amount, *own, *other, _PAY_TYPE.get(e.kind, "转账"), *cards, balance]
