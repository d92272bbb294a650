"""Links as a network for path questions: what the terms let in, and what each step costs.

Why a cost and not a ban: a courier may be the very link that matters; through a number that everybody calls, any two
people are joined, so such a step is dear in the measure that it says little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Terms:
    """Which links may be used.

    Attributes
    ----------
    types : frozenset of str, optional
        Types of links; all by default.
    since, until : Timestamp, optional
        A link counts when its time touches the period; undated links always count.
    least_weight : float
        Lighter links do not count, nor do those without any weight.
    directed : bool
        Whether links lead only from source to target.
    ignore : frozenset of str
        Keys the unit has decided to pass by, such as its own hotlines. An end that is asked for is never passed by.
    hops : int
        Longest path.
    """

    types: frozenset[str] | None = None
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    least_weight: float = 0.0
    directed: bool = False
    ignore: frozenset[str] = frozenset()
    hops: int = 6


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The links that terms let in.

    Attributes
    ----------
    keys : pandas.Index
        Ends, sorted; numbers are places in it.
    links : pandas.DataFrame
        The admitted lines, with `a` and `b`, the numbers of source and target; loops left out.
    cost : csr_array
        Shape (keys, keys): what a step costs; symmetric unless directed.
    degree : ndarray
        With how many others each is linked.
    ignored : tuple of str
        Keys of the ignore list that had links.
    directed : bool
        Whether links lead one way only.
    """

    keys: pd.Index[str]
    links: pd.DataFrame
    cost: csr_array
    degree: Int64s
    ignored: tuple[str, ...]
    directed: bool


def network(links: pd.DataFrame, terms: Terms, *, ends: frozenset[str] = frozenset()) -> Network:
    """Return the network of the links that terms let in.

    Parameters
    ----------
    links : pandas.DataFrame
        Columns source, target, type, id, first_at, last_at (UTC, may be missing), weight (missing counts 1).
    terms : Terms
        What may be used.
    ends : frozenset of str
        Asked-for keys, which the ignore list does not touch.

    Notes
    -----
    A step between u and v costs 1 − ½ (ln(s / S_u) + ln(s / S_v)) with s = ln(1 + weight of all links between them)
    and S the sum of s at an end: one for the step itself, and the surprise, in nats, that somebody who follows links at
    random from either end would take just this one. At a hotline with 10,000 callers that is some 9, at a friend 1 or 2.
    """
    passed = terms.ignore - ends
    admitted = links[_admitted(links, terms)]
    by = admitted["source"].isin(passed), admitted["target"].isin(passed)
    ignored = {*admitted.loc[by[0], "source"], *admitted.loc[by[1], "target"]}
    kept = admitted[~by[0] & ~by[1] & (admitted["source"] != admitted["target"])].sort_values("id", ignore_index=True)
    codes, keys = pd.factorize(pd.concat([kept["source"], kept["target"]], ignore_index=True), sort=True)
    kept = kept.assign(a=codes[: len(kept)], b=codes[len(kept) :])
    cost, degree = _cost(kept, len(keys), directed=terms.directed)
    return Network(pd.Index(keys), kept, cost, degree, tuple(sorted(ignored)), terms.directed)


def _admitted(links: pd.DataFrame, terms: Terms) -> pd.Series[bool]:
    weight = links["weight"].fillna(1)
    kept = (weight > 0) & (weight >= terms.least_weight)
    if terms.types is not None:
        kept &= links["type"].isin(sorted(terms.types))
    if terms.since is not None:
        kept &= ~(links["last_at"].fillna(links["first_at"]) < terms.since)
    if terms.until is not None:
        kept &= ~(links["first_at"].fillna(links["last_at"]) > terms.until)
    return kept


def _cost(links: pd.DataFrame, size: int, *, directed: bool) -> tuple[csr_array, Int64s]:
    weight = links["weight"].fillna(1).to_numpy(dtype=np.float64)
    a, b = (links[end].to_numpy(dtype=np.int64) for end in ("a", "b"))
    one_way = csr_array((weight, (a, b)), shape=(size, size))
    both = one_way + one_way.T
    both.sum_duplicates()
    strength = both.copy()
    strength.data = np.log1p(strength.data)
    total = np.asarray(strength.sum(axis=1)).ravel()
    ways = (one_way != 0).multiply(strength).tocoo() if directed else strength.tocoo()
    surprise = -0.5 * (np.log(ways.data / total[ways.coords[0]]) + np.log(ways.data / total[ways.coords[1]]))
    cost = csr_array((1 + surprise, ways.coords), shape=(size, size))
    return cost, np.diff(both.indptr).astype(np.int64)
