"""A table that grows: the parts of the city are added one after another, each gets its row numbers back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Rows:
    """Columns with defaults; `add` appends rows and returns their numbers.

    Parameters
    ----------
    defaults : scalar
        The columns and the value of those that an `add` leaves out; its type is the column's type.
    """

    def __init__(self, **defaults: object) -> None:
        self._defaults = defaults
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in defaults}
        self._count = 0

    def add(self, **columns: ArrayLike) -> Ints:
        """Append rows; scalars are repeated."""
        unknown = set(columns) - set(self._defaults)
        if unknown:
            raise KeyError(f"no such column: {sorted(unknown)}")
        arrays = {name: np.atleast_1d(np.asarray(value)) for name, value in columns.items()}
        size = max(len(array) for array in arrays.values())
        if any(len(array) == 0 for array in arrays.values()):
            size = 0
        for name, default in self._defaults.items():
            kind = object if isinstance(default, str) else np.asarray(default).dtype
            value = arrays.get(name, np.asarray([default], dtype=kind))
            self._parts[name].append(np.resize(value[: max(size, 1)], size).astype(kind))
        self._count += size
        return np.arange(self._count - size, self._count, dtype=np.int64)

    def column(self, name: str) -> NDArray[Any]:
        """Return one column so far; writing into it does not change the table."""
        parts = self._parts[name]
        if len(parts) > 1:
            parts[:] = [np.concatenate(parts)]
        return parts[0].copy() if parts else np.empty(0, dtype=np.int64)

    def put(self, name: str, rows: Ints, values: ArrayLike) -> None:
        """Replace values of one column."""
        column = self.column(name)
        column[rows] = values
        self._parts[name] = [column]

    def __len__(self) -> int:
        """Return the number of rows so far."""
        return self._count

    def table(self) -> pd.DataFrame:
        """Return everything as one frame in the order of adding."""
        empty = {name: np.empty(0, dtype=object) for name in self._parts}
        return pd.DataFrame(
            {name: np.concatenate(parts) if parts else empty[name] for name, parts in self._parts.items()}
        )


def concatenated_ranges(counts: Ints) -> Ints:
    """Return 0..n-1 for each n of `counts`, one after another."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)


def both_ends(table: pd.DataFrame, one: str, other: str) -> tuple[Ints, Ints]:
    """Return the values of two columns in order, and the row of each: what a lookup by either end needs."""
    ends = np.concatenate([table[one].to_numpy(), table[other].to_numpy()]).astype(np.int64)
    rows = np.tile(np.arange(len(table), dtype=np.int64), 2)
    order = np.argsort(ends, kind="stable")
    return ends[order], rows[order]
