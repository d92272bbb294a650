"""Every recognised table of a text file or workbook, one after another."""

from __future__ import annotations

from workbench.ingest.delimited import DelimitedText
from workbench.ingest.noted import noted
from workbench.ingest.plan import Plan
from workbench.ingest.reading import TableReading, blocks_of
from workbench.ingest.recognition import Recognised
from workbench.ingest.run import Run


def read_tables(run: Run, plan: Plan) -> None:
    """Read all tables of the plan into the run."""
    for sheet in plan.unknown:
        run.count.warnings[noted("import.warn_sheet", sheet=sheet or "-")] += 1
    size = plan.source.path.stat().st_size
    for number, table in enumerate(plan.tables):
        reading = TableReading(run.connection, table.table, file=run.file, put=run.put)
        reading.count.other_lines = table.header_row
        for block in blocks_of(table):
            reading.take(block)
            run.progress(_share(table, size, done=(number + 1) / len(plan.tables)), run.count.good + reading.count.good)
        reading.finish()
        run.count.add(reading.count)


def _share(table: Recognised, size: int, *, done: float) -> float:
    """Return how much of the file is read: bytes of a text file, tables of a workbook."""
    if isinstance(table.sheet, DelimitedText):
        return min(1.0, table.sheet.read_bytes / max(size, 1))
    return done
