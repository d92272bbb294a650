"""The truth about a finished world, table by table; the product never reads it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from workbench.city import numbers
from workbench.city.files import written
from workbench.city.files.people import Describer
from workbench.city.files.trail import write_truth
from workbench.city.money import event_name
from workbench.city.world import World


def tell(world: World, folder: Path, describe: Describer, *, contacts: dict[int, set[int]]) -> None:
    """Write every table of truth that is not written row by row with the files.

    Parameters
    ----------
    contacts : dict
        For each number before or after a change, the numbers it is seen with in any file.
    """
    _people(world, folder)
    _phones(world, folder, describe)
    _swaps(world, folder, describe, contacts=contacts)
    _devices(world, folder, describe)
    _accounts(world, folder, describe)
    _groups(world, folder, describe)
    _chains(world, folder, describe)
    _outings(world, folder)
    series = ((case.number, case.series, case.group) for case in world.cases if case.series)
    write_truth(folder, "series", ("case", "series", "gang"), rows=series)


def _people(world: World, folder: Path) -> None:
    columns = ("name", "id_number", "birth", "sex", "household", "address", "nickname")
    people = world.population.people
    table = people.changed(birth=people["birth"].astype(str))
    rows = ((number, *row) for number, row in enumerate(table.values(*columns)))
    write_truth(folder, "people", ("person", *columns), rows=rows)


def _phones(world: World, folder: Path, describe: Describer) -> None:
    table = world.phones.table()
    limit = world.options.days
    rows = (
        (
            describe.phones[i], numbers.CARRIERS[carrier] if carrier < 3 else "", user, holder, written.day(opened),
            written.day(closed) if closed < limit else "", purpose, short, circle,
        )
        for i, (_, carrier, user, holder, opened, closed, purpose, short, circle) in enumerate(table.values())
    )  # fmt: skip
    columns = ("number", "carrier", "user", "registrant", "opened", "closed", "purpose", "short", "circle")
    write_truth(folder, "phones", columns, rows=rows)


def _swaps(world: World, folder: Path, describe: Describer, *, contacts: dict[int, set[int]]) -> None:
    """Write who changed which number when, with how many contacts it is seen before, after, and on both sides."""
    swaps = world.swaps.table()
    rows = []
    for when, (person, old, new, _, reason) in zip(written.wall(swaps["second"]), swaps.values(), strict=True):
        before, after = contacts[old], contacts[new]
        seen = len(before), len(after), len(before & after)
        rows.append((describe.phones[old], describe.phones[new], when, person, reason, *seen))
    columns = ("old", "new", "changed_at", "person", "reason", "before", "after", "both")
    write_truth(folder, "swaps", columns, rows=rows)


def _devices(world: World, folder: Path, describe: Describer) -> None:
    """Write when a number was in another handset than its own, or on another SIM."""
    rows: list[tuple[str, str, str, str, str]] = []
    for kind, table, column in (("imei", world.handsets.table(), "imei"), ("imsi", world.sims.table(), "imsi")):
        carriers = world.phones.column("carrier")[table["phone"]]
        ids = table[column]
        made = numbers.imeis(ids) if kind == "imei" else numbers.imsis(ids, carriers)
        starts, ends = written.wall(table["start"]), np.minimum(table["end"], world.options.seconds)
        for phone, value, start, end in zip(table["phone"].tolist(), made, starts, written.wall(ends), strict=True):
            rows.append((describe.phones[phone], kind, value, start, end))
    write_truth(folder, "devices", ("number", "kind", "value", "from", "until"), rows=rows)


def _accounts(world: World, folder: Path, describe: Describer) -> None:
    table = world.accounts.table()
    rows = (
        (describe.accounts[i], numbers.BANKS[bank], holder, firm, controller, category, group, layer)
        for i, (bank, holder, firm, controller, _, category, _, group, layer) in enumerate(table.values())
    )
    columns = ("account", "bank", "holder", "organization", "controller", "category", "group", "layer")
    write_truth(folder, "accounts", columns, rows=rows)


def _groups(world: World, folder: Path, describe: Describer) -> None:
    groups = world.groups.table()
    kinds, likes = groups["kind"].tolist(), groups["like"].tolist()
    lines = world.lines.table()
    gangs, lookalikes = [], []
    for person, group, role, line in world.members.table().values():
        used = [describe.phones[p] for p in (int(lines["old"][line]), int(lines["new"][line])) if p >= 0]
        if likes[group] < 0:
            gangs.append((person, group, kinds[group], role, " ".join(used)))
        else:
            lookalikes.append((person, group, kinds[group], role, " ".join(used), likes[group]))
    write_truth(folder, "gangs", ("person", "gang", "kind", "role", "phones"), rows=gangs)
    write_truth(folder, "lookalikes", ("person", "group", "kind", "role", "phones", "like"), rows=lookalikes)


def _chains(world: World, folder: Path, describe: Describer) -> None:
    """Write how many cents of which payment are in which transfer; a payment's own row has layer 0."""
    moves, groups, end = world.transfers.table(), world.groups.table(), world.options.seconds
    shares = world.shares.table()
    shares = shares.take(np.lexsort((shares["transfer"], shares["payment"])))
    holders = world.accounts.column("holder")
    rows = []
    for transfer, payment, cents in shares.values():
        group = int(moves["group"][transfer])
        if int(moves["second"][transfer]) >= end:
            continue
        payer = int(holders[moves["source"][payment]])
        ends = event_name(-1 - payment), event_name(-1 - transfer)
        layer, amount = int(moves["layer"][transfer]), int(moves["amount"][transfer])
        rows.append(
            (group, groups["dwell"][group], bool(groups["innocent"][group]), *ends, payer, layer, amount, cents)
        )
    columns = ("chain", "dwell", "innocent", "payment", "event", "payer", "layer", "amount", "share")
    write_truth(folder, "chains", columns, rows=rows)


def _outings(world: World, folder: Path) -> None:
    pairs = world.companions.table()
    write_truth(folder, "companions", ("a", "b", "trips", "group"), rows=pairs.values())
    met = world.meetings.table()
    begin, end = written.wall(met["start"]), written.wall(met["end"])
    people: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for meeting, person, start, until in zip(met["meeting"].tolist(), met["person"].tolist(), begin, end, strict=True):
        people[meeting, start, until].append(person)
    rows = ((m, s, u, " ".join(map(str, sorted(p)))) for (m, s, u), p in people.items() if m >= 0)
    write_truth(folder, "meetings", ("meeting", "from", "until", "people"), rows=rows)
