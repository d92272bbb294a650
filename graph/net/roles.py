"""Positions inside a network of gangs: who is busy, who stands between, who is free to deal, and who brokers what.

Why a description and no ranking of leaders: on the one published network with known bosses the number of contacts does
about as well as anything cleverer, and the real leader may not be in the data at all.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from graph.net.betweenness import betweenness
from graph.net.consensus import links_of
from graph.net.fragments import around
from graph.net.fused import Floats, Fused, Ints

QUADRANTS = ("core", "busy", "broker", "fringe")
BROKERAGE = ("coordinator", "gatekeeper", "consultant", "liaison")


def positions(net: Fused, labels: Ints) -> pd.DataFrame:
    """Return everybody's position inside their gang and between gangs.

    Parameters
    ----------
    net : Fused
        The network; who is linked counts, weights only for the constraint.
    labels : ndarray of int64, shape (n,)
        Each person's gang.

    Returns
    -------
    DataFrame
        By gang, then place: `person, gang, degree` (other members it is linked with), `betweenness` (share of the pairs
        of other members between whom it lies, 0 to 1), `quadrant`, `constraint`, and the `BROKERAGE` columns.
        Quadrants (Morselli 2009) split a gang at its means: `core` both above, `busy` only degree, `broker` only
        betweenness, `fringe` neither.

    Notes
    -----
    O(members x links inside) for each gang, and O(sum of squared degrees) for the brokerage.
    """
    inside = _inside(net, labels)
    frame = pd.DataFrame({"person": net.people, "gang": labels}).join(inside)
    frame["quadrant"] = _quadrants(frame)
    frame["constraint"] = constraint(net)
    frame = frame.join(brokerage(net, labels))
    return frame.sort_values(["gang", "person"], ignore_index=True)


def constraint(net: Fused) -> Floats:
    """Return Burt's constraint of everybody: 1 for who has one contact, low for who deals with people strange to each other.

    Notes
    -----
    Burt (1992), "Structural Holes": the sum over contacts j of (p_ij + sum over q of p_iq p_qj)^2, with p_ij the share of
    i's weight that goes to j. Not a number for who has no contact.
    """
    matrix = net.matrix()
    strength = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    share = sparse.csr_array(matrix / np.where(strength > 0, strength, 1)[:, None])
    both = (share + share @ share) * (matrix > 0)
    total = np.asarray(both.multiply(both).sum(axis=1), dtype=np.float64)
    return np.where(strength > 0, total, np.nan)


def brokerage(net: Fused, labels: Ints) -> pd.DataFrame:
    """Return how many pairs of people who are not linked each person joins, by whose gangs they are of.

    Returns
    -------
    DataFrame
        In the order of `net.people`: `coordinator` (all three of one gang), `gatekeeper` (between the own gang and
        another), `consultant` (between two of one other gang), `liaison` (three gangs); Gould & Fernandez (1989), without
        directions.
    """
    neighbours = around(links_of(net))
    of = [neighbours.other[neighbours.first[n] : neighbours.first[n + 1]].tolist() for n in range(net.size)]
    linked = [set(others) for others in of]
    counts = np.zeros((net.size, len(BROKERAGE)), np.int64)
    for middle, others in enumerate(of):
        for a, b in combinations(others, 2):
            if b not in linked[a]:
                counts[middle, _kind(labels[middle], labels[a], labels[b])] += 1
    return pd.DataFrame(counts, columns=list(BROKERAGE))


def _kind(own: int, one: int, other: int) -> int:
    if own in (one, other):
        return 0 if one == other else 1
    return 2 if one == other else 3


def _inside(net: Fused, labels: Ints) -> pd.DataFrame:
    """Return degree and normalised betweenness among the members of each gang, in the order of the people."""
    degree, between = np.zeros(net.size, np.int64), np.zeros(net.size)
    same = labels[net.first] == labels[net.second]
    order = np.argsort(labels, kind="stable")
    for members in np.split(order, np.cumsum(np.bincount(labels))[:-1]) if net.size else []:
        mine = same & (labels[net.first] == labels[members[0]])
        a, b = np.searchsorted(members, net.first[mine]), np.searchsorted(members, net.second[mine])
        size = len(members)
        degree[members] = np.bincount(np.concatenate([a, b]), minlength=size)
        pairs = max(1, (size - 1) * (size - 2) / 2)
        between[members] = betweenness(zip(a.tolist(), b.tolist(), strict=True), size) / pairs
    return pd.DataFrame({"degree": degree, "betweenness": between})


def _quadrants(frame: pd.DataFrame) -> pd.Series:
    by_gang = frame.groupby("gang")
    busy = frame["degree"] > by_gang["degree"].transform("mean")
    between = frame["betweenness"] > by_gang["betweenness"].transform("mean")
    return pd.Series(
        np.select([busy & between, busy, between], ["core", "busy", "broker"], "fringe"), index=frame.index
    )
