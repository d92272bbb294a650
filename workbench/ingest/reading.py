"""One recognised table read to its end: every record becomes rows of the ledger, a rejection, or no row at all.

Why one loop for all templates: whatever differs between them stands in the mapping, as SQL made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from graph.ledger.tables import REJECTIONS
from workbench.ingest.asking import arrow, line, lines
from workbench.ingest.binding import Binding
from workbench.ingest.blocks import column
from workbench.ingest.content import CALL_PARTS, with_call_content
from workbench.ingest.emitting import NORMALISED, Emitter, json_name
from workbench.ingest.events import calls_sql, transfers_sql
from workbench.ingest.forms import quoted
from workbench.ingest.normalise import Normaliser
from workbench.ingest.noted import noted
from workbench.ingest.recognition import Recognised, Table
from workbench.ingest.refusing import Rejection, is_other_line, rejection, row_cells
from workbench.ingest.rules import KinRule, Value
from workbench.ingest.run import Count

# A smaller block is as soon read in the thorough way alone.
_WORTH_IT = 2_000
Put = Callable[[str, pa.Table], None]


class TableReading:
    """Reads the blocks of one table, or of several under the same header as if they were one.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where blocks are normalised.
    table : Table
        What is read by which rules under which header.
    file : str
        SHA-256 of the file.
    put : callable
        Takes the finished rows: name of the ledger's table, and rows with `file` and `sheet`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Table, *, file: str, put: Put) -> None:
        self.count = Count()
        self._connection = connection
        self._table = table
        self._file = file
        self._put = put
        self._binding = Binding(table.rules, table.header, table.patterns)
        self._normaliser = Normaliser(connection, self._binding)
        self._emitter = Emitter(self._binding, file)
        self._selects = list(self._emitter.things())
        self._newest_first: bool | None = None

    @property
    def main(self) -> str:
        """The events table that the rows feed, `calls` or `transfers`, else empty."""
        return self._binding.rules.table

    def take(self, block: pa.Table) -> None:
        """Read one block as `Table.prepared` gives it."""
        one_sheet = len(block.column("sheet").unique()) == 1
        if self.main and one_sheet and not self._selects and block.num_rows >= _WORTH_IT:
            block = self._quickly(block)
        if not block.num_rows:
            return
        self._normaliser.take(block)
        bad = self._refuse()
        self.count.good += block.num_rows - bad
        if block.num_rows > bad:
            self._normaliser.count_doubts()
            self._emit()

    def finish(self) -> None:
        """Say what was odd, and join the rows of groups."""
        for (name, what), times in self._normaliser.doubts.items():
            column_name = self._binding.rules.values[name].zh
            kind = self._binding.rules.values[name].kind
            key = f"import.warn_{what}_{kind}" if what == "odd" else f"import.warn_{what}"
            self.count.warnings[noted(key, column=column_name)] += times
        for number, rule in enumerate(self._binding.rules.kin):
            self._put("links", self._kin_links(number, rule))

    def key_and_label(self, name: str) -> tuple[str, str]:
        """Return SQL over the current block of the key and the label that a value or person's slot stands for."""
        return self._emitter.key(name), self._emitter.label(name)

    def kin_name(self, number: int) -> str:
        """Return the name of the table in which members of groups wait for the end of the file."""
        return f"kin_{number}"

    def _quickly(self, block: pa.Table) -> pa.Table:
        """Put the rows of a block that need no second look; return the others as a block."""
        if self.main == "transfers" and self._newest_first is None:
            return block
        rows = self._with_source(self._main_sql(self._normaliser.quick(block)))
        self._normaliser.done()
        odd = rows.column("odd")
        sure = rows if not pc.any(odd).as_py() else rows.filter(pc.invert(odd))
        self.count.good += sure.num_rows
        self._put(self.main, sure.drop_columns(["odd"]))
        left = rows.filter(odd).column("row")
        return block.filter(pc.is_in(block.column("row"), left)) if len(left) else block.slice(0, 0)

    def _emit(self) -> None:
        if self.main:
            self._put(self.main, self._with_source(self._main_sql(NORMALISED)))
        for table, select in self._selects:
            self._put(table, self._with_source(select))
        for number, select in enumerate(self._emitter.kin()):
            name = self.kin_name(number)
            self._connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} AS {select} LIMIT 0")
            self._connection.execute(f"INSERT INTO {name} {select}")

    def _main_sql(self, relation: str) -> str:
        if self.main == "calls":
            return calls_sql(self._emitter, relation)
        if self._newest_first is None:
            self._newest_first = self._falls()
        return transfers_sql(self._emitter, relation, newest_first=self._newest_first)

    def _falls(self) -> bool:
        """Whether most statements of the first block begin with their newest row."""
        query = (
            "SELECT count(*) FILTER (first > last) > count(*) FILTER (first < last) FROM "
            "(SELECT arg_min(v_occurred_at, row) AS first, arg_max(v_occurred_at, row) AS last "
            "FROM n WHERE bad IS NULL GROUP BY sheet, v_owner)"
        )
        return bool(line(self._connection, query)[0])

    def _with_source(self, select: str) -> pa.Table:
        rows = arrow(self._connection, select)
        if CALL_PARTS[0] in rows.column_names:
            rows = with_call_content(rows)
        return with_source(rows, self._file)

    def _refuse(self) -> int:
        """Put the rejections of the current block; return how many of its records are no good row."""
        header = self._binding.header
        cells = ", ".join(column(i) for i in range(len(header)))
        query = (
            f"SELECT sheet, row, bad, width, rest, {self._bad_text()} AS text, {cells} FROM n "
            "WHERE bad IS NOT NULL ORDER BY sheet, row"
        )
        bad = lines(self._connection, query)
        rejected = []
        for sheet, row, code, width, rest, text, *found in bad:
            if is_other_line(found, header, self._table.titles):
                self.count.other_lines += 1
                continue
            verdict = self._normaliser.verdict(code)
            cells_named = row_cells(header, found, rest)
            rejected.append(rejection((sheet, row), verdict, text=text, width=width, cells=cells_named))
        self.count.rejected += len(rejected)
        self.count.reasons.update(item.reason for item in rejected)
        self._put("rejections", rejections_table(rejected, self._file))
        return len(bad)

    def _bad_text(self) -> str:
        values: list[Value] = list(self._binding.rules.values.values())
        cases = " ".join(f"WHEN {i * 2 + 1} THEN t_{value.name}" for i, value in enumerate(values))
        return f"CASE bad {cases} ELSE '' END" if cases else "''"

    def _kin_links(self, number: int, rule: KinRule) -> pa.Table:
        name = self.kin_name(number)
        exists = lines(self._connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = $1", [name])
        if not exists:
            return pa.table({})
        relation = f"'{{' || {quoted(json_name(rule.property))} || to_json(k.role) || '}}'"
        query = f"""
            WITH heads AS (SELECT grp, arg_min(member, (sheet, row)) AS head FROM {name} WHERE role = {quoted(rule.head)} GROUP BY grp)
            SELECT k.sheet, k.row, '{rule.type}' AS type, 'Person' AS source_label, k.member AS source, 'Person' AS target_label,
                heads.head AS target, CASE WHEN k.role <> '' THEN {relation} END AS props
            FROM {name} k JOIN heads USING (grp) WHERE k.member <> heads.head ORDER BY k.sheet, k.row
        """
        links = self._with_source(query)
        self._connection.execute(f"DROP TABLE {name}")
        return links


def with_source(rows: pa.Table, file: str, *, sheet: str | None = None) -> pa.Table:
    """Return the rows with the column `file`, and `sheet` where it is given."""
    for name, text in (("file", file), ("sheet", sheet)):
        if text is not None:
            rows = rows.append_column(name, pa.repeat(pa.scalar(text, pa.string()), rows.num_rows))
    return rows


def rejections_table(rejected: list[Rejection], file: str) -> pa.Table:
    """Return rejections as rows of the ledger's table."""
    fields = [name for name in ("sheet", "row", "column", "why", "cells")]
    columns = {name: pa.array([getattr(r, name) for r in rejected], REJECTIONS.field(name).type) for name in fields}
    return with_source(pa.table(columns), file)


def blocks_of(table: Recognised) -> Iterator[pa.Table]:
    """Yield the blocks of a table below its header, prepared for reading."""
    for block in table.sheet.blocks(skip=table.header_row, width=len(table.header)):
        yield table.table.prepared(block)
