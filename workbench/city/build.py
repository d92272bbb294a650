"""From options to a folder: make the world, choose what was asked for, write what units send and what is true."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.city import banking, casework, contacts, telecom
from workbench.city.calls import CallBook
from workbench.city.dice import Dice
from workbench.city.district import District
from workbench.city.files.calls import CallFiles
from workbench.city.files.ledger import Trail
from workbench.city.files.registers import Registers
from workbench.city.files.statements import StatementFiles
from workbench.city.money import MoneyBook
from workbench.city.options import NORM_PEOPLE, Options
from workbench.city.population import populate
from workbench.city.presence import Presence
from workbench.city.world import World

UMBRELLA = "Z990100202600001"
"""Number of the umbrella case under which registers are imported."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was written."""

    files: int
    people: int
    cases: int
    call_rows: int
    transfer_rows: int


def build(folder: Path, options: Options, *, progress: Callable[[str], None] = lambda _: None) -> Built:
    """Write a city into a folder, its truth into `truth/` beneath."""
    progress("world")
    world = made(options)
    trail = Trail(folder)
    try:
        _write(world, trail, progress)
    finally:
        trail.close()
    rows = trail.rows
    return Built(trail.files, options.people, len(world.cases), rows["call_events"], rows["transfer_events"])


def made(options: Options) -> World:
    """Return the world of a city, everything decided and nothing written."""
    dice = Dice(options.seed)
    district = District(dice, side=min(60_000.0, max(6_000.0, 9_000.0 * math.sqrt(options.people / NORM_PEOPLE))))
    world = World(options, dice, district, populate(dice, district, options.people))
    telecom.equip(world)
    banking.open_accounts(world)
    casework.ordinary_cases(world, options.several(300))
    casework.number_cases(world)
    casework.request_files(world)
    requests = world.requests.table()
    phones = requests.loc[requests["kind"] == "calls", "owner"].to_numpy()
    lines = np.flatnonzero(np.isin(world.lines.column("old"), phones) | np.isin(world.lines.column("new"), phones))
    contacts.befriend(world, lines)
    banking.spend(world, np.unique(requests.loc[requests["kind"] == "money", "owner"].to_numpy()))
    return world


def _write(world: World, trail: Trail, progress: Callable[[str], None]) -> None:
    phones = telecom.number_strings(world)
    calls = CallFiles(world, CallBook.of(world), Presence(world), names=phones, trail=trail)
    statements = StatementFiles(world, MoneyBook.of(world), trail=trail)
    progress("registers")
    for file in Registers(world, trail, phones=phones, accounts=statements.names).write():
        trail.acquired(file, UMBRELLA, officers=casework.officer(0)[0] + "," + casework.officer(1)[0])
    whole = (0, world.options.seconds)
    for request in world.requests.table().itertuples():
        case = world.cases[request.case]
        officers = casework.officer(case.officer)[0] + "," + casework.officer(case.officer + 1)[0]
        if request.kind == "calls":
            progress("calls")
            kind = ("联川", "星海")[world.phones.column("carrier")[request.owner]]
            file = f"calls/{kind}_{phones[request.owner]}.{'csv' if kind == '联川' else 'xlsx'}"
            calls.write(file, [request.owner], period=whole)
        else:
            progress("statements")
            bank = world.accounts.column("bank")[request.owner]
            kind = ("江岚", "北屿", "惠付通")[bank]
            file = f"statements/{kind}_{statements.names[request.owner]}.{'csv' if bank else 'xlsx'}"
            statements.write(file, [request.owner], period=whole)
        trail.acquired(file, case.number, officers=officers)
