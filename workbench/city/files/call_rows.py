"""The calls of a number as its carrier knows them: its clock, its cells, and what it hides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.city import numbers
from workbench.city.calls import CallBook, event_name
from workbench.city.files import written
from workbench.city.files.trail import Trail
from workbench.city.presence import Presence
from workbench.city.rows import Ints, Table
from workbench.city.world import World

CLOCK = (0, 47, 0)
"""Seconds by which each carrier's clock is ahead."""
ACTS = ("call", "text", "forward")


@dataclass(frozen=True, slots=True)
class Request:
    """One owner's part of a file: a number or account, a period in seconds, a week that is missing, a doubled page."""

    owner: int
    start: int
    end: int
    hole: int = -1
    page: bool = False


@dataclass(frozen=True, slots=True)
class CallRow:
    """One line of a call record; texts are as they will be written."""

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


class CallRows:
    """Works out the lines about a number, and notes each true call once."""

    def __init__(
        self, world: World, presence: Presence, *, names: list[str], asked: frozenset[int], trail: Trail
    ) -> None:
        self.world, self.presence, self.names, self.trail = world, presence, names, trail
        self.book = CallBook.of(world)
        self.phones = world.phones.table()
        self._asked, self._noted = asked, set[int]()
        swaps = world.swaps.table()
        ends = np.concatenate([swaps["old"], swaps["new"]]).tolist()
        self.contacts: dict[int, set[int]] = {phone: set() for phone in ends}  # whom swapped numbers are seen with

    def of(self, request: Request) -> list[CallRow]:
        """Return the lines in the order of time."""
        phone = request.owner
        calls = self.book.calls_of(phone)
        self._note(phone, calls)
        calls = calls.take(kept(calls["second"], request))
        self._meet(phone, calls)
        noise = self.world.dice.raw("call.row", phone, calls["ident"])
        shown = calls["second"] + CLOCK[int(self.phones["carrier"][phone])] + _digit(noise, 0, 3) - 1
        outgoing = calls["caller"] == phone
        shorter = np.where(outgoing | (calls["seconds"] < 4), 0, _digit(noise, 8, 3))
        cells, imei, imsi = self._where(phone, calls["second"])
        lines = zip(
            calls["ident"].tolist(), np.where(outgoing, calls["callee"], calls["caller"]).tolist(), outgoing.tolist(),
            calls["act"].tolist(), written.wall(shown), (calls["seconds"] - shorter).tolist(), cells, imei, imsi,
            calls["forwarded_to"].tolist(), (_digit(noise, 16, 1_000_000) / 1_000_000).tolist(), strict=True,
        )  # fmt: skip
        return [self._line(phone, line) for line in lines]

    def _line(
        self, phone: int, line: tuple[int, int, bool, int, str, int, tuple[int, int], str, str, int, float]
    ) -> CallRow:
        ident, other, outgoing, act, when, seconds, cell, imei, imsi, forwarded, luck = line
        text, flaw = self._other(phone, other, luck)
        forwarded_to = self.names[forwarded] if forwarded >= 0 else ""
        return CallRow(
            event_name(ident),
            self.names[phone],
            text,
            act,
            outgoing,
            when,
            seconds,
            cell,
            imei,
            imsi,
            forwarded_to,
            flaw,
        )

    def _other(self, phone: int, other: int, luck: float) -> tuple[str, str]:
        number = self.names[other]
        circle, carrier = self.phones["circle"], self.phones["carrier"]
        if circle[phone] == circle[other] >= 0 and carrier[phone] == carrier[other] and other not in self._asked:
            return str(self.phones["short"][other]), "short"
        if luck < 0.003:
            return written.phone(number, luck * 300), "broken"
        if luck < 0.011 and len(number) >= 11:
            return written.masked(number), "masked"
        return written.phone(number, max(0.0, luck - 0.011) / 0.989), ""

    def _where(self, phone: int, second: Ints) -> tuple[list[tuple[int, int]], list[str], list[str]]:
        x, y = self.presence.position(int(self.phones["user"][phone]), second)
        carrier = int(self.phones["carrier"][phone])
        cells = self.world.district.cell_id(carrier, self.world.district.cell(x, y))
        imei = numbers.imeis(self.presence.handset(phone, second))
        return cells, imei, numbers.imsis(self.presence.sim(phone, second), np.full(len(second), carrier))

    def _meet(self, phone: int, calls: Table) -> None:
        others = set(calls["caller"].tolist()) | set(calls["callee"].tolist())
        others.discard(phone)
        if phone in self.contacts:
            self.contacts[phone] |= others
        for other in others & self.contacts.keys():
            self.contacts[other].add(phone)

    def _note(self, phone: int, calls: Table) -> None:
        """Write each true event once: with the first of its parties that has a file."""
        other = np.where(calls["caller"] == phone, calls["callee"], calls["caller"])
        fresh = [] if phone in self._noted else [o not in self._noted for o in other.tolist()]
        self._noted.add(phone)
        of = calls.take(np.flatnonzero(fresh))
        names, when = self.names, written.wall(of["second"])
        self.trail.true(
            "calls",
            (
                (event_name(i), names[a], names[b], w, seconds, ACTS[act], names[f] if f >= 0 else "")
                for w, (i, a, b, seconds, act, f) in zip(
                    when, of.values("ident", "caller", "callee", "seconds", "act", "forwarded_to"), strict=True
                )
            ),
        )


def kept(second: Ints, request: Request) -> Ints:
    """Return the places of the seconds inside a request, its missing week left out."""
    inside = (second >= request.start) & (second < request.end)
    day = second // 86_400
    if request.hole >= 0:
        inside &= (day < request.hole) | (day >= request.hole + 7)
    return np.flatnonzero(inside)


def _digit(noise: np.typing.NDArray[np.uint64], shift: int, base: int) -> Ints:
    return np.asarray((noise >> np.uint64(shift)) % np.uint64(base), dtype=np.int64)
