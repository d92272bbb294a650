"""Whom several numbers have in common, and whom several accounts deal with, with rarity and chance.

Why rarity: a contact of half the city is common to any two; one whom three people know is common to two of them for a
reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.line.chance import false_discovery, overlap_chance
from graph.point.cited import cited, empty

_SHARED = ("contact", "of", "known", "rarity", "chance", "q", "with_each", "events")
_PAIRS = ("a", "b", "contacts_a", "contacts_b", "shared", "expected", "chance", "q", "events")


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What some numbers or accounts have in common.

    Attributes
    ----------
    contacts : pandas.DataFrame
        One line per shared contact, the least likely first, equal ones by key: `contact`, `of` (with how many of those
        asked it is in touch), `known` (with how many of all), `rarity` (ln(all / known)), `chance` (that a contact of
        so many would by chance be one of at least as many of those asked), `q` (false discovery rate over all
        contacts of those asked), `with_each` (tuple of (key, events)), `events`.
    pairs : pandas.DataFrame
        One line per pair of those asked, by key: how many contacts each has, `shared` of them, how many are `expected`
        to be, `chance` of at least so many (hypergeometric tail), `q`, and `events` of the shared ones.
    population : int
        How many numbers or accounts there are to be in touch with.
    """

    contacts: pd.DataFrame
    pairs: pd.DataFrame
    population: int


def shared_contacts(calls: pd.DataFrame, numbers: Collection[str], *, least: int = 2) -> Shared:
    """Return the common contacts of some numbers.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee; one line per event.
    numbers : collection of str
        Keys of two or more numbers.
    least : int
        A contact of fewer of them is not shared.

    Notes
    -----
    How many a contact is in touch with is known only as far as files go: of numbers without a file of their own it is
    a lower bound, and rarity and chance then flatter. O(calls log calls).
    """
    return _shared(calls, ("caller", "callee"), numbers, least=least)


def shared_counterparties(transfers: pd.DataFrame, accounts: Collection[str], *, least: int = 2) -> Shared:
    """Return the common counterparties of some accounts; columns event, source, target, else as `shared_contacts`."""
    return _shared(transfers, ("source", "target"), accounts, least=least)


def _shared(events: pd.DataFrame, ends: tuple[str, str], asked: Collection[str], *, least: int) -> Shared:
    touch = _touching(events, ends)
    population = touch["who"].nunique()
    ours = touch[touch["who"].isin(sorted(set(asked)))]
    cites = ours.groupby(["other", "who"], as_index=False).agg(event=("event", cited))
    known = touch.groupby("other")["who"].nunique()
    contacts = _contacts(cites, known, count=len(set(asked)), population=population)
    pairs = _pairs(cites, population=population)
    return Shared(contacts[contacts["of"] >= least].reset_index(drop=True), pairs, population)


def _touching(events: pd.DataFrame, ends: tuple[str, str]) -> pd.DataFrame:
    """Return who was in touch with which other, both ways round, by which event."""
    named = events.dropna(subset=list(ends))
    named = named[named[ends[0]] != named[ends[1]]]
    ways = [named[[*way, "event"]].set_axis(["who", "other", "event"], axis=1) for way in (ends, ends[::-1])]
    return pd.concat(ways, ignore_index=True)


def _contacts(cites: pd.DataFrame, known: pd.Series[int], *, count: int, population: int) -> pd.DataFrame:
    if cites.empty:
        return empty(_SHARED)
    lines = [
        (contact, len(part), tuple(zip(part["who"], part["event"], strict=True)), _all(part["event"]))
        for contact, part in cites.groupby("other", sort=True)
    ]
    found = pd.DataFrame(lines, columns=["contact", "of", "with_each", "events"])
    found["known"] = found["contact"].map(known).astype("int64")
    found["rarity"] = np.log(population / found["known"].to_numpy(dtype=np.float64))
    # A contact cannot be in touch with itself, so there is one fewer to choose from.
    found["chance"] = overlap_chance(found["of"], first=count, second=found["known"], population=population - 1)
    found["q"] = false_discovery(found["chance"])
    return found.sort_values(["chance", "contact"], ignore_index=True)[list(_SHARED)]


def _pairs(cites: pd.DataFrame, *, population: int) -> pd.DataFrame:
    contacts = {str(who): part.set_index("other")["event"] for who, part in cites.groupby("who", sort=True)}
    lines = []
    for a, b in itertools.combinations(contacts, 2):
        both = contacts[a].index.intersection(contacts[b].index)
        told = _all(pd.concat([contacts[a][both], contacts[b][both]]))
        lines.append((a, b, len(contacts[a]), len(contacts[b]), len(both), told))
    if not lines:
        return empty(_PAIRS)
    found = pd.DataFrame(lines, columns=["a", "b", "contacts_a", "contacts_b", "shared", "events"])
    others = max(1, population - 2)
    first, second = found["contacts_a"].clip(upper=others), found["contacts_b"].clip(upper=others)
    found["expected"] = first * second / others
    found["chance"] = overlap_chance(found["shared"], first=first, second=second, population=others)
    found["q"] = false_discovery(found["chance"])
    return found[list(_PAIRS)]


def _all(events: pd.Series[str]) -> tuple[str, ...]:
    return tuple(sorted(set(itertools.chain.from_iterable(events))))
