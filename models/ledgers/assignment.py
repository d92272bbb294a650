"""One to one: which pairs are taken together, and how probable each is beside its rivals and beside none at all.

Why both: the likeliest set of pairs answers "who belongs to whom", and the probability of a pair over all sets says how
sure that is; two equal credits of one debit make it a half, however well each fits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from models.ledgers.records import Floats, Ints

_ROUNDS = 30
_LEAST_ODDS = -6.0
_NOTHING = 1e-7
"""Odds that change no rival's."""
_SHIFT = 1e3


def probabilities(first: Ints, second: Ints, odds: Floats) -> Floats:
    """Return how probable each pair is when everybody has at most one partner, shape (pairs,).

    Parameters
    ----------
    first, second : ndarray of int64
        Places on the two sides.
    odds : ndarray of float64
        Odds of each pair against its debit having no partner, before any rival is thought of.

    Notes
    -----
    Belief propagation on the bipartite graph, which always converges (Williams and Lau 2014); exact where the pairs form
    no rings. O(pairs) per round; pairs that are out of the question take no part.
    """
    found, near = odds / (1 + odds), odds > _NOTHING
    found[near] = _propagated(first[near], second[near], odds[near])
    return found


def _propagated(first: Ints, second: Ints, odds: Floats) -> Floats:
    back = np.ones(len(odds))
    for _ in range(_ROUNDS):
        reach = odds * back
        forth = odds / (1 + np.maximum(_sums(first, reach) - reach, 0))
        back = 1 / (1 + np.maximum(_sums(second, forth) - forth, 0))
    reach = odds * back
    return np.asarray(reach / (1 + _sums(first, reach)))


def taken(first: Ints, second: Ints, log_odds: Floats) -> NDArray[np.bool_]:
    """Return which pairs the likeliest one-to-one set holds, shape (pairs,); a pair below even odds needs a good reason.

    Parameters
    ----------
    first, second : ndarray of int64
        Places on the two sides, each pair once.
    log_odds : ndarray of float64
        log10 odds against no partner.

    Notes
    -----
    Minimum-weight full matching (Jonker and Volgenant 1987) with a stand-in for every debit that stays without partner;
    of equally likely sets the same one is taken whenever the pairs come in the same order.
    """
    chosen = np.zeros(len(first), dtype=np.bool_)
    near = np.flatnonzero(log_odds > _LEAST_ODDS)
    if not len(near):
        return chosen
    rows, row = np.unique(first[near], return_inverse=True)
    columns, column = np.unique(second[near], return_inverse=True)
    cost = np.concatenate([_SHIFT - np.clip(log_odds[near], None, _SHIFT / 2), np.full(len(rows), _SHIFT)])
    own = np.arange(len(rows))
    places = (np.concatenate([row, own]), np.concatenate([column, len(columns) + own]))
    whole = csr_matrix((cost, places), shape=(len(rows), len(columns) + len(rows)))
    found = np.stack(min_weight_full_bipartite_matching(whole))
    wanted = found[0] * whole.shape[1] + found[1]
    chosen[near] = np.isin(row * whole.shape[1] + column, wanted)
    return chosen


def _sums(places: Ints, values: Floats) -> Floats:
    """Return, per pair, the sum over all pairs of its place."""
    return np.asarray(np.bincount(places, values, minlength=1)[places], dtype=np.float64)
