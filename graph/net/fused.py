"""The fused person network: who shares what with whom, layer by layer, each shared thing weighted by its rarity.

Why keep the shares apart: a line of 3.2 between two people convinces nobody; "one handset (3 people), two cases (2 and
5 people)" does, and taking one of them away must change that line and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Keys = NDArray[np.object_]

LAYERS = ("case", "calls", "money", "handset", "sim", "kin", "travel", "address")
"""The layers that a centre's files give; any other name works as well."""
LARGEST = 200
"""An event of more people than this links nobody: it would give each pair less than a two-hundredth."""
MOST_SHARES = 20_000_000
"""How many shares (pair, event) a network may hold: 24 bytes each."""


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """Who shares what with whom.

    Attributes
    ----------
    people : ndarray of object, shape (n,)
        The keys, ascending; everything below speaks of their places.
    first, second : ndarray of int64, shape (pairs,)
        The pairs that share something, first < second, ascending.
    pair, event : ndarray of int64, shape (shares,)
        One share: which pair, by which event; ordered by pair, then event.
    share : ndarray of float64, shape (shares,)
        Its weight: strength of the event / (people of the event - 1)^rarity.
    attended, attender : ndarray of int64, shape (lines,)
        The two-mode table: which event has which person; ordered by event, then person.
    events : DataFrame
        `layer, event, people, strength` of every event that links somebody, in the order (layer, event).
    left_out : DataFrame
        `layer, event, people` of the events that the size guard left out.
    rarity : float
        How much less an event of many people counts; see `fused`.
    """

    people: Keys
    first: Ints
    second: Ints
    pair: Ints
    event: Ints
    share: Floats
    attended: Ints
    attender: Ints
    events: pd.DataFrame
    left_out: pd.DataFrame
    rarity: float = 1.0

    @property
    def size(self) -> int:
        """Return how many people there are."""
        return len(self.people)

    def weights(self, kept: Bools | None = None) -> Floats:
        """Return the weight of every pair, counting only the kept events (shape (events,)) if given."""
        share = self.share if kept is None else self.share * kept[self.event]
        return np.bincount(self.pair, share, len(self.first)).astype(np.float64)

    def matrix(self) -> sparse.csr_array:
        """Return the symmetric weights, shape (n, n)."""
        weights = self.weights()
        ends = np.concatenate([self.first, self.second]), np.concatenate([self.second, self.first])
        return sparse.csr_array((np.concatenate([weights, weights]), ends), shape=(self.size, self.size))


def fused(
    incidences: pd.DataFrame,
    *,
    strengths: Mapping[str, float] | None = None,
    rarity: float = 1.0,
    largest: int = LARGEST,
    most: int = MOST_SHARES,
) -> Fused:
    """Return the fused network: who is linked with whom, by what.

    Parameters
    ----------
    incidences : DataFrame
        `person, layer, event` and optionally `weight` (how strongly the event ties; the mean of its lines counts,
        1 by default). Repeated lines count once.
    strengths : mapping of str to float, optional
        How much a layer counts; 1 unless named, 0 leaves it out.
    rarity : float
        An event of k people gives each of its pairs strength / (k - 1)^rarity.
    largest : int
        Events of more people link nobody and are listed in `left_out`.
    most : int
        How many shares may be held; while there would be more, the largest events are left out too.

    Returns
    -------
    Fused
        The same for the same lines in any order.

    Notes
    -----
    With rarity 1 each person gets an event's strength once, however many come to it (Newman 2001, "Scientific collaboration networks II"). O(shares log shares).

    Examples
    --------
    >>> shared = pd.DataFrame({"person": ["a", "b", "b", "c", "d"], "layer": "case", "event": list("11222")})
    >>> net = fused(shared)
    >>> pairs(net)[["a", "b", "weight"]].values.tolist()
    [['a', 'b', 1.0], ['b', 'c', 0.5], ['b', 'd', 0.5], ['c', 'd', 0.5]]
    """
    lines = _lines(incidences, strengths or {})
    people: Keys = np.array(sorted(incidences["person"].dropna().unique()), dtype=object)
    of_event, events = _numbered_events(lines)
    linking = _linking(events["people"].to_numpy(np.int64), largest=largest, most=most)
    left_out = events[(events["people"] > 1) & ~linking].drop(columns="strength").reset_index(drop=True)
    inside = linking[of_event]
    place = np.searchsorted(people, lines["person"].to_numpy(object)[inside]).astype(np.int64)
    number = (np.cumsum(linking) - 1)[of_event[inside]]
    kept = events[linking].reset_index(drop=True)
    return linked(people, kept, number, of_person=place, left_out=left_out, rarity=rarity)


def linked(
    people: Keys, events: pd.DataFrame, of_event: Ints, *, of_person: Ints, left_out: pd.DataFrame, rarity: float
) -> Fused:
    """Return the network of a two-mode table whose lines are ordered by event, then person."""
    a, b, event = _pairs_within(of_event, of_person)
    order = np.lexsort((event, b, a))
    a, b, event = a[order], b[order], event[order]
    first, second, pair = _numbered(a, b, size=max(1, len(people)))
    each = (events["strength"] / (events["people"] - 1) ** rarity).to_numpy(np.float64)
    return Fused(people, first, second, pair, event, each[event], of_event, of_person, events, left_out, rarity)


def pairs(net: Fused) -> pd.DataFrame:
    """Return every pair and what each layer contributes, heaviest first.

    Returns
    -------
    DataFrame
        `a, b, weight, events` and one column per layer of the network; the layers' columns add up to the weight.
    """
    layers = net.events["layer"].to_numpy(object)[net.event]
    ends = {"a": pd.Series(net.people[net.first], dtype="str"), "b": pd.Series(net.people[net.second], dtype="str")}
    frame = pd.DataFrame(ends | {"weight": net.weights()})
    frame["events"] = np.bincount(net.pair, minlength=len(frame)).astype(np.int64)
    for layer in sorted(set(net.events["layer"])):
        frame[layer] = np.bincount(net.pair, net.share * (layers == layer), len(frame))
    return frame.sort_values(["weight", "a", "b"], ascending=[False, True, True], kind="stable", ignore_index=True)


def evidence(net: Fused, people: Iterable[str]) -> pd.DataFrame:
    """Return what some people share with each other: `a, b, layer, event, people, share`, the rarest first, a < b.

    Raises
    ------
    KeyError
        If one of them is not in the network.
    """
    inside = np.zeros(net.size, np.bool_)
    inside[[place_of(net, person) for person in people]] = True
    here = np.flatnonzero(inside[net.first[net.pair]] & inside[net.second[net.pair]])
    pair = net.pair[here]
    frame = net.events.iloc[net.event[here]][["layer", "event", "people"]].assign(share=net.share[here])
    ends = {"a": net.people[net.first[pair]], "b": net.people[net.second[pair]]}
    rarest: pd.DataFrame = (
        frame.assign(**ends)[["a", "b", "layer", "event", "people", "share"]]
        .sort_values(["share", "layer", "event", "a", "b"], ascending=[False, True, True, True, True])
        .reset_index(drop=True)
    )
    return rarest


def place_of(net: Fused, person: str) -> int:
    """Return a person's place in the network.

    Raises
    ------
    KeyError
        If the network does not know the person.
    """
    place = int(np.searchsorted(net.people, person))
    if place == net.size or net.people[place] != person:
        raise KeyError(person)
    return place


def _lines(incidences: pd.DataFrame, strengths: Mapping[str, float]) -> pd.DataFrame:
    """Return one line per (layer, event, person), its weight times the layer's strength."""
    lines = incidences.dropna(subset=["person", "layer", "event"])
    weight = lines["weight"].fillna(1.0) if "weight" in lines else pd.Series(1.0, index=lines.index)
    strength = lines["layer"].map(lambda layer: strengths.get(layer, 1.0)).astype(float)
    table = lines.assign(weight=weight.astype(float) * strength)[["layer", "event", "person", "weight"]]
    ordered: pd.DataFrame = table[table["weight"] > 0].sort_values(
        ["layer", "event", "person", "weight"], ignore_index=True
    )
    once: pd.DataFrame = ordered.drop_duplicates(["layer", "event", "person"], keep="last", ignore_index=True)
    return once


def _numbered_events(lines: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Return which event each line is of, and `layer, event, people, strength` of the events in the lines' order."""
    layer, event = lines["layer"].to_numpy(object), lines["event"].to_numpy(object)
    begins = np.ones(len(lines), np.bool_)
    begins[1:] = (layer[1:] != layer[:-1]) | (event[1:] != event[:-1])
    number = (np.cumsum(begins) - 1).astype(np.int64)
    people = np.bincount(number, minlength=int(begins.sum())).astype(np.int64)
    strength = np.bincount(number, lines["weight"].to_numpy(np.float64), len(people)) / np.maximum(people, 1)
    columns = {"layer": layer[begins], "event": event[begins], "people": people, "strength": strength}
    return number, pd.DataFrame(columns)


def _linking(people: Ints, *, largest: int, most: int) -> Bools:
    """Return which events link: two people or more, no more than `largest`, and the smallest `most` shares."""
    linking = (people > 1) & (people <= largest)
    shares = np.where(linking, people * (people - 1) // 2, 0)
    order = np.argsort(people, kind="stable")
    too_many = np.zeros(len(people), dtype=np.bool_)
    too_many[order] = np.cumsum(shares[order]) > most
    return linking & ~too_many


def _pairs_within(event: Ints, person: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (a, b, event) of every two people of one event, a < b; the lines are ordered by event, then person."""
    sizes = np.bincount(event) if len(event) else np.zeros(0, np.int64)
    start = np.cumsum(sizes) - sizes
    later = sizes[event] - (np.arange(len(event)) - start[event]) - 1
    left = np.repeat(np.arange(len(event)), later)
    ahead = np.arange(len(left)) - np.repeat(np.cumsum(later) - later, later) + 1
    return person[left], person[left + ahead], event[left]


def _numbered(a: Ints, b: Ints, *, size: int) -> tuple[Ints, Ints, Ints]:
    """Return the different pairs, ascending, and which of them each (a, b) is."""
    codes, pair = np.unique(a * size + b, return_inverse=True)
    return codes // size, codes % size, pair.astype(np.int64)
