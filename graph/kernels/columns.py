"""What a kernel is given: contiguous, writable arrays of exactly one type each.

Why so exact: numba compiles a kernel anew for every other type, a read-only array included, and a caller would wait
seconds for what was compiled at set-up.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = NDArray[np.int32]
Places: TypeAlias = NDArray[np.int64]
Weights: TypeAlias = NDArray[np.float64]


def numbers(column: ArrayLike, *, below: int) -> Numbers:
    """Return numbers from 0 as int32, proven to be below a bound before they lose their width."""
    array = np.asarray(column)
    if len(array) and not 0 <= array.min() <= array.max() < below:
        raise ValueError(f"numbers run from {array.min()} to {array.max()}, but only 0 to {below - 1} are there")
    return np.require(array, np.int32, ["C", "A", "W"])


def places(column: ArrayLike) -> Places:
    """Return whole numbers as int64: instants in ms, amounts in fen, places in another array."""
    return np.require(column, np.int64, ["C", "A", "W"])


def weights(column: ArrayLike) -> Weights:
    """Return weights as float64."""
    return np.require(column, np.float64, ["C", "A", "W"])


def same_length(**columns: NDArray[np.generic]) -> None:
    """Refuse columns of one table that differ in length, by their names."""
    if len({len(column) for column in columns.values()}) > 1:
        raise ValueError("differ in length: " + ", ".join(f"{name} {len(column)}" for name, column in columns.items()))
