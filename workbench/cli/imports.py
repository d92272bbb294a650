"""`fusion import`, `fusion remap` and `fusion mapping draft`: files into the ledger, and what became of their rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from graph.ledger import Report
from workbench.cli.app import app, console, errors
from workbench.errors import UserError
from workbench.ingest import Imported
from workbench.ingest.drafting import write_draft
from workbench.view import View
from workbench.wording import say

mappings = typer.Typer(no_args_is_help=True, help="How files of each template are read.")
app.add_typer(mappings, name="mapping")

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_LISTED = ("file", "case", "document_no", "officers")
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to import: for which case, on which document, by which officers."""

    path: Path
    case: str
    document_no: str
    officers: str


@app.command("import")
def import_(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to import.")] = None,
    *,
    workspace: Annotated[str, typer.Option("--workspace", "-w", help="Name of the workspace.")],
    case: Annotated[str | None, typer.Option(help="Number of the case.")] = None,
    basis: Annotated[str | None, typer.Option(help="Number of the document that orders the acquisition.")] = None,
    officers: Annotated[str | None, typer.Option(help="Officers who acquired the file, with commas between.")] = None,
    mapping: Annotated[
        str | None, typer.Option(help="Name or .toml file of the mapping; found by itself if left out.")
    ] = None,
    listing: Annotated[
        Path | None, typer.Option("--list", help="CSV of files to import: file,case,document_no,officers.")
    ] = None,
    corrects: Annotated[str | None, typer.Option(help="The file holds corrected rows of this import.")] = None,
    why: Annotated[str | None, typer.Option(help="Why rows were corrected; it is kept.")] = None,
) -> None:
    """Bring files into the ledger and say what became of every row."""
    view = View.open(workspace)
    if corrects:
        _show(_corrected(view, files or [], of_import=corrects, why=why), workspace)
        return
    wanted = _listed(listing) if listing else _given(files or [], case=case, basis=basis, officers=officers)
    failed = 0
    for item in wanted:
        try:
            _import(view, item, mapping=mapping, workspace=workspace)
        except UserError as error:
            if len(wanted) == 1:
                raise
            failed += 1
            errors.print(str(error), markup=False)
    if failed:
        raise typer.Exit(2)


@app.command("remap")
def remap(
    import_id: Annotated[str, typer.Argument(metavar="IMPORT")],
    *,
    workspace: Annotated[str, typer.Option("--workspace", "-w", help="Name of the workspace.")],
    why: Annotated[str, typer.Option(help="The reason; it is kept.")],
    mapping: Annotated[
        str | None, typer.Option(help="Name or .toml file of the mapping; found by itself if left out.")
    ] = None,
) -> None:
    """Read the original of an import anew by a better mapping; the new rows stand in for the old ones."""
    with View.open(workspace) as view, _bar(import_id) as progress:
        made = view.remap(import_id, why, mapping=mapping, progress=progress)
    _show(made, workspace)


@mappings.command("draft")
def draft(
    file: Path,
    *,
    out: Annotated[Path | None, typer.Option(help="Where to write it; by default beside this command.")] = None,
) -> None:
    """Write a draft mapping for a file of an unknown template, with guesses to complete."""
    path = write_draft(file, out or Path(f"{file.stem}.toml"))
    console.print(say("import.draft_written", path=path), markup=False, soft_wrap=True)


def _import(view: View, item: Wanted, *, mapping: str | None, workspace: str) -> None:
    with _bar(item.path.name) as progress:
        made = view.import_files(
            [item.path],
            case=item.case,
            document_no=item.document_no,
            officers=item.officers,
            mapping=mapping,
            progress=progress,
        )
    _show(made[0], workspace)


def _corrected(view: View, files: Sequence[Path], *, of_import: str, why: str | None) -> Imported:
    if not why:
        raise UserError(say("import.needs_why"))
    if len(files) != 1:
        raise UserError(say("import.one_fixed_file"))
    return view.correct_file(files[0], of_import=of_import, why=why)


def _given(files: Sequence[Path], *, case: str | None, basis: str | None, officers: str | None) -> list[Wanted]:
    if not files or not case or not basis or not officers:
        raise UserError(say("import.needs_case"))
    return [Wanted(path, case, basis, officers) for path in files]


def _listed(listing: Path) -> list[Wanted]:
    try:
        with listing.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(_LISTED) <= set(reader.fieldnames or ()):
                raise UserError(say("import.no_listing_columns", file=listing))
            lines = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(say("import.no_listing_columns", file=listing)) from error
    return [Wanted(listing.parent / r["file"], r["case"], r["document_no"], r["officers"]) for r in lines]


@contextmanager
def _bar(name: str) -> Iterator[Callable[[float, int], None]]:
    """Show a bar while a file is read; it goes away when the report comes."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task(say("import.progress", file=name), total=1.0)
        yield lambda share, rows: progress.update(task, completed=share)


def _show(made: Imported, workspace: str) -> None:
    record, report = made.record, made.report
    if made.already:
        console.print(say("import.already", file=record.file_name, import_id=record.import_id), markup=False)
    table = Table(show_header=False, title=f"{record.import_id} {record.file_name}", title_justify="left")
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for key, text in _lines(report, record.case_key):
        table.add_row(say(f"import.{key}"), text)
    console.print(table, markup=False)
    if made.rejected_file and record.rejected:
        told = say("import.rejected_file", path=made.rejected_file, workspace=workspace, import_id=record.import_id)
        console.print(told, markup=False, soft_wrap=True)


def _lines(report: Report, case_key: str) -> Iterator[tuple[str, str]]:
    yield "template", report.template
    yield "case_word", case_key.removeprefix("case:")
    for name in ("rows_read", "accepted", "rejected", "duplicate", "other_lines"):
        yield name, f"{getattr(report, name):,}"
    if report.period_from and report.period_to:
        first, last = (moment.astimezone(_SHANGHAI) for moment in (report.period_from, report.period_to))
        yield "period", f"{first:%Y-%m-%d %H:%M:%S} — {last:%Y-%m-%d %H:%M:%S}"
    if report.gaps:
        yield "gaps", _short([gap.replace("/", "—") for gap in report.gaps], "、")
    if report.balance_breaks:
        yield "balance_breaks", say("import.times", times=report.balance_breaks)
    if report.two_sided:
        yield "two_sided", f"{report.two_sided:,}"
    for name, counts in (("reasons", report.reasons), ("warnings", report.warnings)):
        if counts:
            yield name, _short([f"{text}: {times:,}" for text, times in counts.items()], "\n")
    yield "tables", " ".join(f"{name} {rows:,}" for name, rows in sorted(report.tables.items()))


def _short(texts: list[str], between: str) -> str:
    more = len(texts) - _MOST_LINES
    return between.join(texts[:_MOST_LINES]) + (f"{between}… (+{more})" if more > 0 else "")
