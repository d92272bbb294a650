"""Blocks of text become blocks of values: the usual spellings in SQL, each distinct unusual one once in Python.

Why a materialised step: every table a row feeds, and the verdict on the row itself, read the same values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from workbench.ingest.asking import line, lines
from workbench.ingest.binding import Binding
from workbench.ingest.rules import Value

_COLUMN = re.compile(r"c\d+")
# A column with so few different texts among so many is cheaper to look up than to compute.
_SAMPLE, _FEW = 5_000, 250
MISSING, INVALID = "missing", "invalid"


class Normaliser:
    """Turns blocks of one binding into the temporary table `n` of a DuckDB connection.

    `n` has the block's own columns, `t_<value>` (text), `v_<value>` (value) and `bad`: null for a good row, else
    `<number of the value> * 2` for a missing and `+ 1` for an invalid value, or -1 for a row of another width.

    Attributes
    ----------
    doubts : Counter
        For (value name, `odd` or `lost`), how many rows have a value accepted although odd, or none though there was
        text.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, binding: Binding) -> None:
        self.binding = binding
        self.doubts: Counter[tuple[str, str]] = Counter()
        self._connection = connection
        self._remembered: dict[str, dict[str, Any]] = {value.name: {} for value in binding.plain_values}

    def take(self, block: pa.Table) -> None:
        """Make `n` of a block."""
        self._connection.register("b", block)
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE n0 AS {self._fast_sql()}")
        self._connection.unregister("b")
        lookups = self._lookups()
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE n AS {self._full_sql(lookups)}")
        for name in lookups:
            self._connection.unregister(f"l_{name}")

    def quick(self, block: pa.Table) -> str:
        """Register a block as `b` and return SQL of a relation like `n` with `odd` in place of `bad`.

        A row is odd when some value of it needs a second look; all others are what `take` would make of them.
        """
        names = [v.name for v in self.binding.plain_values if self._by_column(v, block)]
        for name in names:
            block = self._looked_up(block, name)
        self._connection.register("b", block)
        values = ", ".join(f"{self._fast(v)} AS v_{v.name}" for v in self.binding.plain_values if v.name not in names)
        firsts = "".join(self._first_sql(v) for v in self.binding.rules.values.values() if v.first)
        inner = f"SELECT *, {values} FROM (SELECT *, {self._texts()} FROM b)"
        return f"(SELECT *, {self._odd_sql(names)} AS odd FROM (SELECT *{firsts} FROM ({inner})))"

    def _by_column(self, value: Value, block: pa.Table) -> bool:
        """Whether to clean each distinct text of a column once: SQL cannot, or there are few of them."""
        text = self.binding.text(value.name)
        if not _COLUMN.fullmatch(text):
            return False
        few = len(block.column(text).slice(0, _SAMPLE).unique()) <= _FEW
        return few or self.binding.forms[value.name].fast is None

    def _looked_up(self, block: pa.Table, name: str) -> pa.Table:
        """Return the block with the columns `v_<name>` and `o_<name>`, each distinct text cleaned once."""
        texts = block.column(self.binding.text(name)).combine_chunks()
        found = self._cleaned(name, [text for text in texts.unique().to_pylist() if text])
        places = pc.index_in(texts, found.column("text").combine_chunks())
        values, odd = (pc.take(found.column(c).combine_chunks(), places) for c in ("value", "odd"))
        return block.append_column(f"v_{name}", values).append_column(f"o_{name}", pc.fill_null(odd, False))

    def done(self) -> None:
        """Let go of the block that `quick` registered."""
        self._connection.unregister("b")

    def verdict(self, code: int) -> tuple[Value, str] | None:
        """Return which value a row's `bad` is about and what is wrong with it; None for a row of another width."""
        if code < 0:
            return None
        return list(self.binding.rules.values.values())[code // 2], INVALID if code % 2 else MISSING

    def _fast_sql(self) -> str:
        binding = self.binding
        values = ", ".join(f"{self._fast(v)} AS v_{v.name}" for v in binding.plain_values)
        return f"SELECT *, {values} FROM (SELECT *, {self._texts()} FROM b)"

    def _texts(self) -> str:
        return ", ".join(f"{self.binding.text(name)} AS t_{name}" for name in self.binding.rules.values)

    def _odd_sql(self, looked_up: Sequence[str]) -> str:
        odd = [f"width <> {self.binding.width}", *(f"o_{name}" for name in looked_up)]
        for value in self.binding.rules.values.values():
            if value.required:
                odd.append(f"t_{value.name} = ''")
            if not value.first:
                odd.append(f"(v_{value.name} IS NULL AND t_{value.name} <> '')")
        return " OR ".join(odd)

    def _fast(self, value: Value) -> str:
        form = self.binding.forms[value.name]
        kind = _duckdb_type(form.arrow)
        return f"({form.fast(f't_{value.name}')})::{kind}" if form.fast else f"NULL::{kind}"

    def _lookups(self) -> list[str]:
        """Clean the distinct texts that SQL could not, and register them as `l_<value>`; return the values' names."""
        names = [value.name for value in self.binding.plain_values]
        odd = ", ".join(f"count(*) FILTER (t_{name} <> '' AND v_{name} IS NULL)" for name in names)
        counts = line(self._connection, f"SELECT {odd} FROM n0")
        found = [name for name, count in zip(names, counts, strict=True) if count]
        for name in found:
            query = f"SELECT DISTINCT t_{name} FROM n0 WHERE t_{name} <> '' AND v_{name} IS NULL"
            texts = [text for (text,) in lines(self._connection, query)]
            self._connection.register(f"l_{name}", self._cleaned(name, texts))
        return found

    def _cleaned(self, name: str, texts: list[str]) -> pa.Table:
        """Return each text with its value and whether that is odd."""
        form, known = self.binding.forms[name], self._remembered[name]
        for text in texts:
            if text not in known:
                known[text] = form.clean(text)
        values = [known[text] for text in texts]
        odd = [value is not None and form.doubt is not None and form.doubt(value) for value in values]
        if len(known) > 200_000:
            known.clear()
        arrays = [pa.array(texts, pa.string()), pa.array(values, form.arrow), pa.array(odd, pa.bool_())]
        return pa.Table.from_arrays(arrays, names=["text", "value", "odd"])

    def _full_sql(self, lookups: Iterable[str]) -> str:
        found = set(lookups)
        replaced = ", ".join(f"coalesce(v_{name}, l_{name}.value) AS v_{name}" for name in found)
        joins = " ".join(f"LEFT JOIN l_{name} ON n0.t_{name} = l_{name}.text" for name in found)
        odd = "".join(f", coalesce(l_{name}.odd, false) AS o_{name}" for name in found)
        columns = f"n0.* REPLACE ({replaced}){odd}" if found else "n0.*"
        firsts = "".join(self._first_sql(value) for value in self.binding.rules.values.values() if value.first)
        inner = f"SELECT {columns} FROM n0 {joins}"
        return f"SELECT *, {self._bad_sql()} AS bad FROM (SELECT *{firsts} FROM ({inner}))"

    def _first_sql(self, value: Value) -> str:
        return f", coalesce({', '.join(f'v_{name}' for name in value.first)}) AS v_{value.name}"

    def _bad_sql(self) -> str:
        cases = [f"WHEN width <> {self.binding.width} THEN -1"]
        for number, value in enumerate(self.binding.rules.values.values()):
            text, found = f"t_{value.name}", f"v_{value.name}"
            if value.required:
                cases.append(f"WHEN {text} = '' THEN {number * 2}")
            if value.invalid == "reject":
                cases.append(f"WHEN {text} <> '' AND {found} IS NULL THEN {number * 2 + 1}")
        return f"CASE {' '.join(cases)} END"

    def count_doubts(self) -> None:
        """Add the good rows' odd and lost values to `doubts`."""
        columns = set(self._connection.table("n").columns)
        kept = [v for v in self.binding.plain_values if v.invalid == "keep"]
        asked = {(v.name, "lost"): f"t_{v.name} <> '' AND v_{v.name} IS NULL" for v in kept}
        asked |= {(v.name, "odd"): f"o_{v.name}" for v in self.binding.plain_values if f"o_{v.name}" in columns}
        if not asked:
            return
        sums = ", ".join(f"count(*) FILTER ({condition})" for condition in asked.values())
        counts = line(self._connection, f"SELECT {sums} FROM n WHERE bad IS NULL")
        self.doubts.update({key: count for key, count in zip(asked, counts, strict=True) if count})


def _duckdb_type(kind: pa.DataType) -> str:
    names = {
        pa.string(): "VARCHAR",
        pa.int64(): "BIGINT",
        pa.int32(): "INTEGER",
        pa.float64(): "DOUBLE",
        pa.date32(): "DATE",
        pa.list_(pa.string()): "VARCHAR[]",
    }
    return names[kind]
