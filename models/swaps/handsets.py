"""Two numbers in one handset: strong where the handset is a person's, nothing where it is a shop's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from models.swaps.ends import Ends, Floats, Pairs
from models.swaps.ties import with_data

SHOP = 5
"""A handset in which more numbers than this were is a shop's, and tells nothing of who uses them."""
KEPT = 0.5
"""How often somebody with a new number keeps the handset, before anything is seen."""
_CHANCE = 0.002


@dataclass(frozen=True, slots=True)
class Handsets:
    """In which handsets numbers were, shops left out; a 1 each, numbers × handsets.

    Attributes
    ----------
    used : csr_array of float64
        Where a number was in a handset.
    rare : csr_array of float64
        The same over how many other numbers were in it.
    """

    used: sparse.csr_array
    rare: sparse.csr_array

    @property
    def pairs(self) -> Pairs:
        """Every two numbers of one handset, both ways round."""
        met = (self.used @ self.used.T).tocoo()
        apart = met.coords[0] != met.coords[1]
        return met.coords[0][apart].astype(np.int64), met.coords[1][apart].astype(np.int64)


def handsets_of(sides: pd.DataFrame, ends: Ends, users: pd.Series | None = None) -> Handsets:
    """Return in which handsets numbers were.

    Parameters
    ----------
    sides : DataFrame
        `phone, imei`; lines without a handset, or of unknown numbers, tell nothing.
    ends : Ends
        The calls.
    users : Series of int, optional
        How many numbers were in each handset; counted in `sides` without it.
    """
    known = sides[["phone", "imei"]].dropna().drop_duplicates()
    several = users_of(sides) if users is None else users
    own = known[known["imei"].map(several).fillna(1) <= SHOP]
    who = ends.places(own["phone"])
    which, found = pd.factorize(own["imei"], sort=True)
    seen = who >= 0
    shape = (len(ends.names), max(1, len(found)))
    used = sparse.coo_array((np.ones(int(seen.sum())), (who[seen], which[seen])), shape=shape).tocsr()
    used.sum_duplicates()
    others = np.maximum(several.reindex(found).fillna(1).to_numpy(np.float64) - 1, 1)
    return Handsets(used, with_data(used, 1 / others[used.indices]) if len(found) else used)


def users_of(sides: pd.DataFrame) -> pd.Series:
    """Return how many numbers were in each handset, by the handset."""
    counted: pd.Series = sides[["phone", "imei"]].dropna().drop_duplicates().groupby("imei")["phone"].size()
    return counted


def kept(known: Handsets, pairs: Pairs) -> Floats:
    """Return the log10 Bayes factor of sharing a handset or not, shape (pairs,); NaN where either shows none.

    Half of those who change their number keep the handset; two others are in one handset seldom, at most one in five
    hundred, and of a handset of several numbers each other one could as well be the successor.
    """
    old, new = pairs
    seen = np.diff(known.used.indptr) > 0
    found = np.full(len(old), np.nan)
    both = np.flatnonzero(seen[old] & seen[new])
    if len(both):
        alike = sparse.csr_array(known.rare[old[both]].multiply(known.used[new[both]]))
        best = np.asarray(alike.max(axis=1).todense()).ravel()
        found[both] = np.where(best > 0, np.log10(np.maximum(KEPT * best / _CHANCE, 1.0)), np.log10(1 - KEPT))
    return found
