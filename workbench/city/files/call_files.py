"""Call records as the two carriers send them: a CSV, or a workbook with a sheet per number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from workbench.city.dice import Dice
from workbench.city.files import written
from workbench.city.files.book import Cell, Line, Sheet, columns, write_csv, write_xlsx
from workbench.city.files.call_rows import CallRow, CallRows, Request
from workbench.city.world import CALL, FORWARD, TEXT

LC_HEADER = columns(
    "序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码"
)
XH_HEADER = columns("号码,通信类型,主被叫,对端号码,日期,时间,时长,小区号,设备串号,SIM卡号,前转号码")
_LC_ACTS = {(CALL, True): "主叫", (CALL, False): "被叫", (TEXT, True): "短信发", (TEXT, False): "短信收"}
_XH_ACTS = {CALL: "语音", TEXT: "短信", FORWARD: "呼叫转移"}
_PAGE = 30
Flawed = list[tuple[CallRow, str]]
"""Lines, each with what is wrong with it."""


class CallFiles:
    """Writes files about one or more numbers of one carrier."""

    def __init__(self, rows: CallRows) -> None:
        self._rows = rows
        self._dice: Dice = rows.world.dice

    def write(self, file: str, requests: Sequence[Request], *, carrier: int) -> bool:
        """Write one file and the truth about its rows; without any row no file is written."""
        found = [(request, lines) for request in requests if (lines := self._paged(request))]
        if found:
            (self._write_lc, self._write_xh)[carrier](file, found)
        return bool(found)

    def _write_lc(self, file: str, found: Sequence[tuple[Request, Flawed]]) -> None:
        names, trail = self._rows.names, self._rows.trail
        requests = [request for request, _ in found]
        period = written.wall(np.array([min(r.start for r in requests), max(r.end for r in requests) - 1]))
        lines: list[Line] = [["联川通信集团澜川分公司"], ["查询号码:" + "、".join(names[r.owner] for r in requests)]]
        lines.append([f"查询时段:{period[0]}至{period[1]}"])
        if requests[0].owner % 3 == 0:
            lines.append(["以下内容仅供办案使用,请妥善保管"])
        lines.append(LC_HEADER)
        truth: list[tuple[object, ...]] = []
        for row, flaw in chain.from_iterable(rows for _, rows in found):
            lines.append(self._lc(row, len(truth) + 1))
            truth.append((row.event, file, "", len(lines), flaw))
        lines.append([f"合计,共{len(truth)}条记录"])
        write_csv(trail.folder / file, lines, encoding="gb18030")
        trail.true("call_events", truth)

    def _paged(self, request: Request) -> Flawed:
        """Return the lines of a number; a doubled page stands at their end."""
        rows = self._rows.of(request)
        start = request.owner * 17 % max(1, len(rows) - _PAGE)
        page = rows[start : start + _PAGE] if request.page else []
        return [(row, row.flaw) for row in rows] + [(row, f"page {row.flaw}".strip()) for row in page]

    def _lc(self, row: CallRow, count: int) -> list[Cell]:
        when = written.slipped(row.when, self._dice, count) if row.flaw == "broken" else row.when
        act = "呼转" if row.act == FORWARD else _LC_ACTS[row.act, row.outgoing]
        own, away = row.own, "澜川"
        return [count, own, row.other, act, when, row.seconds, *row.cell, row.imei, row.imsi, away, row.forwarded_to]

    def _write_xh(self, file: str, found: Sequence[tuple[Request, Flawed]]) -> None:
        sheets, truth = [], []
        for request, rows in found:
            number = self._rows.names[request.owner]
            sheet = Sheet(number if len(found) > 1 else "Sheet1")
            sheet.title(f"星海移动通信话单查询结果 号码:{number}")
            sheet.add("")
            sheet.add(*XH_HEADER)
            style = self._dice.roll(4, "xh.style", request.owner)
            for row, flaw in rows:
                truth.append((row.event, file, sheet.name, sheet.add(*self._xh(row, style)), flaw))
            sheets.append(sheet)
        write_xlsx(self._rows.trail.folder / file, sheets)
        self._rows.trail.true("call_events", truth)

    def _xh(self, row: CallRow, style: int) -> list[Cell]:
        """Return a line; style 1 writes dates and times as numbers, style 2 seconds instead of h:m:s."""
        date, time = row.when.replace("-", "").replace(":", "").split(" ")
        hours, rest = divmod(row.seconds, 3_600)
        length = str(row.seconds) if style == 2 else f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
        day: Cell = int(date) if style == 1 else date
        if row.flaw == "broken":
            day = written.slipped(date, self._dice, int(time))
        clock: Cell = int(time) if style == 1 else time
        cell = f"{row.cell[0]}-{row.cell[1]}"
        way = "主叫" if row.outgoing else "被叫"
        kind = _XH_ACTS[row.act]
        return [row.own, kind, way, row.other, day, clock, length, cell, row.imei, row.imsi, row.forwarded_to]
