"""Adapters of the line: what ties two or more numbers, accounts and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pandas as pd

from graph.line.collision import called, present
from graph.line.collision import collision as collision_of
from graph.line.network import Terms
from graph.line.paths import Path
from graph.line.paths import paths as paths_of
from graph.line.shared_contacts import shared_contacts as contacts_of
from graph.line.shared_contacts import shared_counterparties
from graph.line.shared_terminals import shared_terminals as terminals_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.errors import UserError
from workbench.view.asking import LOCAL
from workbench.wording import said, say


def shared_handsets(inputs: Inputs, *, numbers: list[str], most: int) -> Answer:
    """Which numbers were used in one handset, among all or with one of `numbers`; shop handsets are left out."""
    inputs.step("frames")
    used = inputs.call_sides.dropna(subset=["imei"])
    inputs.step("compare")
    times = used.groupby(["imei", "phone"], as_index=False).agg(
        times=("event", "size"), first_at=("started_at", "min"), last_at=("started_at", "max"), event=("event", "min")
    )
    several = times.groupby("imei")["phone"].transform("size")
    shared = times[(several > 1) & (several <= most)]
    if numbers:
        shared = shared[shared["imei"].isin(shared.loc[shared["phone"].isin(numbers), "imei"])]
    busy = times.loc[several > most, "imei"].nunique()
    warnings = (said("analyse.busy_handsets", count=busy, most=most),) if busy else ()
    found = shared.sort_values(["imei", "first_at", "phone"], ignore_index=True)
    return Answer({"handsets": inputs.named(found, "phone")}, (), warnings)


def paths(
    inputs: Inputs,
    *,
    ends: list[str],
    count: int,
    types: list[str],
    since: datetime | None,
    until: datetime | None,
    hops: int,
) -> Answer:
    """How two or more entities are joined; steps through hubs are dear, the unit's known hubs are passed by."""
    inputs.step("frames")
    ties = inputs.ties
    inputs.step("paths")
    terms = Terms(
        types=frozenset(types) or None,
        since=pd.Timestamp(since) if since else None,
        until=pd.Timestamp(until) if until else None,
        ignore=inputs.ignored,
        hops=hops,
    )
    found = paths_of(ties, ends, count=count, terms=terms)
    steps = pd.DataFrame(list(_steps(found.paths)), columns=pd.Index(_STEP))
    ways = [
        (n, " → ".join(map(inputs.called, path.keys)), len(path.steps), path.cost) for n, path in enumerate(found.paths)
    ]
    warnings = [said("analyse.apart", a=a, b=b) for a, b in found.apart]
    warnings += [] if found.complete else [said("analyse.incomplete")]
    warnings += [said("analyse.ignored", keys="、".join(found.ignored))] if found.ignored else []
    frames = {"paths": pd.DataFrame(ways, columns=pd.Index(["path", "way", "hops", "cost"]))}
    return Answer(frames | {"steps": inputs.named(steps, "source", "target")}, (), tuple(warnings))


_STEP = ["path", "step", "source", "target", "types", "cost", "degree", "links"]


def _steps(found: Iterable[Path]) -> Iterable[tuple[object, ...]]:
    for number, path in enumerate(found):
        for place, step in enumerate(path.steps):
            yield number, place, step.source, step.target, step.types, step.cost, step.degree, step.links


def shared_contacts(inputs: Inputs, *, numbers: list[str], accounts: list[str], least: int) -> Answer:
    """Whom several numbers are in touch with, or several accounts deal with, by rarity."""
    if (len(numbers) < 2) == (len(accounts) < 2):
        raise UserError(say("analyse.two_or_more"))
    inputs.step("frames")
    whole, asked = (inputs.calls, numbers) if numbers else (inputs.transfers, accounts)
    inputs.step("compare")
    found = (contacts_of if numbers else shared_counterparties)(whole, asked, least=least)
    known = found.contacts["contact"].isin(inputs.ignored)
    left = said("analyse.ignored", keys="、".join(found.contacts.loc[known, "contact"])) if known.any() else ""
    shown = found.contacts[~known].reset_index(drop=True)
    frames = {"contacts": inputs.named(shown, "contact"), "pairs": inputs.named(found.pairs, "a", "b")}
    return Answer(frames, (), (left,) if left else ())


def collision(inputs: Inputs, *, numbers: list[str], scenes: list[str], least: int) -> Answer:
    """Who occurs in several lists: contacts of numbers, or whoever was at scenes, written KEY@FROM/TO."""
    inputs.step("frames")
    areas = inputs.areas
    parts = [called(inputs.calls, numbers)] if numbers else []
    parts += [present(inputs.sightings, _scenes(scenes), areas=areas)] if scenes else []
    if not parts:
        raise UserError(say("analyse.two_or_more"))
    inputs.step("compare")
    population = inputs.sightings["who"].nunique() if scenes else None
    found = collision_of(pd.concat(parts, ignore_index=True), least=least, population=population)
    shown = found.found[~found.found["who"].isin(inputs.ignored)].reset_index(drop=True)
    lengths = pd.DataFrame({"list": list(found.lengths), "length": list(found.lengths.values())})
    return Answer({"found": inputs.named(shown, "who"), "lists": lengths})


def _scenes(texts: list[str]) -> pd.DataFrame:
    """Read scenes written `cell:LC-1-1@2026-03-01T08:00/2026-03-01T09:00`, local time; each is a list of its own."""
    lines = []
    for text in texts:
        where, _, period = text.rpartition("@")
        try:
            begin, end = (datetime.fromisoformat(part) for part in period.split("/"))
        except ValueError as error:
            raise UserError(say("analyse.no_scene", text=text)) from error
        lines.append(
            (text, where, *(pd.Timestamp(at if at.tzinfo else at.replace(tzinfo=LOCAL)) for at in (begin, end)))
        )
    frame = pd.DataFrame(lines, columns=pd.Index(["list", "where", "from_at", "to_at"]))
    return frame.assign(**{name: frame[name].dt.tz_convert("UTC") for name in ("from_at", "to_at")})


def shared_terminals(inputs: Inputs, *, most: int) -> Answer:
    """Which accounts have one IP address, network card, counter or machine behind them."""
    inputs.step("frames")
    transfers = inputs.transfers
    inputs.step("compare")
    found = terminals_of(transfers, cap=most)
    frames = {"pairs": inputs.named(found.pairs, "a", "b"), "terminals": found.terminals, "left_out": found.left_out}
    warnings = (said("analyse.public_terminals", count=len(found.left_out), most=most),) if len(found.left_out) else ()
    return Answer(frames, (), warnings)
