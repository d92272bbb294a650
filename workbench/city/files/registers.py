"""The registers: cases and the people in them, residents, subscribers, account holders, vehicles, cells, incidents."""

from __future__ import annotations

import numpy as np

from workbench.city import numbers, words
from workbench.city.case import Case
from workbench.city.casework import officer
from workbench.city.district import position
from workbench.city.files import written
from workbench.city.files.book import Line, Sheet, write_csv, write_xlsx
from workbench.city.files.ledger import Trail
from workbench.city.rows import Ints
from workbench.city.world import World

CASES = (
    "案件编号,案件名称,案件类别,案件状态,立案时间,发案时间起,发案时间止,发案地点,经度,纬度,坐标系,简要案情,损失金额(元),主办民警,警号,受案单位,"
    "作案时机,选择处所,侵害对象,作案手段,作案特点,赃物处理,涉案物品"
).split(",")
PARTS = "案件编号,角色,姓名,证件号码,出生日期,性别,联系电话,银行账号,绰号,住址".split(",")
PERSONS = "登记序号,姓名,证件号码,性别,出生日期,住址,联系电话,绰号,车牌号,户号,与户主关系,登记单位".split(",")
SUBSCRIBERS = "号码,机主姓名,证件号码,入网时间,销户时间,套餐,运营商".split(",")
HOLDERS = "账号,开户行,户名,证件号码,开户日期,预留手机,账户类型".split(",")
VEHICLES = "号牌号码,车辆品牌,车辆型号,颜色,所有人,证件号码,登记日期".split(",")
CELLS = "运营商,LAC,CI,基站名称,经度,纬度,坐标系,地址".split(",")
_SEX = ("女", "男")


class Registers:
    """Writes the registers; every one is a single file."""

    def __init__(self, world: World, trail: Trail, *, phones: list[str], accounts: list[str]) -> None:
        self.world, self.trail, self.phones, self.accounts = world, trail, phones, accounts
        self.people = world.population.people

    def write(self) -> list[str]:
        """Write every register; returns the files."""
        self._cells("registers/基站.csv")
        self._cases("registers/案件登记.xlsx")
        self._parts("registers/涉案人员.xlsx")
        self._persons("registers/人员登记.csv")
        self._subscribers("registers/机主登记.csv")
        self._holders("registers/开户信息.csv")
        self._vehicles("registers/车辆登记.csv")
        names = "基站.csv 案件登记.xlsx 涉案人员.xlsx 人员登记.csv 机主登记.csv 开户信息.csv 车辆登记.csv".split()
        return [f"registers/{name}" for name in names]

    def _cells(self, file: str) -> None:
        lines: list[Line] = [CELLS]
        district = self.world.district
        ids = np.arange(district.cell_count)
        for carrier in (0, 1):
            datum = ("WGS84", "GCJ02")[carrier]
            for c, x, y in zip(ids.tolist(), *(a.tolist() for a in district.mast(carrier)), strict=True):
                lac, ci = district.cell_id(carrier, np.array([c]))[0]
                address = district.address(x, y, 13 * c)
                name = f"{address[3:].rstrip('号')}基站"
                lines.append([numbers.CARRIERS[carrier], lac, ci, name, *position(x, y, datum), datum, address])
        write_csv(self.trail.folder / file, lines)

    def _cases(self, file: str) -> None:
        sheet = Sheet("案件")
        sheet.add(*CASES)
        for index, case in enumerate(self.world.cases):
            sheet.add(*self._case(case, ("WGS84", "GCJ02")[index % 2]))
        write_xlsx(self.trail.folder / file, [sheet])

    def _case(self, case: Case, datum: str) -> Line:
        filed, start, end = written.wall(np.array([case.filed, case.start, case.end]), "%Y-%m-%d %H:%M")
        name, badge = officer(case.officer)
        return [
            case.number, case.title, case.category, case.status, filed, start, end, case.place,
            *position(case.x, case.y, datum), datum, case.summary, written.yuan(case.loss), name, badge,
            words.STATIONS[case.unit], *case.mo,
        ]  # fmt: skip

    def _parts(self, file: str) -> None:
        sheet, truth = Sheet("涉案人员"), []
        sheet.add(*PARTS)
        for case in self.world.cases:
            for part in case.parts:
                row = self.people.iloc[part.person]
                number = sheet.add(
                    case.number, part.role, row["name"], row["id_number"], str(row["birth"])[:10], _SEX[row["sex"]],
                    self.phones[part.phone] if part.phone >= 0 else "",
                    self.accounts[part.account] if part.account >= 0 else "", part.nickname, row["address"],
                )  # fmt: skip
                truth.append((file, sheet.name, number, "姓名", part.person))
        write_xlsx(self.trail.folder / file, [sheet])
        self.trail.true("records", truth)

    def _persons(self, file: str) -> None:
        lines, truth = [PERSONS], []
        main = self.world.lines.column("old")[np.maximum(self.world.line_of, 0)]
        for index, row in enumerate(self.people.itertuples()):
            phone = self.phones[main[index]] if self.world.line_of[index] >= 0 else ""
            relation = ("户主", "配偶", "子女", "子女", "父母")[min(4, int(row.place))]
            lines.append([
                f"R{index + 1:07d}", row.name, row.id_number, _SEX[row.sex], str(row.birth)[:10], row.address, phone,
                row.nickname, "", f"H{row.household:06d}", relation, words.STATIONS[index % len(words.STATIONS)],
            ])  # fmt: skip
            truth.append((file, "", len(lines), "姓名", index))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("records", truth)

    def _registered(self, holders: Ints) -> tuple[list[str], list[str]]:
        names, ids = self.people["name"].tolist(), self.people["id_number"].tolist()
        return [names[h] if h >= 0 else "" for h in holders], [ids[h] if h >= 0 else "" for h in holders]

    def _subscribers(self, file: str) -> None:
        table = self.world.phones.table()
        names, ids = self._registered(table["registrant"].tolist())
        lines, truth = [SUBSCRIBERS], []
        for index, phone in enumerate(table.itertuples()):
            if phone.registrant < 0:
                continue
            closed = written.day(phone.closed) if phone.closed < self.world.options.days else ""
            carrier = numbers.CARRIER_NAMES[phone.carrier]
            lines.append(
                [
                    self.phones[index],
                    names[index],
                    ids[index],
                    written.day(phone.opened),
                    closed,
                    "畅享套餐59元",
                    carrier,
                ]
            )
            truth.append((file, "", len(lines), "机主姓名", phone.registrant))
        write_csv(self.trail.folder / file, lines, encoding="utf-8-sig")
        self.trail.true("records", truth)

    def _holders(self, file: str) -> None:
        table = self.world.accounts.table()
        names, ids = self._registered(table["holder"].tolist())
        main = self.world.lines.column("old")[np.maximum(self.world.line_of, 0)]
        lines, truth = [HOLDERS], []
        for index, row in enumerate(table.itertuples()):
            held = row.holder >= 0
            phone = self.phones[main[row.holder]] if held and self.world.line_of[row.holder] >= 0 else ""
            lines.append([
                self.accounts[index], numbers.BANK_NAMES[row.bank], names[index] or row.organization, ids[index],
                written.day(row.opened), phone, row.category,
            ])  # fmt: skip
            if held:
                truth.append((file, "", len(lines), "户名", row.holder))
        write_csv(self.trail.folder / file, lines)
        self.trail.true("records", truth)

    def _vehicles(self, file: str) -> None:
        owners = np.flatnonzero(self.world.dice.chance(0.3, "has.car", np.arange(len(self.people))))
        owners = owners[self.people["age"].to_numpy()[owners] > 20]
        lines, truth = [VEHICLES], []
        for plate, owner in zip(numbers.plates(owners), owners.tolist(), strict=True):
            make, model = words.CAR_MAKES[owner % len(words.CAR_MAKES)]
            row = self.people.iloc[owner]
            day = written.day(-100 - owner % 2_000)
            lines.append([plate, make, model, words.COLOURS[owner % 7], row["name"], row["id_number"], day])
            truth.append((file, "", len(lines), "所有人", owner))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("records", truth)
