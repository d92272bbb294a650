"""Merge the slots and habits of two people, for many pairs: what they share, how surprising, how much was expected.

Why compiled: each pair is a walk along four sorted lists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.jit import kernel

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def habit_products(a: Int32s, b: Int32s, begins: Int64s, phase: Int64s, cycles: Int32s) -> Floats:
    """Return for each pair the sum over shared phases of how many cycles a was there times how many b was.

    Parameters
    ----------
    a, b : ndarray
        Shape (pairs,).
    begins : ndarray
        Shape (people + 1,): the phases of person i are begins[i] to begins[i + 1].
    phase, cycles : ndarray
        Phases, ascending within a person, and in how many cycles the person was there.
    """
    found = np.zeros(len(a))
    for n in range(len(a)):
        i, i_end = begins[a[n]], begins[a[n] + 1]
        j, j_end = begins[b[n]], begins[b[n] + 1]
        while i < i_end and j < j_end:
            if phase[i] < phase[j]:
                i += 1
            elif phase[i] > phase[j]:
                j += 1
            else:
                found[n] += cycles[i] * cycles[j]
                i, j = i + 1, j + 1
    return found


@kernel
def shared_surprises(
    a: Int32s, b: Int32s, begins: Int64s, slot: Int64s, crowd: Floats, habit: Floats
) -> tuple[Int32s, Floats]:
    """Return for each pair how many slots it shares, and the sum of −ln of the chance to meet there.

    Parameters
    ----------
    a, b, begins
        As for `habit_products`, for the slots.
    slot : ndarray
        Slots, ascending within a person.
    crowd, habit : ndarray
        For each person's slot: the chance that a stranger is there, and that the person is there at such a time anyway.
        The chance to meet is that of either, habit being the stronger one of the two people.
    """
    times, surprise = np.zeros(len(a), dtype=np.int32), np.zeros(len(a))
    for n in range(len(a)):
        i, i_end = begins[a[n]], begins[a[n] + 1]
        j, j_end = begins[b[n]], begins[b[n] + 1]
        while i < i_end and j < j_end:
            if slot[i] < slot[j]:
                i += 1
            elif slot[i] > slot[j]:
                j += 1
            else:
                either = max(habit[i], habit[j])
                surprise[n] -= np.log(either + crowd[i] - either * crowd[i])
                times[n] += 1
                i, j = i + 1, j + 1
    return times, surprise
