"""Call records as the two carriers send them: a CSV per number, or a workbook with a sheet per number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.city import numbers
from workbench.city.calls import CallBook
from workbench.city.files import written
from workbench.city.files.book import Cell, Line, Sheet, write_csv, write_xlsx
from workbench.city.files.ledger import Trail
from workbench.city.presence import Presence
from workbench.city.rows import Ints
from workbench.city.world import CALL, FORWARD, TEXT, World

LC_HEADER = (
    "序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码".split(
        ","
    )
)
XH_HEADER = "号码,通信类型,主被叫,对端号码,日期,时间,时长,小区号,设备串号,SIM卡号,前转号码".split(",")
CLOCK = (0, 47, 0)
"""Seconds by which each carrier's clock is ahead."""


@dataclass(frozen=True, slots=True)
class Row:
    """One call as its owner's carrier knows it; texts are as they will be written."""

    event: str
    own: str
    other: str
    act: int
    outgoing: bool
    when: str
    seconds: int
    cell: tuple[int, int]
    imei: str
    imsi: str
    forwarded_to: str
    flaw: str


class CallFiles:
    """Writes the call records of numbers."""

    def __init__(self, world: World, book: CallBook, presence: Presence, *, names: list[str], trail: Trail) -> None:
        self.world, self.book, self.presence, self.names, self.trail = world, book, presence, names, trail
        self._users = world.phones.column("user")
        self._carriers = world.phones.column("carrier")
        self._seen: set[int] = set()

    def write(self, file: str, phones: list[int], *, period: tuple[int, int]) -> None:
        """Write one file about one or more numbers of one carrier."""
        if self._carriers[phones[0]] == 0:
            self._write_csv(file, phones, period)
        else:
            self._write_workbook(file, phones, period)

    def rows(self, phone: int, period: tuple[int, int]) -> list[Row]:
        """Return the rows of a number, dirt included, in order of time."""
        calls = self.book.calls_of(phone)
        calls = calls[(calls["second"] >= period[0]) & (calls["second"] < period[1])]
        self._note(phone, calls)
        second = calls["second"].to_numpy()
        outgoing = calls["caller"].to_numpy() == phone
        others = np.where(outgoing, calls["callee"], calls["caller"]).tolist()
        noise = self.world.dice.raw("row", phone, second, np.arange(len(second)))
        shown = second + CLOCK[self._carriers[phone]] + (noise % np.uint64(3)).astype(np.int64) - 1
        shorter = np.where(outgoing, 0, (noise >> np.uint64(8)) % np.uint64(3)).astype(np.int64)
        seconds = np.where(calls["seconds"] > 3, calls["seconds"].to_numpy() - shorter, calls["seconds"].to_numpy())
        flaw = self._flaws(phone, second)
        cells, imei, imsi = self._where(phone, second)
        luck = ((noise >> np.uint64(16)) % np.uint64(10_000)).astype(float) / 10_000
        forwarded = [self.names[f] if f >= 0 else "" for f in calls["forwarded_to"].tolist()]
        made = zip(
            calls["event"].tolist(), others, calls["act"].tolist(), outgoing.tolist(), written.wall(shown),
            seconds.tolist(), cells, imei, imsi, forwarded, flaw, luck.tolist(), strict=True,
        )  # fmt: skip
        return [
            Row(e, self.names[phone], self._other(o, f, u), a, out, s, d, c, i, m, forward, f)
            for e, o, a, out, s, d, c, i, m, forward, f, u in made
        ]

    def _other(self, other: int, flaw: str, luck: float) -> str:
        number = self.names[other]
        return written.masked(number) if flaw == "masked" else written.phone(number, luck)

    def _flaws(self, phone: int, second: Ints) -> list[str]:
        luck = self.world.dice.unit("flaw", phone, second)
        return np.select([luck < 0.003, luck < 0.011], ["broken", "masked"], "").tolist()  # type: ignore[no-any-return]  # numpy types tolist as Any

    def _where(self, phone: int, second: Ints) -> tuple[list[tuple[int, int]], list[str], list[str]]:
        x, y = self.presence.position(max(0, int(self._users[phone])), second)
        carrier = int(self._carriers[phone])
        cells = self.world.district.cell_id(carrier, self.world.district.cell(x, y))
        imei = numbers.imeis(self.presence.handset(phone, second))
        imsi = numbers.imsis(self.presence.sim(phone, second), np.full(len(second), carrier))
        return cells, imei, imsi

    def _note(self, phone: int, calls: pd.DataFrame) -> None:
        """Write each true event once: in the first file that shows it."""
        fresh = calls[~calls["caller"].isin(self._seen) & ~calls["callee"].isin(self._seen)]
        self._seen.add(phone)
        acts = {CALL: "call", TEXT: "text", FORWARD: "forward"}
        when = written.wall(fresh["second"].to_numpy())
        name = self.names
        self.trail.true(
            "calls",
            (
                (e, name[a], name[b], w, s, acts[k], name[f] if f >= 0 else "")
                for e, a, b, w, s, k, f in zip(
                    fresh["event"], fresh["caller"], fresh["callee"], when, fresh["seconds"], fresh["act"],
                    fresh["forwarded_to"], strict=True,
                )
            ),
        )  # fmt: skip

    def _write_csv(self, file: str, phones: list[int], period: tuple[int, int]) -> None:
        lines: list[Line] = [["联川通信集团澜川分公司"], ["查询号码:" + "、".join(self.names[p] for p in phones)]]
        lines += [[f"查询时段:{written.wall(np.array([period[0]]))[0]}至{written.wall(np.array([period[1] - 1]))[0]}"]]
        if len(phones) == 1 and phones[0] % 3 == 0:
            lines.append(["以下内容仅供办案使用"])
        lines.append(LC_HEADER)
        truth: list[tuple[object, ...]] = []
        count = 0
        for phone in phones:
            for row in self.rows(phone, period):
                count += 1
                lines.append(self._lc(row, count))
                truth.append((row.event, file, "", len(lines), row.flaw))
        lines.append([f"合计,共{count}条记录"])
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("call_events", truth)

    def _lc(self, row: Row, count: int) -> list[Cell]:
        act = ("主叫" if row.outgoing else "被叫") if row.act == CALL else ("短信发" if row.outgoing else "短信收")
        when = row.when
        return [
            count, row.own, row.other, "呼转" if row.act == FORWARD else act,
            written.slipped(when, self.world.dice, count) if row.flaw == "broken" else when,
            row.seconds, *row.cell, row.imei, row.imsi, "澜川", row.forwarded_to,
        ]  # fmt: skip

    def _write_workbook(self, file: str, phones: list[int], period: tuple[int, int]) -> None:
        sheets, truth = [], []
        for phone in phones:
            sheet = Sheet(self.names[phone] if len(phones) > 1 else "Sheet1")
            sheet.title(f"星海移动通信话单 号码{self.names[phone]}")
            sheet.add("")
            sheet.add(*XH_HEADER)
            for row in self.rows(phone, period):
                truth.append((row.event, file, sheet.name, sheet.add(*self._xh(row)), row.flaw))
            sheets.append(sheet)
        write_xlsx(self.trail.folder / file, sheets)
        self.trail.true("call_events", truth)

    def _xh(self, row: Row) -> list[Cell]:
        date, time = row.when.replace("-", "").replace(":", "").split(" ")
        if row.flaw == "broken":
            date = written.slipped(date, self.world.dice, int(time))
        kind = {CALL: "语音", TEXT: "短信", FORWARD: "呼叫转移"}[row.act]
        length = f"{row.seconds // 3600:02d}:{row.seconds % 3600 // 60:02d}:{row.seconds % 60:02d}"
        return [
            row.own, kind, "主叫" if row.outgoing else "被叫", row.other, date, time, length,
            f"{row.cell[0]}-{row.cell[1]}", row.imei, row.imsi, row.forwarded_to,
        ]  # fmt: skip
