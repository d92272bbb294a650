"""The registers of people and what they hold: residents, subscribers, account holders, vehicle owners."""

from __future__ import annotations

import numpy as np

from workbench.city import numbers, slips, words
from workbench.city.files import written
from workbench.city.files.book import Line, columns, write_csv
from workbench.city.files.trail import Trail
from workbench.city.slips import Described
from workbench.city.world import World

PERSONS = columns("登记序号,姓名,证件号码,性别,出生日期,住址,联系电话,绰号,车牌号,户号,与户主关系,登记单位")
SUBSCRIBERS = columns("号码,机主姓名,证件号码,入网时间,销户时间,套餐,运营商")
HOLDERS = columns("账号,开户行,户名,证件号码,开户日期,预留手机,账户类型")
VEHICLES = columns("号牌号码,车辆品牌,车辆型号,颜色,所有人,证件号码,登记日期")
_SEX = ("女", "男")
_PLANS = ("畅享套餐59元", "流量王79元", "亲情卡19元", "商务套餐129元", "")


class Describer:
    """Knows what is true about a person as text."""

    def __init__(self, world: World, *, phones: list[str], accounts: list[str]) -> None:
        self.world, self.phones, self.accounts = world, phones, accounts
        self.plates = numbers.plates(np.arange(len(world.vehicles)))
        self._people = world.population.people
        self._births = self._people["birth"].astype(str)

    def person(self, person: int, phone: str) -> Described:
        """Return the true description of a person; `phone` is the number they give."""
        of = self._people
        return Described(
            person,
            name=str(of["name"][person]),
            id_number=str(of["id_number"][person]),
            birth=str(self._births[person]),
            sex=_SEX[int(of["sex"][person])],
            address=str(of["address"][person]),
            phone=phone,
            nickname=str(of["nickname"][person]),
        )

    def private_number(self, person: int, *, ever: bool = False) -> str:
        """Return the number a person gives: their latest or, with `ever`, the one they had before."""
        line = int(self.world.line_of[person])
        if line < 0:
            return ""
        return self.phones[self.world.number_at(line, 0 if ever else self.world.options.seconds)]


class PeopleFiles:
    """Writes the registers about people."""

    def __init__(self, world: World, trail: Trail, describe: Describer) -> None:
        self.world, self.trail, self.describe = world, trail, describe
        self._names, self._ids = (world.population.people[n].tolist() for n in ("name", "id_number"))

    def persons(self, file: str) -> None:
        """Write the register of residents; some were registered twice or three times, each time a little otherwise."""
        people = np.arange(len(self._names))
        luck = self.world.dice.unit("registered.again", people)
        again = [people, people[luck < 0.30], people[luck < 0.09]]
        entries = np.concatenate(again)[self.world.dice.order(sum(map(len, again)), "register.order")]
        cars = dict(zip(self.world.vehicles.column("owner").tolist(), self.describe.plates, strict=True))
        lines: list[Line] = [PERSONS]
        truth = []
        for number, person in enumerate(entries.tolist()):
            lines.append(self._person(number, person, cars.get(person, "")))
            truth.append((file, "", len(lines), "姓名", person))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("records", truth)

    def _person(self, number: int, person: int, plate: str) -> Line:
        dice, people = self.world.dice, self.world.population.people
        earlier = dice.happens(0.5, "gives.earlier", number)
        truth = self.describe.person(person, self.describe.private_number(person, ever=earlier))
        who = slips.written_down(dice, truth, register="resident", ident=number)
        place, age = int(people["place"][person]), int(people["age"][person])
        head_age = int(people["age"][person - place])
        relation = ("户主", "配偶")[place] if place < 2 else ("子女" if age < head_age else "父母")
        unit = words.STATIONS[dice.roll(8, "registered.by", number)]
        return [
            f"R{number + 1:07d}", who.name, who.id_number, who.sex, who.birth, who.address, who.phone, who.nickname,
            plate if number % 3 else "", f"H{int(people['household'][person]):06d}", relation, unit,
        ]  # fmt: skip

    def subscribers(self, file: str) -> None:
        """Write in whose name each number stands; numbers sold without papers are missing."""
        lines: list[Line] = [SUBSCRIBERS]
        truth = []
        table = self.world.phones.table()
        for index, (carrier, holder, opened, closed) in enumerate(
            table.values("carrier", "registrant", "opened", "closed")
        ):
            if holder < 0:
                continue
            until = written.day(closed) if closed < self.world.options.days else ""
            plan, network = _PLANS[index % len(_PLANS)], numbers.CARRIER_NAMES[carrier]
            known = self._registered(holder, 30_000_000 + index)
            lines.append([self.describe.phones[index], *known, written.day(opened), until, plan, network])
            truth.append((file, "", len(lines), "机主姓名", holder))
        write_csv(self.trail.folder / file, lines, encoding="utf-8-sig")
        self.trail.true("records", truth)

    def _registered(self, person: int, ident: int) -> tuple[str, str]:
        """Return name and ID number as a counter took them down: one name in thirty is wrong, one ID is missing."""
        dice, name = self.world.dice, self._names[person]
        wrong = dice.happens(0.03, "counter.name", ident)
        missing = dice.happens(0.03, "counter.id", ident)
        return slips.name(dice, name, ident) if wrong else name, "" if missing else self._ids[person]

    def holders(self, file: str) -> None:
        """Write who opened each account."""
        lines: list[Line] = [HOLDERS]
        truth = []
        table = self.world.accounts.table()
        for index, (bank, holder, firm, opened, category) in enumerate(
            table.values("bank", "holder", "organization", "opened", "category")
        ):
            known = self._registered(holder, 50_000_000 + index) if holder >= 0 else (firm, "")
            phone = self.describe.private_number(holder, ever=True) if holder >= 0 else ""
            named = numbers.BANK_NAMES[bank]
            lines.append([self.describe.accounts[index], named, *known, written.day(opened), phone, category])
            if holder >= 0:
                truth.append((file, "", len(lines), "户名", holder))
        write_csv(self.trail.folder / file, lines)
        self.trail.true("records", truth)

    def vehicles(self, file: str) -> None:
        """Write the vehicle register."""
        lines: list[Line] = [VEHICLES]
        truth = []
        table = self.world.vehicles.table()
        for plate, (owner, make, colour, opened) in zip(self.describe.plates, table.values(), strict=True):
            known = self._registered(owner, 60_000_000 + len(lines))
            lines.append([plate, *words.CAR_MAKES[make], words.COLOURS[colour], *known, written.day(opened)])
            truth.append((file, "", len(lines), "所有人", owner))
        write_csv(self.trail.folder / file, lines, encoding="gb18030")
        self.trail.true("records", truth)
