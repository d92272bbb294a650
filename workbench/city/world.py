"""The city while it is being made: one growing table per kind of thing, filled by the modules one after another."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from workbench.city.case import Case
from workbench.city.dice import Dice
from workbench.city.district import District
from workbench.city.options import Options
from workbench.city.population import Population
from workbench.city.rows import Flags, Ints, Rows

NEVER = 2**40
"""A second that no city reaches."""
CASH, FEE, BANK = -1, -2, -3
"""Ends of transfers that are no account: cash, a fee, the bank itself (interest)."""
CALL, TEXT, FORWARD = 0, 1, 2


def _phones() -> Rows:
    # number "" is made from the row's number; registrant -1: sold without papers; opened and closed are days.
    # short: the number inside a closed circle of colleagues; circle -1 for none.
    return Rows(
        number="", carrier=0, user=-1, registrant=-1, opened=-900, closed=NEVER, purpose="private", short="", circle=-1
    )


def _lines() -> Rows:
    # One person's way to be reached: `old` until second `change`, then `new`.
    return Rows(person=-1, old=-1, new=-1, change=NEVER)


def _ties() -> Rows:
    # Calls between two lines: expected number over the whole period, share of texts, share from a to b.
    return Rows(a=0, b=0, mean=0.0, start=0, end=NEVER, rhythm=0, texts=0.1, outgoing=0.5, follow=False)


def _calls() -> Rows:
    return Rows(caller=0, callee=0, second=0, seconds=0, act=0, forwarded_to=-1)


def _accounts() -> Rows:
    # holder -1: an organization; controller: who really moves the money; life: how much of everyday life it sees.
    return Rows(
        bank=0,
        holder=-1,
        organization="",
        controller=-1,
        opened=-900,
        category="个人借记卡",
        life=1.0,
        group=-1,
        layer=-1,
    )


def _streams() -> Rows:
    # Transfers between two accounts as a habit; amounts are lognormal (of yuan) and rounded to `step` cents.
    return Rows(a=0, b=0, mean=0.0, start=0, end=NEVER, kind=0, middle=0.0, spread=0.0, step=1)


def _transfers() -> Rows:
    return Rows(source=0, target=0, second=0, amount=0, kind=0, group=-1, layer=-1)


def _sightings() -> Rows:
    return Rows(means="", start=0, end=-1, person=-1, vehicle=-1, place="", x=0.0, y=0.0, seat="")


def _groups() -> Rows:
    # innocent: kin of trade, not of crime; like: the gang it was made to resemble; dwell: how long money rests.
    return Rows(kind="", innocent=False, like=-1, dwell="")


def _requests() -> Rows:
    # What units asked carriers and banks for; `owner` is a number (kind calls) or an account (kind money).
    # case -1: the umbrella case; group -1: none; page: the rows of a page come twice; hole: a week is missing.
    return Rows(kind="", owner=0, case=-1, group=-1, start=0, end=NEVER, page=False, hole=-1)


@dataclass
class World:
    """Everything true about a city; the attributes are tables of `Rows`."""

    options: Options
    dice: Dice
    district: District
    population: Population
    phones: Rows = field(default_factory=_phones)
    lines: Rows = field(default_factory=_lines)
    ties: Rows = field(default_factory=_ties)
    calls: Rows = field(default_factory=_calls)
    handsets: Rows = field(default_factory=lambda: Rows(phone=0, start=0, end=NEVER, imei=0))
    sims: Rows = field(default_factory=lambda: Rows(phone=0, start=0, end=NEVER, imsi=0))
    swaps: Rows = field(default_factory=lambda: Rows(person=0, old=0, new=0, second=0, reason=""))
    accounts: Rows = field(default_factory=_accounts)
    streams: Rows = field(default_factory=_streams)
    transfers: Rows = field(default_factory=_transfers)
    shares: Rows = field(default_factory=lambda: Rows(transfer=0, payment=0, amount=0))
    vehicles: Rows = field(default_factory=lambda: Rows(owner=0, make=0, colour=0, opened=0))
    groups: Rows = field(default_factory=_groups)
    members: Rows = field(default_factory=lambda: Rows(person=0, group=0, role="", line=-1))
    meetings: Rows = field(default_factory=lambda: Rows(meeting=0, person=0, start=0, end=0, x=0.0, y=0.0))
    sightings: Rows = field(default_factory=_sightings)
    companions: Rows = field(default_factory=lambda: Rows(a=0, b=0, trips=0, group=-1))
    requests: Rows = field(default_factory=_requests)
    cases: list[Case] = field(default_factory=list)
    hubs: dict[str, Ints] = field(default_factory=dict)  # lines that everybody calls
    firms: dict[str, Ints] = field(default_factory=dict)  # accounts of organizations
    line_of: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # person → private line, -1 for none
    card_of: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # person → bank account, -1 for none
    wallet_of: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # person → payment account, or -1
    taken: Flags = field(default_factory=lambda: np.empty(0, dtype=np.bool_))  # people with a part to play

    def number_at(self, line: int, second: int) -> int:
        """Return the number of a line at a second."""
        changed = second >= int(self.lines.column("change")[line])
        return int(self.lines.column("new" if changed else "old")[line])

    def outsider(self, what: str, *ids: int) -> int:
        """Return somebody of working age who is in no group, and keep them out of those still to be founded."""
        adults = self.population.adults()
        free = adults[~np.isin(adults, self.members.column("person"))]
        chosen = int(self.dice.sample(free, 1, what, *ids)[0])
        self.taken[chosen] = True
        return chosen

    def recruit(self, count: int, what: str, *ids: int) -> Ints:
        """Return people of working age with a number and a bank card who have no part yet, and give them one."""
        adults = self.population.adults()
        adults = adults[(self.line_of[adults] >= 0) & (self.card_of[adults] >= 0)]
        chosen = self.dice.sample(adults[~self.taken[adults]], count, what, *ids)
        self.taken[chosen] = True
        return chosen
