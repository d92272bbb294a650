"""Nodes of a graph archive: each label by its own rules, each id remembered for the links that name it.

A node that stands for an event (a call) waits until the links to its ends are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import pyarrow as pa

from workbench.ingest.asking import arrow
from workbench.ingest.blocks import column
from workbench.ingest.forms import quoted
from workbench.ingest.noted import noted
from workbench.ingest.reading import TableReading, rejections_table
from workbench.ingest.recognition import Table
from workbench.ingest.refusing import Rejection, plain_rejection, row_cells
from workbench.ingest.rules import NodeRule
from workbench.ingest.run import Run


class NodeReading:
    """Reads the nodes of one member, either all but events or only events."""

    def __init__(self, run: Run, sheet: str, header: Sequence[str], *, rules: Iterable[NodeRule], events: bool) -> None:
        self._run = run
        self._sheet = sheet
        self._header = header
        self._rules = {rule.label: rule for rule in rules}
        self._events = events
        self._readings: dict[str, TableReading] = {}

    def read(self, blocks: Iterable[pa.Table]) -> None:
        """Read all blocks."""
        if self._events and not any(rule.through for rule in self._rules.values()):
            return
        for block in blocks:
            self._take(block)
        for reading in self._readings.values():
            reading.finish()
            self._run.count.add(reading.count)

    def _take(self, block: pa.Table) -> None:
        for label, rows in by_value(block, self._label_column):
            rule = next((self._rules[part] for part in label.split(";") if part in self._rules), None)
            if rule is None:
                if not self._events:
                    self._refuse(rows, label)
            elif bool(rule.through) == self._events:
                self._take_label(rule, rows)

    def _take_label(self, rule: NodeRule, rows: pa.Table) -> None:
        if rule.through:
            rows = self._with_ends(rule, rows)
        reading = self._reading(rule)
        reading.take(Table(self._sheet, rule.rules, ()).prepared(rows))
        if rule.stands_for:
            key, label = reading.key_and_label(rule.stands_for)
            self._run.connection.execute(
                f"INSERT INTO ids SELECT {self._id}, {label}, {key} FROM n WHERE bad IS NULL AND {key} IS NOT NULL"
            )

    def _reading(self, rule: NodeRule) -> TableReading:
        if rule.label not in self._readings:
            header = [*self._header, *(f"@{end}" for end in rule.through)]
            table = Table(self._sheet, rule.rules, header)
            self._readings[rule.label] = TableReading(
                self._run.connection, table, file=self._run.file, put=self._run.put
            )
        return self._readings[rule.label]

    def _with_ends(self, rule: NodeRule, rows: pa.Table) -> pa.Table:
        """Return the block with one more cell per end: the key of the node at the other end of the link to it."""
        self._run.connection.register("event_rows", rows)
        joins, ends = "", ""
        for number, kind in enumerate(rule.through.values()):
            joins += (
                f" LEFT JOIN (SELECT one, min(key) AS key FROM ends JOIN ids ON ids.id = other WHERE type = {quoted(kind)} "
                f"GROUP BY one) e{number} ON e{number}.one = {self._id}"
            )
            ends += f", coalesce(e{number}.key, '') AS {column(len(self._header) + number)}"
        width = f"(width + {len(rule.through)})::INTEGER AS width"
        query = f"SELECT event_rows.* REPLACE ({width}){ends} FROM event_rows{joins} ORDER BY row"
        found = arrow(self._run.connection, query)
        self._run.connection.unregister("event_rows")
        return found

    def _refuse(self, rows: pa.Table, label: str) -> None:
        count, rejected = self._run.count, []
        for row in rows.to_pylist():
            cells = [row[column(i)] for i in range(len(self._header))]
            if not any(cells):
                count.other_lines += 1
                continue
            reason = noted("import.no_label", label=label)
            rejected.append(
                plain_rejection(
                    (self._sheet, row["row"]), ":LABEL", reason, cells=row_cells(self._header, cells, row["rest"])
                )
            )
        refuse(self._run, rejected)

    @cached_property
    def _label_column(self) -> str:
        return column(list(self._header).index("@label"))

    @cached_property
    def _id(self) -> str:
        return column(list(self._header).index("@id"))


def by_value(block: pa.Table, name: str) -> list[tuple[str, pa.Table]]:
    """Return the rows of a block for each value of one of its columns."""
    cells = block.column(name)
    return [(value, block.filter(pa.compute.equal(cells, value))) for value in cells.unique().to_pylist()]


def refuse(run: Run, rejected: list[Rejection]) -> None:
    """Count rejections and put them into the ledger."""
    run.count.rejected += len(rejected)
    run.count.reasons.update(item.reason for item in rejected)
    run.put("rejections", rejections_table(rejected, run.file))
