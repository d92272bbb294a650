"""The case register, the people in cases, and the incident log."""

from __future__ import annotations

import re
from itertools import count

import numpy as np

from workbench.city import slips, words
from workbench.city.case import Case, Part
from workbench.city.casework import officer
from workbench.city.district import position
from workbench.city.files import written
from workbench.city.files.book import Line, Sheet, columns, write_csv, write_xlsx
from workbench.city.files.people import Describer
from workbench.city.files.trail import Trail, write_truth
from workbench.city.incidents import Incident
from workbench.city.world import World

CASES = columns(
    "案件编号,案件名称,案件类别,案件状态,立案时间,发案时间起,发案时间止,发案地点,经度,纬度,坐标系,简要案情,损失金额(元),主办民警,"
    "警号,受案单位,作案时机,选择处所,侵害对象,作案手段,作案特点,赃物处理,涉案物品"
)
PARTS = columns("案件编号,角色,姓名,证件号码,出生日期,性别,联系电话,银行账号,绰号,住址")
INCIDENTS = columns(
    "警情编号,报警时间,报警电话,报警人,警情类别,发生地点,经度,纬度,坐标系,报警内容,处警单位,处警民警,警号"
)
_PLACE = re.compile(r"\[(phone|account) (\d+)\]")


class CaseFiles:
    """Writes what police stations enter about cases and incidents."""

    def __init__(self, world: World, trail: Trail, describe: Describer) -> None:
        self.world, self.trail, self.describe = world, trail, describe

    def told(self, text: str) -> str:
        """Return a text with the numbers it mentions written out."""
        lists = {"phone": self.describe.phones, "account": self.describe.accounts}
        return _PLACE.sub(lambda found: lists[found[1]][int(found[2])], text)

    def cases(self, file: str) -> None:
        """Write the case register."""
        sheet = Sheet("案件登记")
        sheet.title("澜川市公安局案件登记表")
        sheet.add(*CASES)
        for index, case in enumerate(self.world.cases):
            sheet.add(*self._case(case, "GCJ02" if index % 2 else "WGS84"))
        write_xlsx(self.trail.folder / file, [sheet])
        mentions = [(c.number, "phone", p) for c in self.world.cases for p in c.mentions_phones]
        mentions += [(c.number, "account", a) for c in self.world.cases for a in c.mentions_accounts]
        names = {"phone": self.describe.phones, "account": self.describe.accounts}
        rows = ((case, kind, names[kind][number]) for case, kind, number in mentions)
        write_truth(self.trail.folder, "mentions", ("case", "kind", "number"), rows=rows)

    def _case(self, case: Case, datum: str) -> Line:
        filed, start, end = written.wall(np.array([case.filed, case.start, case.end]), "%Y-%m-%d %H:%M")
        loss = written.yuan(case.loss) if case.loss else ""
        return [
            case.number, case.title, case.category, case.status, filed, start, end, case.place,
            *position(case.x, case.y, datum), datum, self.told(case.summary), loss, *officer(case.officer),
            words.STATIONS[case.unit], *case.mo,
        ]  # fmt: skip

    def parts(self, file: str) -> None:
        """Write the people in cases."""
        sheet, truth = Sheet("涉案人员"), []
        sheet.add(*PARTS)
        ident = count(20_000_000)
        for case in self.world.cases:
            for part in case.parts:
                row = sheet.add(case.number, part.role, *self._part(part, next(ident)))
                truth.append((file, sheet.name, row, "姓名", part.person))
        write_xlsx(self.trail.folder / file, [sheet])
        self.trail.true("records", truth)

    def _part(self, part: Part, ident: int) -> Line:
        phone = self.describe.phones[part.phone] if part.phone >= 0 else ""
        who = slips.written_down(
            self.world.dice, self.describe.person(part.person, phone), register="case", ident=ident
        )
        account = self.describe.accounts[part.account] if part.account >= 0 else ""
        if not part.named:
            return ["", "", "", who.sex, phone, account, part.nickname, ""]
        name, nick = who.name, part.nickname or who.nickname
        return [name, who.id_number, who.birth, who.sex, who.phone, account, nick, who.address]

    def incidents(self, file: str, log: list[Incident]) -> None:
        """Write the incident log."""
        lines: list[Line] = [INCIDENTS]
        truth, origins = [], []
        for number, incident in enumerate(log):
            name = f"J9901{incident.unit + 1:02d}{number + 1:08d}"
            lines.append(self._incident(incident, name, number=number))
            truth.append((file, "", len(lines), "报警人", incident.person))
            origins.append((name, incident.case, incident.person))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("records", truth)
        write_truth(self.trail.folder, "incidents", ("incident", "case", "person"), rows=origins)

    def _incident(self, incident: Incident, name: str, *, number: int) -> Line:
        place = position(incident.x, incident.y, "GCJ02")
        reporter = str(self.world.population.people["name"][incident.person])
        if self.world.dice.happens(0.06, "reporter.slip", number):
            reporter = slips.name(self.world.dice, reporter, 40_000_000 + number)
        phone = written.phone(self.describe.phones[incident.phone], self.world.dice.luck("110.phone", number))
        who = officer(incident.unit * 6 + number % 6)
        return [
            name, written.wall(np.array([incident.second]))[0], phone, reporter, incident.category, incident.place, *place,
            "GCJ02", self.told(incident.text), words.STATIONS[incident.unit], *who,
        ]  # fmt: skip
