"""How often amounts, days and beginnings of memos occur among the credits: what a coincidence is measured by.

Why counted and not assumed: 100.00 is paid a hundred times a day and 131.47 once a year; half the memos begin with one
name. Kept as it was fitted, so that a record that is gone at scoring time changes its own pairs only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.ledgers.records import LETTERS, Floats, Ints, Records

STEPS = np.array([0.0, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.125, 0.15])
"""Edges of the bins of |ln(credit / debit)|; bin 0 is the equal amount, then below and above in turn."""
BINS = 2 * (len(STEPS) - 1) + 1
EQUAL = len(STEPS) - 1
Starts = NDArray[np.bytes_]
_HALF, _CENT = 0.5, 0.001
"""What a count of none stands for: half a credit in a bin, hardly one of exactly this amount."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """Counts among the credits that a model was fitted on, sorted."""

    amounts: Ints
    days: Ints
    starts: Starts

    @property
    def size(self) -> int:
        """How many credits were counted."""
        return len(self.amounts)


def rarity(credits: Records) -> Rarity:
    """Return the counts of one side."""
    return Rarity(np.sort(credits.amounts), np.sort(credits.days), np.sort(_starts(credits.letters[credits.says])))


def ratio_bins(ratio: Floats) -> Ints:
    """Return the bin of each credit / debit: EQUAL at 1, a lesser credit below it, a greater one above."""
    size = np.log(ratio)
    step = np.clip(np.searchsorted(STEPS, np.abs(size), side="left"), 1, len(STEPS) - 1)
    return EQUAL + np.sign(size).astype(np.int64) * step


def amount_chance(known: Rarity, amounts: Ints) -> Floats:
    """Return, per debit's amount and bin, the chance that an unrelated credit has such a ratio; shape (amounts, BINS).

    That it equals the debit: by the credits of this amount but one (the partner itself), and by how dense amounts are here.
    """
    different, back = np.unique(amounts, return_inverse=True)
    logs = np.log(known.amounts)
    edges = np.concatenate([-STEPS[::-1], STEPS[1:]])
    reached = np.searchsorted(logs, np.log(different)[:, None] + edges[None, :])
    within = np.diff(reached, axis=1)
    equal = np.diff(np.searchsorted(known.amounts, np.stack([different, different + 1], axis=1)), axis=1)
    near = (reached[:, -1:] - reached[:, :1]) / np.maximum(different[:, None] * 2 * STEPS[-1], 1.0)
    counts = np.concatenate([within[:, :EQUAL], np.maximum(equal - 1, 0) + near, within[:, EQUAL:]], axis=1)
    floor = np.full(BINS, _HALF)
    floor[EQUAL] = _CENT
    found: Floats = ((counts + floor) / (known.size + 1))[back]
    return found


def day_chance(known: Rarity, days: Ints) -> Floats:
    """Return the chance that an unrelated credit is of a day, shape (days,)."""
    on_day = np.searchsorted(known.days, days, "right") - np.searchsorted(known.days, days, "left")
    found: Floats = (on_day + _HALF) / (known.size + 1)
    return found


def start_chance(known: Rarity, letters: NDArray[np.uint8]) -> Floats:
    """Return the chance that an unrelated memo begins with the first k letters, shape (memos, LETTERS + 1)."""
    texts, back = np.unique(letters, axis=0, return_inverse=True)
    counts = np.full((len(texts), LETTERS + 1), float(len(known.starts)))
    low, high = texts.copy(), texts.copy()
    for length in range(LETTERS, 0, -1):
        low[:, length:], high[:, length:] = 0, 255
        counts[:, length] = np.searchsorted(known.starts, _starts(high), "right") - np.searchsorted(
            known.starts, _starts(low), "left"
        )
    chance: Floats = ((np.maximum(counts - 1, 0) + _HALF) / (len(known.starts) + 1))[back.ravel()]
    return chance


def _starts(letters: NDArray[np.uint8]) -> Starts:
    return np.ascontiguousarray(letters).view(f"S{LETTERS}").ravel()
