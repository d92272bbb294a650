"""Traced money through time-ordered transfers: five rules of which money leaves an account first.

Why two loops: pro-rata, dirty-first and clean-first need two sums per account, first-in and last-in need the order in
which the money came; that order is kept in linked cells, whose number the transfers bound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.jit import kernel

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
PRO_RATA, DIRTY_FIRST, CLEAN_FIRST, FIFO, LIFO = range(5)
_FEN, _TRACED, _NEXT, _BEFORE = range(4)  # columns of a cell
_FREE, _USED = range(2)  # of the state of the cells


@kernel
def share(part: int, dirty: int, whole: int) -> int:
    """Return part * dirty / whole to the nearest unit, a half going up, without overflow; 0 <= part, dirty <= whole.

    The float is a guess only: what it leaves over is counted in wrapping integers, exact because it is small.
    """
    guess = int(float(part) * (float(dirty) / float(whole)))
    rest = part * dirty - guess * whole
    while rest < 0:
        guess -= 1
        rest += whole
    while rest >= whole:
        guess += 1
        rest -= whole
    return guess + (1 if rest >= whole - rest else 0)


@kernel
def _dirty_part(rule: int, taken: int, dirty: int, clean: int) -> int:
    if rule == DIRTY_FIRST:
        return min(taken, dirty)
    if rule == CLEAN_FIRST:
        return max(0, taken - clean)
    return share(taken, dirty, dirty + clean) if dirty else 0


@kernel
def _taken(rule: int, account: int, amount: int, dirty: Ints, clean: Ints) -> int:
    """Take an amount, or all there is, out of an account's sums; return the traced part."""
    out = min(amount, dirty[account] + clean[account])
    traced = _dirty_part(rule, out, dirty[account], clean[account])
    dirty[account] -= traced
    clean[account] -= out - traced
    return traced


@kernel
def _settled(rule: int, account: int, gap: int, opening: int, dirty: Ints, clean: Ints) -> int:
    """Bring an account's sums to what its statement says it had; return the traced money that left unseen."""
    if opening >= 0:
        gap = opening - dirty[account] - clean[account]
    if gap >= 0:
        clean[account] += gap
        return 0
    return _taken(rule, account, -gap, dirty, clean)


@kernel
def trace_sums(
    rule: int,
    ends: tuple[Numbers, Numbers],
    amount: Ints,
    seed: Ints,
    gaps: tuple[Ints, Ints, Ints, Ints],
    accounts: int,
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Trace seeds under PRO_RATA, DIRTY_FIRST or CLEAN_FIRST.

    Parameters
    ----------
    rule : int
        One of the three.
    ends : (int32[n], int32[n])
        Source and target account of each transfer in time order, -1 for a terminal.
    amount : int64[n]
        Minor units.
    seed : int64[n]
        How much of the transfer is traced money by assertion.
    gaps : four of int64[n]
        For source and target: money that came (+) or left (-) unseen before the transfer; and again for source and
        target: what the account had before the transfer where its statement begins, else -1.
    accounts : int
        How many there are.

    Returns
    -------
    traced, entered : int64[n]
        Traced money in each transfer; and how much of it begins here.
    unseen_source, unseen_target : int64[n]
        Traced money that left the account unseen before the transfer.
    held : int64[accounts]
        Traced money in each account at the end.
    """
    size = len(amount)
    traced, entered = np.zeros(size, np.int64), np.zeros(size, np.int64)
    unseen_source, unseen_target = np.zeros(size, np.int64), np.zeros(size, np.int64)
    dirty, clean = np.zeros(accounts, np.int64), np.zeros(accounts, np.int64)
    for i in range(size):
        a, b = ends[0][i], ends[1][i]
        if a == b and a >= 0:
            continue
        if a >= 0:
            unseen_source[i] = _settled(rule, a, gaps[0][i], gaps[2][i], dirty, clean)
            traced[i] = _taken(CLEAN_FIRST if seed[i] else rule, a, amount[i], dirty, clean)
        if seed[i]:
            entered[i] = min(seed[i], amount[i] - traced[i])
            traced[i] += entered[i]
        if b >= 0:
            unseen_target[i] = _settled(rule, b, gaps[1][i], gaps[3][i], dirty, clean)
            dirty[b] += traced[i]
            clean[b] += amount[i] - traced[i]
    return traced, entered, unseen_source, unseen_target, dirty


@kernel
def _grown(cells: Ints, state: Ints) -> Ints:
    """Return the cells with room for a few more."""
    if state[_USED] + 8 < len(cells):
        return cells
    more = np.empty((2 * len(cells), 4), np.int64)
    more[: len(cells)] = cells
    return more


@kernel
def _append(account: int, fen: int, traced: int, cells: Ints, ends: Ints, state: Ints) -> None:
    """Put money behind what an account has; alike money is one cell."""
    if fen == 0:
        return
    last = ends[account, 1]
    if last >= 0 and cells[last, _TRACED] == traced:
        cells[last, _FEN] += fen
        return
    new = state[_FREE]
    if new >= 0:
        state[_FREE] = cells[new, _NEXT]
    else:
        new = state[_USED]
        state[_USED] += 1
    cells[new, _FEN], cells[new, _TRACED], cells[new, _NEXT], cells[new, _BEFORE] = fen, traced, -1, last
    if last >= 0:
        cells[last, _NEXT] = new
    else:
        ends[account, 0] = new
    ends[account, 1] = new


@kernel
def _drop(account: int, end: int, cells: Ints, ends: Ints, state: Ints) -> None:
    """Let go of the first (end 0) or last (end 1) cell of an account."""
    cell = ends[account, end]
    following = cells[cell, _NEXT if end == 0 else _BEFORE]
    ends[account, end] = following
    if following >= 0:
        cells[following, _BEFORE if end == 0 else _NEXT] = -1
    else:
        ends[account, 1 - end] = -1
    cells[cell, _NEXT] = state[_FREE]
    state[_FREE] = cell


@kernel
def _moved(account: int, target: int, amount: int, end: int, cells: Ints, ends: Ints, state: Ints) -> int:
    """Move an amount, or all there is, from one end of an account to the back of another's (-1: away).

    Returns the traced part. Cells leave whole but for the last, so the work is that of the cells ever made.
    """
    traced = 0
    while amount > 0 and ends[account, end] >= 0:
        cell = ends[account, end]
        piece, colour = min(amount, cells[cell, _FEN]), cells[cell, _TRACED]
        amount -= piece
        cells[cell, _FEN] -= piece
        traced += piece * colour
        if cells[cell, _FEN] == 0:
            _drop(account, end, cells, ends, state)
        if target >= 0:
            _append(target, piece, colour, cells, ends, state)
    return traced


@kernel
def _clean_taken(account: int, amount: int, cells: Ints, ends: Ints) -> int:
    """Take an amount out of an account's untraced money, wherever it lies; return what was not there."""
    cell = ends[account, 0]
    while amount > 0 and cell >= 0:
        if cells[cell, _TRACED] == 0:
            piece = min(amount, cells[cell, _FEN])
            cells[cell, _FEN] -= piece
            amount -= piece
        cell = cells[cell, _NEXT]
    return amount


@kernel
def _evened(account: int, gap: int, opening: int, end: int, cells: Ints, ends: Ints, state: Ints, total: Ints) -> int:
    """Bring an account's money to what its statement says; return the traced money that left unseen."""
    if opening >= 0:
        gap = opening - total[account]
    gap = max(gap, -total[account])
    total[account] += gap
    if gap >= 0:
        _append(account, gap, 0, cells, ends, state)
        return 0
    return _moved(account, -1, -gap, end, cells, ends, state)


@kernel
def _seeded(
    account: int, target: int, amount: int, seed: int, end: int, cells: Ints, ends: Ints, state: Ints
) -> tuple[int, int]:
    """Move a transfer of which `seed` is traced by assertion, untraced money first; return (traced, new of it)."""
    before = 0
    if account >= 0:
        short = _clean_taken(account, amount, cells, ends)
        before = _moved(account, -1, short, end, cells, ends, state)
    new = min(seed, amount - before)
    if target >= 0:
        _append(target, before + new, 1, cells, ends, state)
        _append(target, amount - before - new, 0, cells, ends, state)
    return before + new, new


@kernel
def trace_queues(
    rule: int,
    ends: tuple[Numbers, Numbers],
    amount: Ints,
    seed: Ints,
    gaps: tuple[Ints, Ints, Ints, Ints],
    accounts: int,
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Trace seeds under FIFO or LIFO; parameters and answer as of `trace_sums`."""
    size, end = len(amount), 0 if rule == FIFO else 1
    traced, entered = np.zeros(size, np.int64), np.zeros(size, np.int64)
    unseen_source, unseen_target = np.zeros(size, np.int64), np.zeros(size, np.int64)
    cells, tips = np.empty((1_024, 4), np.int64), np.full((accounts, 2), -1, np.int64)
    state, total = np.array([-1, 0], np.int64), np.zeros(accounts, np.int64)
    for i in range(size):
        a, b, out = ends[0][i], ends[1][i], 0
        if a == b and a >= 0:
            continue
        cells = _grown(cells, state)
        if b >= 0:
            unseen_target[i] = _evened(b, gaps[1][i], gaps[3][i], end, cells, tips, state, total)
            total[b] += amount[i]
        if a >= 0:
            unseen_source[i] = _evened(a, gaps[0][i], gaps[2][i], end, cells, tips, state, total)
            out = min(amount[i], total[a])
            total[a] -= out
        if seed[i]:
            traced[i], entered[i] = _seeded(a, b, amount[i], seed[i], end, cells, tips, state)
            continue
        if a >= 0:
            traced[i] = _moved(a, b, out, end, cells, tips, state)
        if b >= 0:
            _append(b, amount[i] - out, 0, cells, tips, state)
    held = np.zeros(accounts, np.int64)
    for account in range(accounts):
        held[account] = _moved(account, -1, total[account], end, cells, tips, state)
    return traced, entered, unseen_source, unseen_target, held
