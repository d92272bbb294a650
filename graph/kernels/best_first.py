"""The search behind chains: what begins a chain waits in a heap, and the largest sum is followed first.

Why an arena: beginnings share their own beginnings, so each is one entry with a parent, and none is copied.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from graph.kernels.columns import Numbers, Places
from graph.kernels.jit import kernel
from graph.kernels.rule import MOST_FEN, Rule, band
from graph.kernels.transfers import Rows, after

# Row, parent entry (-1: none), transfers so far, and the last amount of each beginning.
Arena: TypeAlias = tuple[Numbers, Numbers, Numbers, Places]


@kernel
def best_chains(
    transfers: tuple[Places, Rows],
    starts: tuple[Places, Numbers],
    rule: Rule,
    bounds: tuple[int, int],
    shown: tuple[Numbers, Places, Places],
    told: tuple[Places, Places, Places],
) -> None:
    """Fill in the best `top` chains of each start, and how many beginnings were examined, found whole, left out."""
    row, source = starts
    top, cap = bounds
    positions, delivered, kept = shown
    arena = (np.empty(cap, np.int32), np.empty(cap, np.int32), np.empty(cap, np.int32), np.empty(cap, np.int64))
    heap, best, account = np.empty(cap, np.int32), np.empty(top + 1, np.int32), np.empty(rule.hops + 1, np.int32)
    for s in range(len(row)):
        if transfers[1][row[s]].target == source[s]:
            continue
        account[0] = source[s]
        _open(arena, row[s], transfers[1])
        kept[s] = _examined(transfers, rule, arena, heap, best, account, s, told)
        for n in range(kept[s]):
            delivered[s * top + n] = arena[3][best[n]]
            _write_positions(transfers[1], arena, best[n], positions[s * top + n])


@kernel
def _open(arena: Arena, row: int, rows: Rows) -> None:
    at, parent, depth, amount = arena
    at[0], parent[0], depth[0], amount[0] = row, -1, 1, rows[row].amount


@kernel
def _examined(
    transfers: tuple[Places, Rows],
    rule: Rule,
    arena: Arena,
    heap: Numbers,
    best: Numbers,
    account: Numbers,
    s: int,
    told: tuple[Places, Places, Places],
) -> int:
    """Look at the chains of one start and return how many of the best are kept.

    Once the list is full and amounts can only shrink below it, what waits is only counted, in the order of a stack.
    """
    amount, depth = arena[3], arena[2]
    examined, found, beyond = told
    heap[0], waiting, made, kept, settled = 0, 1, 1, 0, False
    while waiting:
        if not settled and kept == len(best) - 1 and rule.most_ratio <= 1:
            settled = amount[heap[0]] < amount[best[kept - 1]]
        entry = heap[waiting - 1] if settled else _taken(heap, waiting, amount)
        waiting -= 1
        more = _continued(transfers, rule, arena, account, entry, made)
        fitting = min(more, len(heap) - made)
        for new in range(made, made + fitting):
            _put(heap, waiting, new, amount, settled)
            waiting += 1
        made += fitting
        if more == 0:
            found[s] += 1
            kept = _inserted(transfers[1], arena, best, kept, entry)
        elif fitting < more:
            beyond[s] = max(beyond[s], _most_delivered(rule, depth[entry], amount[entry]))
    examined[s] = made
    return kept


@kernel
def _continued(
    transfers: tuple[Places, Rows], rule: Rule, arena: Arena, account: Numbers, entry: int, made: int
) -> int:
    """Write the beginnings that continue `entry` from place `made` on, as far as they fit; return how many there are."""
    first, rows = transfers
    at, parent, depth, amount = arena
    if depth[entry] == rule.hops:
        return 0
    _write_accounts(rows, arena, entry, account)
    last = rows[at[entry]]
    low, high = band(last.amount, rule.least_ratio, rule.most_ratio)
    end, latest, more = first[last.target + 1], last.time + rule.window_ms, 0
    for j in range(after(rows, first[last.target], end, last.time), end):
        row = rows[j]
        if row.time > latest:
            break
        if low <= row.amount <= high and not _among(account, depth[entry] + 1, row.target):
            place = made + more
            more += 1
            if place < len(at):
                at[place], parent[place], depth[place], amount[place] = j, entry, depth[entry] + 1, row.amount
    return more


@kernel
def _most_delivered(rule: Rule, depth: int, amount: int) -> int:
    """Return a bound on what the continuations of a beginning deliver."""
    bound = amount * min(rule.most_ratio, 1.0)
    if rule.most_ratio > 1:
        bound = amount * rule.most_ratio ** (rule.hops - depth)
    return MOST_FEN if bound >= MOST_FEN else int(bound)


@kernel
def _write_accounts(rows: Rows, arena: Arena, entry: int, account: Numbers) -> None:
    """Write the accounts of a beginning behind the first, which stands there."""
    at, parent, depth, _ = arena
    while entry >= 0:
        account[depth[entry]] = rows[at[entry]].target
        entry = parent[entry]


@kernel
def _among(account: Numbers, size: int, wanted: int) -> bool:
    for n in range(size):
        if account[n] == wanted:
            return True
    return False


@kernel
def _write_positions(rows: Rows, arena: Arena, entry: int, positions: Numbers) -> None:
    at, parent, depth, _ = arena
    while entry >= 0:
        positions[depth[entry] - 1] = rows[at[entry]].position
        entry = parent[entry]


@kernel
def _inserted(rows: Rows, arena: Arena, best: Numbers, kept: int, entry: int) -> int:
    """Put a whole chain into the list of the best, whose last falls off when it is full."""
    place = kept
    while place and _better(rows, arena, entry, best[place - 1]):
        best[place] = best[place - 1]
        place -= 1
    best[place] = entry
    return min(kept + 1, len(best) - 1)


@kernel
def _better(rows: Rows, arena: Arena, a: int, b: int) -> bool:
    """Compare two whole chains: by amount, by length, by the positions of their transfers."""
    at, parent, depth, amount = arena
    if amount[a] != amount[b]:
        return bool(amount[a] > amount[b])
    if depth[a] != depth[b]:
        return bool(depth[a] > depth[b])
    earlier = False
    while a >= 0:  # the difference nearest to the start decides, so the last one met
        here, there = rows[at[a]].position, rows[at[b]].position
        earlier = here < there if here != there else earlier
        a, b = parent[a], parent[b]
    return earlier


@kernel
def _put(heap: Numbers, size: int, entry: int, amount: Places, settled: bool) -> None:
    place = size
    while not settled and place and amount[heap[(place - 1) >> 1]] < amount[entry]:
        heap[place] = heap[(place - 1) >> 1]
        place = (place - 1) >> 1
    heap[place] = entry


@kernel
def _taken(heap: Numbers, size: int, amount: Places) -> int:
    """Take the entry with the largest amount out of a heap of `size`."""
    top, last, place = heap[0], heap[size - 1], 0
    while 2 * place + 1 < size - 1:
        child = 2 * place + 1
        if child + 1 < size - 1 and amount[heap[child + 1]] > amount[heap[child]]:
            child += 1
        if amount[heap[child]] <= amount[last]:
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last
    return int(top)
