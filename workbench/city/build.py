"""From options to a folder: make the world, choose what was asked for, write what units send and what is true."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.city import banking, casework, contacts, incidents, movement, population, requests, telecom, truth
from workbench.city.casework import UMBRELLA, officer
from workbench.city.crime import drugs, fraud, theft
from workbench.city.crime.groups import Group
from workbench.city.dice import Dice
from workbench.city.district import District
from workbench.city.files.call_files import CallFiles
from workbench.city.files.call_rows import CallRows, Request
from workbench.city.files.case_files import CaseFiles
from workbench.city.files.people import Describer, PeopleFiles
from workbench.city.files.places import PlaceFiles
from workbench.city.files.statement_files import StatementFiles
from workbench.city.files.statement_rows import StatementRows
from workbench.city.files.trail import Trail
from workbench.city.options import NORM_PEOPLE, Options
from workbench.city.presence import Presence
from workbench.city.world import World

_CASES = 300
_PER_FILE = {("calls", 0): 8, ("calls", 1): 10, ("money", 0): 12, ("money", 1): 11, ("money", 2): 12}
_SENDERS = {
    ("calls", 0): "联川",
    ("calls", 1): "星海",
    ("money", 0): "江岚",
    ("money", 1): "北屿",
    ("money", 2): "惠付通",
}
_FOLDERS = {"calls": "calls", "money": "statements"}
Progress = Callable[[int, int], None]
"""Told how many files of how many are written."""


@dataclass(frozen=True, slots=True)
class Built:
    """How much was written."""

    files: int
    people: int
    cases: int
    call_rows: int
    transfer_rows: int


@dataclass(frozen=True, slots=True)
class City:
    """A world in which everything is decided and nothing written yet."""

    world: World
    groups: list[Group]


def build(folder: Path, options: Options, *, progress: Progress = lambda done, of: None) -> Built:
    """Write a city into a folder, its truth into `truth/` beneath.

    Parameters
    ----------
    folder : Path
        Made when missing; an earlier city in it is replaced, anything else is left alone and refused.
    options : Options
        The same options give the same bytes.
    progress : callable
        Called after each call record or statement.
    """
    city = made(options)
    with Trail(folder) as trail:
        write(city, trail, progress)
    rows = trail.rows
    cases = len(city.world.cases)
    return Built(trail.files, options.people, cases, rows["call_events"], rows["transfer_events"])


def made(options: Options) -> City:
    """Return a city, everything decided."""
    dice = Dice(options.seed)
    district = District(dice, side=min(60_000.0, max(6_000.0, 9_000.0 * math.sqrt(options.people / NORM_PEOPLE))))
    world = World(options, dice, district, population.populate(dice, district, options.people))
    telecom.equip(world)
    banking.open_accounts(world)
    movement.register_vehicles(world)
    groups = _planted(world)
    casework.everyday(world, max(10, options.several(_CASES) - len(world.cases)))
    for gang in groups[::2]:
        casework.arrest(world, gang)
    casework.name_card_sellers(world)
    casework.number_cases(world)
    movement.meet(world, groups)
    movement.travel(world, groups)
    requests.ask(world, groups)
    requests.forward(world, groups)
    _surround(world)
    return City(world, groups)


def _planted(world: World) -> list[Group]:
    """Return gangs and their likenesses in turn."""
    several = world.options.several
    planted: list[Group] = []
    for plant, count in ((fraud.plant, several(3, 3)), (theft.plant, several(2, 2)), (drugs.plant, several(1))):
        for order in range(count):
            planted += plant(world, order)
    return planted


def _surround(world: World) -> None:
    """Add the everyday calls and transfers of whoever has a file."""
    table = world.requests.table()
    phones = table["owner"][table["kind"] == "calls"]
    old, new = world.lines.column("old"), world.lines.column("new")
    contacts.befriend(world, np.flatnonzero(np.isin(old, phones) | np.isin(new, phones)))
    banking.spend(world, np.unique(table["owner"][table["kind"] == "money"]))


def write(city: City, trail: Trail, progress: Progress) -> None:
    """Write everything."""
    world = city.world
    names = telecom.number_strings(world)
    table = world.requests.table()
    asked = frozenset(table["owner"][table["kind"] == "calls"].tolist())
    statements = StatementRows(world, trail=trail)
    describe = Describer(world, phones=names, accounts=statements.names)
    _registers(city, trail, describe)
    call_rows = CallRows(world, Presence(world), names=names, asked=asked, trail=trail)
    calls = CallFiles(call_rows)
    money = StatementFiles(statements)
    batches = _batches(world)
    for done, ((kind, sender, case), batch) in enumerate(batches, start=1):
        number = (names if kind == "calls" else statements.names)[batch[0].owner]
        more = f"等{len(batch)}户" if len(batch) > 1 else ""
        suffix = "xlsx" if (kind, sender) in (("calls", 1), ("money", 0)) else "csv"
        part = f"_{batch[0].start // 86_400}" if batch[0].start else ""
        file = f"{_FOLDERS[kind]}/{_SENDERS[kind, sender]}_{number}{more}{part}.{suffix}"
        if calls.write(file, batch, carrier=sender) if kind == "calls" else money.write(file, batch, bank=sender):
            _acquire(world, trail, file, case=case)
        progress(done, len(batches))
    truth.tell(world, trail.folder, describe, contacts=call_rows.contacts)


def _registers(city: City, trail: Trail, describe: Describer) -> None:
    world = city.world
    people, places = PeopleFiles(world, trail, describe), PlaceFiles(world, trail, describe)
    cases = CaseFiles(world, trail, describe)
    log = incidents.reported(world, city.groups[::2])
    writers: dict[str, Callable[[str], None]] = {
        "基站.csv": places.cells,
        "案件登记.xlsx": cases.cases,
        "涉案人员.xlsx": cases.parts,
        "人员登记.csv": people.persons,
        "机主登记.csv": people.subscribers,
        "开户信息.csv": people.holders,
        "车辆登记.csv": people.vehicles,
        "警情.csv": lambda file: cases.incidents(file, log),
        "轨迹.csv": places.sightings,
    }
    for name, writer in writers.items():
        writer(f"registers/{name}")
        _acquire(world, trail, f"registers/{name}", case=-1)


def _acquire(world: World, trail: Trail, file: str, *, case: int) -> None:
    number = world.cases[case].number if case >= 0 else UMBRELLA
    first = world.cases[case].officer if case >= 0 else 0
    trail.acquired(file, number, officers=f"{officer(first)[0]},{officer(first + 1)[0]}")


def _batches(world: World) -> list[tuple[tuple[str, int, int], list[Request]]]:
    """Return what goes into one file: owners asked for in one case of one sender, a few at a time."""
    table, end = world.requests.table(), world.options.seconds
    carriers, banks = world.phones.column("carrier"), world.accounts.column("bank")
    together: dict[tuple[str, int, int, int, int], list[Request]] = {}
    for kind, owner, case, group, start, until, page, hole in table.values():
        sender = int((carriers if kind == "calls" else banks)[owner])
        request = Request(owner, start, min(until, end), hole, page)
        together.setdefault((kind, sender, case, group, start), []).append(request)
    size = max(1, round(world.options.scale**0.5))
    return [
        ((kind, sender, case), owners[first : first + size * _PER_FILE[kind, sender]])
        for (kind, sender, case, _, _), owners in together.items()
        for first in range(0, len(owners), size * _PER_FILE[kind, sender])
    ]
