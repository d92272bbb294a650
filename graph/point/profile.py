"""Everything about one point on one page: a person, number, account, vehicle, place or case.

Why dataclasses of frames: each part is an answer of its own with its events, and a page or report takes what it needs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from graph.point.anchors import anchors
from graph.point.balances import balance_path
from graph.point.contacts import contacts
from graph.point.coverage import Coverage, Period, coverage
from graph.point.identifiers import device_runs, linked
from graph.point.odd_transfers import odd_transfers
from graph.point.related_cases import related_cases
from graph.point.rhythm import day_ends, silences, weekly_pattern
from graph.point.turnover import counterparties, turnover
from graph.point.whereabouts import visitors, whereabouts


@dataclass(frozen=True, slots=True)
class Known:
    """The frames of a scope that profiles are made of, each as `graph.ledger.frames` gives it.

    Attributes
    ----------
    calls, sides, transfers, sightings, statements, links : pandas.DataFrame
        One line per event, per (event, number), per event, per sighting, per file and per link.
    period : (Timestamp, Timestamp)
        What the investigation looks at; coverage is measured against it.
    areas : pandas.Series, optional
        Area by cell.
    """

    calls: pd.DataFrame
    sides: pd.DataFrame
    transfers: pd.DataFrame
    sightings: pd.DataFrame
    statements: pd.DataFrame
    links: pd.DataFrame
    period: Period
    areas: pd.Series[str] | None = None


@dataclass(frozen=True, slots=True)
class Telephony:
    """What calls tell of a party: contacts, rhythm, silences, anchors, handsets and cards; see the functions' pages."""

    contacts: pd.DataFrame
    week: pd.DataFrame
    days: pd.DataFrame
    silences: pd.DataFrame
    anchors: pd.DataFrame
    devices: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Money:
    """What transfers tell of a party: totals, counterparties, odd ones, and the balances of each of its accounts."""

    turnover: pd.DataFrame
    counterparties: pd.DataFrame
    odd: pd.DataFrame
    balances: dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Profile:
    """One point.

    Attributes
    ----------
    keys : tuple of str
        The party: itself and, of a person, its numbers, accounts and vehicles.
    linked : pandas.DataFrame
        What sources link with it, over time; see `graph.point.identifiers.linked`.
    telephony : Telephony or None
        None where the party has no number.
    money : Money or None
        None where the party has no account.
    whereabouts, visitors : pandas.DataFrame
        Where it was seen, and who was seen there.
    cases : pandas.DataFrame or None
        Of a case: the cases related to it.
    coverage : tuple of Coverage
        How far files cover its numbers and accounts, one by one.
    """

    keys: tuple[str, ...]
    linked: pd.DataFrame
    telephony: Telephony | None
    money: Money | None
    whereabouts: pd.DataFrame
    visitors: pd.DataFrame
    cases: pd.DataFrame | None
    coverage: tuple[Coverage, ...]


# By these links a number, account or vehicle is somebody's own.
_OWN = ("USES", "HOLDS", "CONTROLS", "OWNS")


def profile(known: Known, key: str) -> Profile:
    """Return what is known of one point, of whatever kind its key says.

    Parameters
    ----------
    known : Known
        The frames of a scope.
    key : str
        `person:… tel:… acct:… plate:… place:… cell:… case:…` or any other key. A person is looked at together with the
        numbers, accounts and vehicles that links say are its own (USES, HOLDS, CONTROLS, OWNS).
    """
    keys = party(known.links, key)
    phones, accounts = _of("tel:", keys), _of("acct:", keys)
    return Profile(
        keys=keys,
        linked=linked(known.links, [key]),
        telephony=_telephony(known, phones) if phones else None,
        money=_money(known, accounts) if accounts else None,
        whereabouts=whereabouts(known.sightings, keys, areas=known.areas),
        visitors=visitors(known.sightings, _places(key, known.areas), areas=known.areas),
        cases=related_cases(known.links, key) if key.startswith("case:") else None,
        coverage=tuple(coverage(known.statements, [*phones, *accounts], period=known.period)),
    )


def party(links: pd.DataFrame, key: str) -> tuple[str, ...]:
    """Return a key together with what links say is its own, sorted after it."""
    own = links[(links["source"] == key) & links["type"].isin(_OWN)]
    return (key, *sorted(set(own["target"]) - {key}))


def _of(prefix: str, keys: Collection[str]) -> list[str]:
    return [key for key in keys if key.startswith(prefix)]


def _places(key: str, areas: pd.Series[str] | None) -> list[str]:
    return [key if areas is None else str(areas.get(key, key))]


def _telephony(known: Known, phones: list[str]) -> Telephony:
    return Telephony(
        contacts=contacts(known.calls, phones),
        week=weekly_pattern(known.calls, phones),
        days=day_ends(known.calls, phones),
        silences=silences(known.calls, phones, statements=known.statements),
        anchors=anchors(known.sides, phones, areas=known.areas),
        devices=device_runs(known.sides, phones),
    )


def _money(known: Known, accounts: list[str]) -> Money:
    return Money(
        turnover=turnover(known.transfers, accounts),
        counterparties=counterparties(known.transfers, accounts),
        odd=odd_transfers(known.transfers, accounts),
        balances={account: balance_path(known.transfers, account) for account in accounts},
    )
