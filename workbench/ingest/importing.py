"""One file into the ledger: recognised, kept, read, counted, committed. `import_file` is the one way in.

Why in this order: what cannot be read is refused before anything is written, and the commit is the very last step, so
a killed import leaves nothing that anybody can see.
"""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from graph.identifiers import NORMALISER_VERSION
from graph.identifiers.record import number_key
from graph.ledger import Import, Ledger, Original, Report, Scope
from graph.ledger.draft import Terms
from graph.ledger.originals import sha256_of
from graph.ledger.scope import connect
from workbench.errors import BadFile, UserError
from workbench.ingest.archive import read_graph
from workbench.ingest.feed import Feed
from workbench.ingest.plan import Plan, plan_for
from workbench.ingest.rejected import rejected_file
from workbench.ingest.rules import Mapping
from workbench.ingest.run import Count, Progress, Run, silent
from workbench.ingest.tables import read_tables
from workbench.ingest.tally import Tally
from workbench.wording import say


@dataclass(frozen=True, slots=True)
class Imported:
    """What `import_file` did.

    Attributes
    ----------
    record : Import
        The line in the list of imports.
    report : Report
        Its counts and findings.
    rejected_file : Path or None
        The rejected rows, ready to be corrected.
    already : bool
        Whether the same bytes were already in the case under this document, so that nothing was done.
    seconds : float
        How long it took.
    """

    record: Import
    report: Report
    rejected_file: Path | None
    already: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Acquisition:
    """For which case, on which document, by which officers a file was got, and who imports it.

    A remapping also names the import whose rows it reads anew, and why.
    """

    case_key: str
    document_no: str | None
    officers: str | None
    actor: str
    supersedes: str | None = None
    why: str | None = None

    def terms(self, mapping: Mapping, report: Report) -> Terms:
        """Return what the ledger lists of an import."""
        return {
            "case_key": self.case_key,
            "document_no": self.document_no,
            "officers": self.officers,
            "actor": self.actor,
            "mapping": mapping.name,
            "mapping_version": mapping.version,
            "normaliser_version": NORMALISER_VERSION,
            "report": report,
            "action": "remap" if self.supersedes else "import",
            "of_import": self.supersedes,
            "why": self.why,
        }


def import_file(
    ledger: Ledger,
    path: Path,
    *,
    case: str,
    document_no: str | None,
    officers: str | None,
    actor: str,
    mapping: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Import one file into a case.

    Parameters
    ----------
    case : str
        The case's number or key.
    document_no, officers : str
        The document that orders the acquisition and the officers who made it.
    mapping : str, optional
        Name of a mapping or path of a TOML file; by default the template is recognised.
    progress : callable, optional
        Told the share of the file that is read (0-1) and the rows so far.

    Raises
    ------
    BadFile
        When the file cannot be read or its template is unknown; the ledger is untouched.
    """
    began = time.monotonic()
    under = Acquisition(key_of_case(case), document_no, officers, actor)
    plan = plan_for(Path(path), mapping=mapping, folders=mapping_folders(ledger))
    adopt(ledger, mapping)
    original = ledger.keep(Path(path))
    known = ledger.find_import(original.sha256, under.case_key, document_no)
    record = known or read_in(ledger, original, plan, under=under, asked=mapping, progress=progress or silent)
    return finished(ledger, record, began=began, already=known is not None)


def finished(ledger: Ledger, record: Import, *, began: float, already: bool = False) -> Imported:
    """Return what an import did, its rejected rows written to a file."""
    rejected = rejected_file(ledger, record)
    return Imported(record, Report.from_json(record.report), rejected, already, time.monotonic() - began)


def key_of_case(case: str) -> str:
    """Return the key of a case given by its number or key.

    Raises
    ------
    UserError
        When no case is named.
    """
    key = number_key("case", case.removeprefix("case:"))
    if key is None:
        raise UserError(say("import.no_case"))
    return key


def read_in(
    ledger: Ledger, original: Original, plan: Plan, *, under: Acquisition, asked: str | None, progress: Progress
) -> Import:
    """Read a kept file into the ledger as a plan says, and list it."""
    mapping = plan.mapping
    batch = ledger.batch_of(original.sha256, mapping.name, mapping.version, NORMALISER_VERSION)
    if batch is not None:
        return ledger.acquire(original, batch, **under.terms(mapping, _report_of(ledger, batch)))
    draft = ledger.draft(original)
    plan = _of_kept(ledger, original, plan, asked=asked)
    with ExitStack() as stack:
        connection = stack.enter_context(connection_of(ledger))
        scope = case_scope(ledger, under)
        if scope:
            stack.enter_context(scope)
        tally = Tally(connection, original.sha256, scope)
        with Feed(draft) as feed:
            run = Run(connection, original.sha256, feed, tally, progress)
            (read_graph if mapping.is_graph else read_tables)(run, plan)
            if not run.count.good + run.count.rejected:
                raise BadFile(say("import.no_rows", file=original.name))
            report = made_report(run.count, tally, template=mapping.zh)
    record = draft.commit(**under.terms(mapping, report))
    rejected_file(ledger, record, rows=pa.concat_tables(run.rejections) if run.rejections else None)
    return record


@cache
def _base(folder: Path) -> duckdb.DuckDBPyConnection:
    return connect(folder)


def connection_of(ledger: Ledger) -> duckdb.DuckDBPyConnection:
    """Return a connection of one import's own; all imports of a process share one database's memory limit."""
    cursor = _base(ledger.folder).cursor()
    cursor.execute("SET TimeZone = 'UTC'")
    return cursor


def mapping_folders(ledger: Ledger) -> tuple[Path, ...]:
    """Return where the unit keeps mappings of its own."""
    return (ledger.folder / "mappings",)


def adopt(ledger: Ledger, mapping: str | None) -> None:
    """Keep a copy of a mapping given by its path, so that what it made of a file can be made of it again."""
    path = Path(mapping or "")
    if path.suffix == ".toml" and path.is_file():
        kept = mapping_folders(ledger)[0] / path.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists() or kept.read_bytes() != path.read_bytes():
            shutil.copyfile(path, kept)


def _of_kept(ledger: Ledger, original: Original, plan: Plan, *, asked: str | None) -> Plan:
    """Return the same plan for the kept copy, so that the ledger holds what the original holds if the file changes.

    A workbook is in memory already: unchanged bytes need no second reading.
    """
    if plan.source.kind == "workbook" and sha256_of(plan.source.path) == original.sha256:
        return plan
    kept = ledger.original(original.sha256)
    return plan_for(kept, mapping=asked, folders=mapping_folders(ledger), name=original.name)


def case_scope(ledger: Ledger, under: Acquisition) -> Scope | None:
    """Return what a case has already, or None when it has no rows that could repeat or mirror others."""
    records = [r for r in ledger.records([under.case_key]) if r.import_id != under.supersedes]
    tables = (Report.from_json(record.report).tables for record in records)
    if not any({"calls", "transfers"} & set(t) for t in tables):
        return None
    return ledger.scope([under.case_key], without=under.supersedes)


def made_report(count: Count, tally: Tally, *, template: str) -> Report:
    """Return the report of a file that has been read to its end."""
    duplicate = tally.duplicates()
    first, last = tally.period()
    return Report(
        rows_read=count.good + count.rejected,
        accepted=count.good - duplicate,
        rejected=count.rejected,
        duplicate=duplicate,
        other_lines=count.other_lines,
        reasons=dict(count.reasons.most_common()),
        warnings=dict(count.warnings.most_common()),
        period_from=first,
        period_to=last,
        gaps=tally.gaps(),
        balance_breaks=tally.balance_breaks(),
        two_sided=tally.two_sided(),
        template=template,
    )


def _report_of(ledger: Ledger, batch: int) -> Report:
    """Return the report of the import that made a batch: another case that acquires it gets the same rows."""
    lines = ledger.imports().to_pylist()
    return Report.from_json(next(line["report"] for line in lines if line["batch"] == batch))
