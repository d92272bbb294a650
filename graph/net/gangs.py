"""The gang map: communities that most draws agree on, with how firmly each member belongs and where else it might.

Why not one run of a method: see `graph.net.consensus`. Whether a network has more gangs than chance would give it says
`graph.net.chance`; that a group is close-knit says nothing of what it does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from graph.net.communities import communities
from graph.net.consensus import Consensus, Progress, agreed, consensus, links_of, silent
from graph.net.fused import Floats, Fused, Ints

CLOSE = 0.8
"""A second gang is close when it has at least this share of the first one's hold on the member."""
SOFT = 0.5
"""Rarity for the gang map: between a count of shared events (0) and each event counting once per person (1)."""
_MOST_BESIDE = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class GangMap:
    """Everybody's gang.

    Attributes
    ----------
    members : DataFrame
        One line per person, by gang, then stability: `person, gang, stability, second, second_stability, close, tied`.
        `stability` is the mean co-membership with the gang's other members (1 for a gang of one), `second` the other gang
        with the highest mean co-membership (-1 where no other gang is ever met), `close` whether it is close, `tied` to how many of the gang's
        other members it has a tie: whoever is tied to one only is always drawn with that one, and may be a mere contact.
    gangs : DataFrame
        One line per gang, the largest first: `gang, people, inside, expected, stability`. `inside` is the share of the
        members' weight that stays among them, `expected` what their weights alone would keep there.
    labels : ndarray of int64, shape (n,)
        Each person's gang in the order of `Fused.people`; gangs are numbered from 0, the largest first.
    """

    members: pd.DataFrame
    gangs: pd.DataFrame
    labels: Ints


def gang_map(
    net: Fused, *, draws: int = 300, cut: float | None = None, seed: int = 0, progress: Progress = silent
) -> GangMap:
    """Return the communities that the draws agree on; every one is connected.

    Parameters
    ----------
    net : Fused
        The fused network. Gangs of people who meet in groups are found better with `fused(..., rarity=SOFT)`.
    draws : int
        Thinned networks to look at; 300 for a case, 20 for a district of a million links.
    cut : float, optional
        Members of a gang are together in this share of the draws on average; see `graph.net.consensus.agreed`.
    seed : int
        The same seed gives the same map.
    progress : callable
        Told after each draw.

    Notes
    -----
    Consensus of resampled multi-resolution communities (Lancichinetti & Fortunato 2012; resolution range by Newman
    2016). About draws x O(links), and O(n^2) for up to 3,000 people at a time.
    """
    return mapped(net, consensus(net, draws=draws, seed=seed, progress=progress), cut=cut)


def mapped(net: Fused, drawn: Consensus, *, cut: float | None = None) -> GangMap:
    """Return the map of draws already made, at another cut if wished."""
    labels = agreed(net, drawn, cut=cut)
    hold = _hold(net, drawn, labels)
    return GangMap(_members(net, labels, hold), gang_sizes(net, labels, hold=hold), labels)


def beside(net: Fused, *, seed: int = 0) -> pd.DataFrame:
    """Return what single runs say: `person, modularity, propagation`, the numbers of their communities."""
    rows = links_of(net).csr()
    modular = communities(rows, seed=seed, method="modularity")
    return pd.DataFrame({"person": net.people, "modularity": modular, "propagation": communities(rows, seed=seed)})


def gang_sizes(net: Fused, labels: Ints, *, hold: sparse.csr_array | None = None) -> pd.DataFrame:
    """Return `gang, people, inside, expected` of every community, and `stability` if the holds are given."""
    links = links_of(net)
    count = int(labels.max(initial=-1)) + 1
    ends, weights = np.concatenate([links.first, links.second]), np.concatenate([links.weight, links.weight])
    volume = np.bincount(labels[ends], weights, count)
    same = labels[links.first] == labels[links.second]
    inside = 2 * np.bincount(labels[links.first[same]], links.weight[same], count)
    frame = pd.DataFrame({"gang": np.arange(count), "people": np.bincount(labels, minlength=count)})
    frame["inside"] = inside / np.where(volume > 0, volume, 1)
    frame["expected"] = volume / max(float(volume.sum()), 1e-300)
    if hold is not None:
        own = _own(hold, labels)
        frame["stability"] = np.bincount(labels, own, count) / np.maximum(frame["people"].to_numpy(), 1)
    return frame


def tied_inside(net: Fused, labels: Ints) -> Ints:
    """Return to how many others of its own community everybody is tied, shape (n,)."""
    same = labels[net.first] == labels[net.second]
    ends = np.concatenate([net.first[same], net.second[same]])
    return np.bincount(ends, minlength=net.size).astype(np.int64)


def _hold(net: Fused, drawn: Consensus, labels: Ints) -> sparse.csr_array:
    """Return each person's mean co-membership with the others of its own gang and of gangs it has links to."""
    person, gang = _candidates(net, labels)
    sizes = np.bincount(labels)
    order = np.argsort(labels, kind="stable")
    start = np.cumsum(sizes) - sizes
    values = np.zeros(len(person))
    step = max(1, _MOST_BESIDE // max(1, int(sizes.max(initial=1))))
    for begin in range(0, len(person), step):
        part = slice(begin, begin + step)
        values[part] = _means(drawn, person[part], others=(order, start[gang[part]], sizes[gang[part]]))
    return sparse.csr_array((values, (person, gang)), shape=(net.size, len(sizes)))


def _candidates(net: Fused, labels: Ints) -> tuple[Ints, Ints]:
    """Return (person, gang): everyone's own gang and the gangs of whoever they share something with."""
    person = np.concatenate([np.arange(net.size), net.first, net.second])
    gang = np.concatenate([labels, labels[net.second], labels[net.first]])
    codes = np.unique(person * (int(labels.max(initial=0)) + 1) + gang)
    return np.divmod(codes, int(labels.max(initial=0)) + 1)


def _means(drawn: Consensus, person: Ints, *, others: tuple[Ints, Ints, Ints]) -> Floats:
    """Return each person's mean co-membership with a stretch of `order`, itself left out."""
    order, start, size = others
    row = np.repeat(np.arange(len(person)), size)
    place = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(start, size)
    other = order[place]
    apart = other != person[row]
    share = drawn.together(person[row[apart]], other[apart])
    return np.bincount(row[apart], share, len(person)) / np.maximum(np.bincount(row[apart], minlength=len(person)), 1)


def _own(hold: sparse.csr_array, labels: Ints) -> Floats:
    """Return everyone's hold by their own gang; 1 for a gang of one."""
    if not len(labels):
        return np.zeros(0)
    own: Floats = np.asarray(hold[np.arange(len(labels)), labels], dtype=np.float64).ravel()
    return np.where(np.bincount(labels)[labels] == 1, 1.0, own)


def _members(net: Fused, labels: Ints, hold: sparse.csr_array) -> pd.DataFrame:
    own = _own(hold, labels)
    elsewhere = hold.tocoo()
    other = (labels[elsewhere.row] != elsewhere.col) & (elsewhere.data > 0)
    ranked = pd.DataFrame(
        {"place": elsewhere.row[other], "second": elsewhere.col[other], "second_stability": elsewhere.data[other]}
    ).sort_values(["place", "second_stability", "second"], ascending=[True, False, True])
    best = ranked.drop_duplicates("place").set_index("place").reindex(range(net.size))
    frame = pd.DataFrame({"person": net.people, "gang": labels, "stability": own})
    frame["second"] = best["second"].fillna(-1).astype(np.int64).to_numpy()
    frame["second_stability"] = best["second_stability"].fillna(0.0).to_numpy()
    frame["tied"] = tied_inside(net, labels)
    frame["close"] = (frame["second"] >= 0) & (frame["second_stability"] >= CLOSE * frame["stability"])
    return frame.sort_values(["gang", "stability", "person"], ascending=[True, False, True], ignore_index=True)
