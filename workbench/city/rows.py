"""Tables: `Rows` grows while the city is made, `Table` is what came of it.

Why not a data frame: the city needs columns, selection and sorting, typed under mypy and quick to import; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Table:
    """Named columns of equal length; never changed, only taken from."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self.columns = dict(columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column."""
        return self.columns[name]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns.values())))

    def take(self, rows: Ints | Flags) -> Table:
        """Return the rows with these numbers, or where the flags are set."""
        return Table({name: column[rows] for name, column in self.columns.items()})

    def changed(self, **columns: NDArray[Any]) -> Table:
        """Return a table with some columns replaced or added."""
        return Table(self.columns | columns)

    def values(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Return the rows as tuples of plain Python values, of all columns or the named ones."""
        return zip(*(self.columns[name].tolist() for name in names or self.columns), strict=True)

    @staticmethod
    def stacked(tables: Sequence[Table]) -> Table:
        """Return tables with the same columns one below the other."""
        return Table({name: np.concatenate([table[name] for table in tables]) for name in tables[0].columns})


class Rows:
    """Columns with defaults; `add` appends rows and returns their numbers.

    Parameters
    ----------
    defaults : scalar
        The columns and the value of those that an `add` leaves out; its type is the column's type.
    """

    def __init__(self, **defaults: object) -> None:
        self._defaults = defaults
        self._kinds = {name: object if isinstance(v, str) else np.asarray(v).dtype for name, v in defaults.items()}
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in defaults}
        self._singles: list[tuple[object, ...]] = []  # rows added one by one, not yet in columns
        self._count = 0

    def one(self, **values: object) -> int:
        """Append one row and return its number."""
        self._singles.append(tuple((self._defaults | values).values()))
        self._count += 1
        return self._count - 1

    def _settle(self) -> None:
        singles, self._singles = self._singles, []
        for (name, parts), column in zip(self._parts.items(), zip(*singles, strict=True), strict=bool(singles)):
            parts.append(np.array(column, dtype=self._kinds[name]))

    def add(self, **columns: ArrayLike) -> Ints:
        """Append rows; scalars are repeated."""
        self._settle()
        unknown = set(columns) - set(self._defaults)
        if unknown:
            raise KeyError(f"no such column: {sorted(unknown)}")
        arrays = {name: np.asarray(value, dtype=self._kinds[name]) for name, value in columns.items()}
        size = int(np.broadcast_shapes((1,), *(array.shape for array in arrays.values()))[0])
        for name, default in self._defaults.items():
            value = arrays.get(name, np.asarray(default, dtype=self._kinds[name]))
            self._parts[name].append(np.broadcast_to(value, (size,)).copy())
        self._count += size
        return np.arange(self._count - size, self._count, dtype=np.int64)

    def column(self, name: str) -> NDArray[Any]:
        """Return one column so far; it cannot be written into."""
        self._settle()
        parts = self._parts[name]
        if len(parts) != 1:
            parts[:] = [np.concatenate(parts) if parts else np.empty(0, dtype=self._kinds[name])]
        view = parts[0].view()
        view.flags.writeable = False
        return view

    def put(self, name: str, rows: Ints, values: ArrayLike) -> None:
        """Replace values of one column."""
        column = self.column(name).copy()
        column[rows] = values
        self._parts[name] = [column]

    def __len__(self) -> int:
        """Return the number of rows so far."""
        return self._count

    def table(self) -> Table:
        """Return everything, in the order of adding."""
        return Table({name: self.column(name) for name in self._parts})


def concatenated_ranges(counts: Ints) -> Ints:
    """Return 0..n-1 for each n of `counts`, one after another."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts, counts)


class Lookup:
    """The rows of a table in which a value stands, in any of the given columns."""

    def __init__(self, *columns: NDArray[Any]) -> None:
        values = np.concatenate(columns).astype(np.int64)
        self._order = np.argsort(values, kind="stable")
        self._values = values[self._order]
        self._length = len(columns[0])

    def rows(self, value: int) -> Ints:
        """Return the rows with the value, ascending, each once."""
        first, last = np.searchsorted(self._values, [value, value + 1])
        return np.unique(self._order[first:last] % max(1, self._length))
