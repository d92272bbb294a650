"""Association: what two people, numbers or accounts share, weighed by how seldom strangers share as much.

Why the tail and not the count: everybody shares the parcel service. How rare a thing is, and how many things somebody has,
are fitted once, so that taking a row away changes what cites it and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evidence import Evidence, Item

CONTACTS = "contacts"
"""The layer of third parties that both are in touch with."""
POWER: Mapping[str, float] = {
    "case": 0.3,
    "handset": 0.1,
    "sim": 0.05,
    "calls": 0.3,
    CONTACTS: 0.5,
    "money": 0.05,
    "travel": 0.3,
    "kin": 0.02,
    "address": 0.02,
}
"""How often associates share something in a layer: declared, of the size seen in a training city, and not learned, for
labels of who works with whom are few."""
_BOUND = 3.0  # what is shared in one layer is never worth more than a thousand: layers may mislead as a whole
_RAREST = 1e-9  # no count here is known to be rarer than that
Ints = NDArray[np.int64]
Sides = tuple[set[str], set[str]]
_DIRECT = ("calls", "money")


@dataclass(frozen=True, slots=True)
class Commonness:
    """How usual it is to share: fitted state.

    Attributes
    ----------
    held : dict of (layer, key) to tuple of int
        For each thing that somebody shares with anybody, how many share it.
    total : dict of layer to int
        How many things everybody shares, in sum.
    temper : dict of layer to float
        The power, at most 1, to which a chance is raised: neighbours share more than chance has it, and with it the Bayes
        factors of pairs drawn at random, who are strangers, are 1 in the mean and not more.
    """

    held: Mapping[tuple[str, str], tuple[int, ...]]
    total: Mapping[str, int]
    temper: Mapping[str, float] = field(default_factory=dict)

    def of(self, layer: str, keys: Collection[str]) -> list[int]:
        """Return for each thing that some keys share in a layer how many share it."""
        return [count for key in sorted(keys) for count in self.held.get((layer, key), ())]


def with_contacts(incidences: pd.DataFrame, covered: Collection[str]) -> pd.DataFrame:
    """Return incidences with a layer more: the contacts of everybody whose own files there are, as calls tell them.

    Parameters
    ----------
    incidences : DataFrame
        `person, layer, event` (the thing shared; of calls and payments both ends with a bar between) and `reasons` (ids of
        the rows that say so).
    covered : collection of str
        Whose files there are: of others only some contacts are seen.
    """
    calls = incidences[(incidences["layer"] == "calls") & incidences["person"].isin(set(covered))]
    ends = calls["event"].str.split("|", n=1, expand=True).reindex(columns=[0, 1])
    other = ends[1].where(ends[0] == calls["person"], ends[0])
    contacts = calls.assign(layer=CONTACTS, event=other)
    return pd.concat([incidences, contacts], ignore_index=True)[["person", "layer", "event", "reasons"]]


def commonness(shares: pd.DataFrame, *, draws: int = 400, seed: int = 1) -> Commonness:
    """Return how usual it is to share each thing.

    Parameters
    ----------
    shares : DataFrame
        What `with_contacts` gives.
    draws : int
        How many pairs are drawn at random in each layer.
    seed : int
        Which.

    Notes
    -----
    O(lines log lines + draws × things of one). A hundredth of the drawn pairs, those that share most, is left out of the
    mean: they may act together.
    """
    lines = shares[["layer", "event", "person"]].drop_duplicates().sort_values(["layer", "person", "event"])
    counts = lines.groupby(["layer", "event"])["person"].transform("size")
    held: dict[tuple[str, str], list[int]] = {}
    things: dict[str, dict[str, set[str]]] = {}
    for layer, person, event, count in zip(lines["layer"], lines["person"], lines["event"], counts, strict=True):
        held.setdefault((layer, person), []).append(int(count))
        things.setdefault(layer, {}).setdefault(person, set()).add(event)
    total = {str(name): int(n) for name, n in lines["layer"].value_counts().items()}
    usual = Commonness({key: tuple(of) for key, of in held.items()}, total)
    random = np.random.default_rng(seed)
    known = [layer for layer in POWER if layer in things]
    temper = {
        layer: _temper(layer, _drawn(layer, things[layer], usual, places=random.integers(2**31, size=2 * draws)))
        for layer in known
    }
    return replace(usual, temper=temper)


def _drawn(layer: str, things: Mapping[str, set[str]], usual: Commonness, *, places: Ints) -> list[tuple[int, float]]:
    """Return how many things pairs drawn at random share, and the chance of it."""
    names = sorted(things)
    found = []
    for one, other in places.reshape(-1, 2) % len(names):
        a, b = names[one], names[other]
        count = len((things[a] & things[b]) - {a, b}) if a != b else 0
        found.append((count, tail(_chances(layer, usual, ({a}, {b})), count) if count else 1.0))
    return found


def _temper(layer: str, drawn: list[tuple[int, float]]) -> float:
    def excess(power: float) -> float:
        factors = sorted(10 ** _weight(layer, count, chance**power) for count, chance in drawn)
        return sum(factors[: len(factors) - len(factors) // 100]) / max(1, len(factors)) - 1

    low, high = 0.0, 1.0
    if excess(high) <= 0:
        return high
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if excess(middle) > 0 else (middle, high)
    return round(low, 4)


def association(
    shares: pd.DataFrame,
    a: Collection[str],
    b: Collection[str],
    *,
    usual: Commonness,
    about: tuple[str, ...],
    covered: Collection[str] = (),
    days: int = 0,
) -> Evidence:
    """Return what speaks for two parties acting together.

    Parameters
    ----------
    shares : DataFrame
        What `with_contacts` gives.
    a, b : collection of str
        The keys of each party: a person with their numbers and accounts, or the rest of a group.
    usual : Commonness
        How usual sharing is.
    about : tuple of str
        What the evidence is called after.
    covered : collection of str
        Whose files there are: only there does the absence of calls or payments say something.
    days : int
        On how many days the files of both could show a call.

    Returns
    -------
    Evidence
        One item per layer. Its value reads `k=2 p=0.0012`: they share two things, and strangers of their activity share as
        many with probability p; or `k=0`, nothing though it could be seen, with `days=60` where files say for how long.

    Notes
    -----
    The weight of k things is log10((r + (1 - r) p) / p) with r = power / k, at most 3; that of none
    log10(1 - power). p is the tail of a Poisson-binomial over what a has, each thing shared by chance with probability
    1 - (1 - (holders - 1) / total)^(things of b): the hypergeometric test of a validated network (Tumminello et al. 2011,
    *PLoS ONE* 6:e17994) with things of unequal rarity, raised to the layer's power of `Commonness.temper`. O(things of a × k).
    """
    left, right = set(a) - set(b), set(b) - set(a)
    mine, theirs = (shares[shares["person"].isin(keys)] for keys in (left, right))
    items: list[Item] = []
    missing: list[str] = []
    for layer in POWER:
        found = _shared(mine[mine["layer"] == layer], theirs[theirs["layer"] == layer], without=left | right)
        if found:
            items.append(_together(layer, found, usual, sides=(left, right)))
        elif _could_be_seen(layer, usual, (left, right), covered=set(covered)):
            value = f"k=0 days={days}" if layer in (*_DIRECT, CONTACTS) and days else "k=0"
            items.append(Item(layer, value, _weight(layer, 0, 1.0)))
        else:
            missing.append(layer)
    return Evidence(about, tuple(items), tuple(missing))


def tail(chances: Iterable[float], least: int) -> float:
    """Return the probability that at least so many of independent events happen.

    Examples
    --------
    >>> round(tail([0.5, 0.5, 0.5], 2), 6)
    0.5
    """
    if least <= 0:
        return 1.0
    below = np.zeros(least)
    below[0] = 1.0
    for chance in chances:
        happened = np.concatenate(([0.0], below[:-1])) * chance
        below = below * (1 - chance) + happened
    return max(_RAREST, 1 - float(below.sum()))


def _shared(mine: pd.DataFrame, theirs: pd.DataFrame, *, without: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the things that both have, in order, with the rows that say so; one of the two is no third party."""
    both = sorted((set(mine["event"]) & set(theirs["event"])) - without)
    lines = pd.concat([mine, theirs])
    return {
        thing: tuple(sorted({row for rows in lines.loc[lines["event"] == thing, "reasons"] for row in rows}))
        for thing in both
    }


def _together(layer: str, found: Mapping[str, tuple[str, ...]], usual: Commonness, *, sides: Sides) -> Item:
    p = tail(_chances(layer, usual, sides), len(found)) ** usual.temper.get(layer, 1.0)
    weight = _weight(layer, len(found), p)
    rows = tuple(dict.fromkeys(row for rows in found.values() for row in rows))
    return Item(layer, f"k={len(found)} p={p:.2g}", weight, rows)


def _weight(layer: str, count: int, p: float) -> float:
    """Return the log10 Bayes factor of sharing so many things, or none, where strangers share as many with probability p."""
    if not count:
        return math.log10(1 - POWER[layer])
    power = POWER[layer] / count  # half of those who share one thing share two, a third of them three
    return min(_BOUND, math.log10((power + (1 - power) * p) / p))


def _chances(layer: str, usual: Commonness, sides: Sides) -> list[float]:
    """Return for each thing of the party that has fewer how probably the other has it by chance."""
    few, many = sorted((usual.of(layer, keys) for keys in sides), key=lambda held: (len(held), held))
    total = max(1, usual.total.get(layer, 1))
    return [1 - (1 - min(1.0, (count - 1) / total)) ** len(many) for count in few]


def _could_be_seen(layer: str, usual: Commonness, sides: Sides, *, covered: set[str]) -> bool:
    """Return whether something shared would be known: of both in most layers, of either's files for what goes between."""
    files = [bool(keys & covered) for keys in sides]
    if layer in _DIRECT:
        return any(files)
    if layer == CONTACTS:
        return all(files)
    return all(usual.of(layer, keys) for keys in sides)
