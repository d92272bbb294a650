"""A mapping's values bound to one header: which cell columns each value of this very table is made of, as SQL.

Why SQL text: a block is normalised by DuckDB in whole columns; nothing here touches a single row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.ingest.blocks import column
from workbench.ingest.forms import Form, form_of, quoted
from workbench.ingest.rules import Rules, Value, header_key

# Kinds that mean nothing without their first column: a time without its day, a bank without a number.
_NEED_FIRST = frozenset({"account", "cell", "instant"})
_POSITIONAL = frozenset({"account", "place", "object", "cell"})


@dataclass(frozen=True)
class Binding:
    """Rules together with a header.

    Attributes
    ----------
    rules : Rules
        What the rows say.
    header : sequence of str
        Header names as they stand, made unique by `unique_header`.
    titles : collection of str
        Names of the patterns of title lines: blocks have what those say in columns `k_<name>`.
    """

    rules: Rules
    header: Sequence[str]
    titles: Collection[str] = ()

    @property
    def width(self) -> int:
        """Number of cells of a whole row."""
        return len(self.header)

    @cached_property
    def forms(self) -> dict[str, Form]:
        """The form of every value; of one with alternatives, the first alternative's."""
        values = self.rules.values
        return {name: form_of(values[v.first[0]] if v.first else v) for name, v in values.items()}

    @cached_property
    def plain_values(self) -> list[Value]:
        """The values that are read from text themselves."""
        return [value for value in self.rules.values.values() if not value.first]

    @cached_property
    def _places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for index, name in enumerate(self.header):
            places.setdefault(header_key(name), index)
        return places

    def column_of(self, names: Sequence[str]) -> int | None:
        """Return the place of the first of these header names that the table has."""
        found = (self._places.get(header_key(name)) for name in names)
        return next((place for place in found if place is not None), None)

    @cached_property
    def used(self) -> frozenset[int]:
        """Places of the columns that some value is read from or that the mapping tells to leave out."""
        places = [self.column_of(part) for value in self.plain_values for part in value.parts]
        ignored = [place for key, place in self._places.items() if key in self.rules.ignore]
        return frozenset(place for place in [*places, *ignored] if place is not None)

    @cached_property
    def unmapped(self) -> list[int]:
        """Places of the columns nobody mapped."""
        return [i for i in range(self.width) if i not in self.used and not self.header[i].startswith("@")]

    def text(self, name: str) -> str:
        """Return SQL of a value's text over a block: `''` where there is none."""
        value = self.rules.values[name]
        if value.first:
            return f"coalesce({', '.join(_given(self.text(other)) for other in value.first)}, '')"
        sql = self._joined(value)
        fallback = (
            quoted(value.constant) if value.constant else f"k_{value.title}" if value.title in self.titles else ""
        )
        if fallback:
            sql = fallback if sql == "''" else f"coalesce(nullif({sql}, ''), {fallback})"
        for other, texts in value.only.items():
            sql = f"CASE WHEN {self.text(other)} IN ({', '.join(map(quoted, texts))}) THEN {sql} ELSE '' END"
        return sql

    def _joined(self, value: Value) -> str:
        places = [self.column_of(part) for part in value.parts]
        cells = ["''" if place is None else column(place) for place in places]
        if all(place is None for place in places):
            return "''"
        if len(cells) == 1:
            return cells[0]
        joint = quoted(value.joint)
        if value.kind in _POSITIONAL:
            joined = f" || {joint} || ".join(cells)
        else:
            joined = f"concat_ws({joint}, {', '.join(map(_given, cells))})"
        present = cells[0] if value.kind in _NEED_FIRST else " || ".join(cells)
        return f"CASE WHEN {present} = '' THEN '' ELSE {joined} END"


def _given(sql: str) -> str:
    return f"nullif({sql}, '')"


def unique_header(cells: Sequence[str]) -> list[str]:
    """Return header names of which none is empty and no two are equal; empty ones at the end are cut off.

    Examples
    --------
    >>> unique_header(["日期", "备注", "备注", "", "余额", ""])
    ['日期', '备注', '备注#2', '列4', '余额']
    """
    last = max((i for i, cell in enumerate(cells) if cell), default=-1)
    names: list[str] = []
    for index, cell in enumerate(cells[: last + 1], start=1):
        name = cell or f"列{index}"
        again = sum(other == name or other.startswith(f"{name}#") for other in names)
        names.append(f"{name}#{again + 1}" if again else name)
    return names
