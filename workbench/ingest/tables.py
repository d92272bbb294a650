"""Every recognised table of a text file or workbook; sheets of one template under one header are read as one.

Why as one: a workbook of twelve accounts has twelve small sheets, and to plan a statement takes longer than to read one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from workbench.ingest.delimited import DelimitedText
from workbench.ingest.noted import noted
from workbench.ingest.plan import Plan
from workbench.ingest.reading import TableReading, blocks_of
from workbench.ingest.recognition import Recognised
from workbench.ingest.run import Run

_TOGETHER = 20_000


def read_tables(run: Run, plan: Plan) -> None:
    """Read all tables of the plan into the run."""
    for sheet in plan.unknown:
        run.count.warnings[noted("import.warn_sheet", sheet=sheet or "-")] += 1
    for alike in alike_tables(plan.tables):
        _read(run, plan, alike)


def alike_tables(tables: Sequence[Recognised]) -> list[list[Recognised]]:
    """Return the tables in groups of equal template and header, in the order of their first sheets."""
    groups: dict[tuple[str, ...], list[Recognised]] = {}
    for table in tables:
        groups.setdefault((table.template.name, *table.header), []).append(table)
    return list(groups.values())


def _read(run: Run, plan: Plan, tables: Sequence[Recognised]) -> None:
    titles = frozenset[tuple[str, ...]]().union(*(table.titles for table in tables))
    together = replace(tables[0].table, titles=titles)
    reading = TableReading(run.connection, together, file=run.file, put=run.put)
    reading.count.other_lines = sum(table.header_row for table in tables)
    size, waiting = plan.source.path.stat().st_size, _Waiting(reading)
    for number, table in enumerate(tables, start=1):
        for block in blocks_of(table):
            waiting.add(block)
            share = _share(table, size, done=number / len(tables))
            run.progress(share, run.count.good + reading.count.good)
    waiting.flush()
    reading.finish()
    run.count.add(reading.count)
    run.progress(1.0, run.count.good)


class _Waiting:
    """Small blocks, until there are enough of them to be read together."""

    def __init__(self, reading: TableReading) -> None:
        self._reading = reading
        self._blocks: list[pa.Table] = []

    def add(self, block: pa.Table) -> None:
        self._blocks.append(block)
        if sum(block.num_rows for block in self._blocks) >= _TOGETHER:
            self.flush()

    def flush(self) -> None:
        if self._blocks:
            self._reading.take(pa.concat_tables(self._blocks))
            self._blocks = []


def _share(table: Recognised, size: int, *, done: float) -> float:
    """Return how much of the file is read: bytes of a text file, tables of a workbook."""
    if isinstance(table.sheet, DelimitedText):
        return min(1.0, table.sheet.read_bytes / max(size, 1))
    return done
