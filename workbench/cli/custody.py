"""`fusion verify`, `audit verify`, `backup` and `restore`: whether everything is as it was, and a copy of it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from rich.progress import Progress

from graph.errors import LedgerError
from graph.ledger import Difference, Import, Ledger
from workbench import audit, backup
from workbench.cli.app import app, console, tell
from workbench.desk import Desk
from workbench.errors import UserError
from workbench.ingest import Rereader
from workbench.settings import Settings
from workbench.wording import say

chain = typer.Typer(no_args_is_help=True, help="The audit chain.")
app.add_typer(chain, name="audit")


@app.command()
def verify(
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Hashes and counts only; originals are not read again.")
    ] = False,
) -> None:
    """Compare every original with its hash, and every row with the original read again; name each difference."""
    ledger = Ledger.open(Settings.from_environment().home)
    differences = 0
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say("desk.verifying"), total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        for difference in ledger.verify(reread=None if quick else _rereader(ledger), progress=advance):
            differences += 1
            tell(_words(difference))
    if differences:
        tell(say("desk.verify_differs", count=differences))
        raise typer.Exit(1)
    tell(say("desk.verify_right", imports=len(ledger.records()), version=ledger.version))


@chain.command("verify")
def verify_audit(
    anchor: Annotated[str | None, typer.Option(help="NUMBER:HASH of a line noted elsewhere.")] = None,
) -> None:
    """Recompute the audit chain and name every line that does not fit."""
    settings = Settings.from_environment()
    desk = Desk.open(settings)
    ledger = Ledger.open(settings.home)
    audit.recover(desk, ledger.history())
    audit.recover_kept(desk, ledger.derived.history())
    found = audit.verify_chain(desk, anchor=_anchor(anchor))
    for fault in found.faults:
        tell(fault.why)
    if found.faults:
        raise typer.Exit(1)
    tell(say("desk.audit_right", lines=found.lines, head=found.head))


@app.command("backup")
def make_backup(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Copy desk, ledger and originals into a new folder; others may go on working."""
    made = backup.back_up(Settings.from_environment(), folder.absolute())
    for path in made.damaged:
        tell(say("desk.backup_damaged", path=path))
    _say_copied("desk.backed_up", folder, made)


@app.command("restore")
def restore_backup(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Bring a backup back into an empty FUSION_HOME; every hash is checked."""
    _say_copied("desk.restored", folder, backup.restore(Settings.from_environment(), folder.absolute()))


def _say_copied(key: str, folder: Path, made: backup.Backup) -> None:
    size = f"{made.size / 1e6:.1f} MB"
    tell(say(key, folder=folder, files=made.files, size=size, version=made.ledger_version))


def _anchor(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _, head = text.partition(":")
    if not number.isdigit() or not head:
        raise UserError(say("desk.bad_anchor", anchor=text))
    return int(number), head


def _rereader(ledger: Ledger) -> Callable[[Path, Import], Iterator[tuple[str, pa.Table]]]:
    reread = Rereader(ledger)

    def read(path: Path, record: Import) -> Iterator[tuple[str, pa.Table]]:
        try:
            yield from reread(path, record)
        except UserError as error:
            raise LedgerError(str(error)) from error

    return read


def _words(difference: Difference) -> str:
    name = difference.file_name or say("desk.nameless")
    file = difference.file or ""
    return say(
        f"desk.verify_{difference.kind}", name=name, file=file, import_id=difference.import_id, where=difference.where
    )
