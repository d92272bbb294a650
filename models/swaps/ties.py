"""Ties as sparse tables: how often each number is in touch with each contact, who calls, and how often nobody speaks.

Why contacts may stand for others: when a gang throws its numbers away on one day, a member's contacts all change; under the
names of the numbers they had before, they are the same again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from models.swaps.ends import Ends, Floats, Ints, Pairs


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of every number; each table is numbers × contacts.

    Attributes
    ----------
    calls, made, texts : csr_array of float64
        Calls, those that the number made, those without a conversation; the three have the same entries.
    share : csr_array of float64
        The part of each contact in a number's traffic, by the square roots of the calls; every line sums to one.
    weight : csr_array of float64
        How much a contact counts as one that may have followed: n / (n + 1) of n calls.
    total : ndarray of float64, shape (numbers,)
        The sums of the lines of `weight`.
    """

    calls: sparse.csr_array
    made: sparse.csr_array
    texts: sparse.csr_array
    share: sparse.csr_array
    weight: sparse.csr_array
    total: Floats


def ties_of(ends: Ends, alias: Ints) -> Ties:
    """Return the ties of every number; `alias` names the contact that each one stands for. O(ends log ends)."""
    values = (np.ones(len(ends.who)), ends.made.astype(np.float64), ends.text.astype(np.float64))
    calls, made, texts = (_table(ends, alias, counts) for counts in values)
    root = np.sqrt(calls.data)
    lines = np.repeat(np.arange(calls.shape[0]), np.diff(calls.indptr))
    whole = np.bincount(lines, root, minlength=calls.shape[0])
    weight = calls.data / (calls.data + 1)
    total: Floats = np.bincount(lines, weight, minlength=calls.shape[0]).astype(np.float64)
    return Ties(calls, made, texts, with_data(calls, root / whole[lines]), with_data(calls, weight), total)


def _table(ends: Ends, alias: Ints, values: Floats) -> sparse.csr_array:
    count = len(ends.names)
    table = sparse.coo_array((values, (ends.who, alias[ends.other])), shape=(count, count)).tocsr()
    table.sum_duplicates()
    return table


def with_data(table: sparse.csr_array, data: Floats) -> sparse.csr_array:
    """Return a table with other values at the same places."""
    return sparse.csr_array((data, table.indices, table.indptr), shape=table.shape)


@dataclass(frozen=True, slots=True)
class Shared:
    """One line per pair and contact that both numbers of it have.

    Attributes
    ----------
    pair, contact : ndarray of int64
        The pair's place, and the contact.
    calls, made, texts : two ndarrays of float64
        Of the old and of the new number.
    share, weight : ndarray of float64
        The contact's part in the old one's traffic, and how much it counts among the new one's.
    """

    pair: Ints
    contact: Ints
    calls: tuple[Floats, Floats]
    made: tuple[Floats, Floats]
    texts: tuple[Floats, Floats]
    share: Floats
    weight: Floats


def shared_ties(ties: Ties, pairs: Pairs) -> Shared:
    """Return every contact that both numbers of each pair have. O(contacts of both, over all pairs)."""
    pair, contact, before = _entries(ties, pairs[0])
    other, place, after = _entries(ties, pairs[1])
    count = ties.calls.shape[1]
    _, a, b = np.intersect1d(pair * count + contact, other * count + place, assume_unique=True, return_indices=True)
    before, after = before[a], after[b]
    calls, made, texts = ((table.data[before], table.data[after]) for table in (ties.calls, ties.made, ties.texts))
    return Shared(pair[a], contact[a], calls, made, texts, ties.share.data[before], ties.weight.data[after])


def _entries(ties: Ties, numbers: Ints) -> tuple[Ints, Ints, Ints]:
    """Return every tie of every number: the number's place among those given, the contact, the place of the entry."""
    begin = ties.calls.indptr[numbers].astype(np.int64)
    length = ties.calls.indptr[numbers + 1].astype(np.int64) - begin
    line = np.repeat(np.arange(len(numbers)), length)
    first = np.cumsum(length) - length
    entry = np.arange(len(line)) - first[line] + begin[line]
    return line, ties.calls.indices[entry].astype(np.int64), entry
