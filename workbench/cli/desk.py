"""`fusion workspace …`, `judge`, `retract`, `verify`, `audit verify`, `backup` and `restore`: what people decide and keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import pyarrow as pa
import typer
from rich.progress import Progress as RichProgress

from graph.errors import LedgerError
from graph.ledger import Difference, Import, Ledger
from workbench import access, audit, backup, workspace
from workbench.cli.app import app, console
from workbench.desk import Desk
from workbench.errors import UserError
from workbench.ingest import Rereader
from workbench.settings import Settings
from workbench.view import View
from workbench.wording import say

workspaces = typer.Typer(no_args_is_help=True, help="Make workspaces, see them, add cases and members.")
app.add_typer(workspaces, name="workspace")
chain = typer.Typer(no_args_is_help=True, help="The audit chain.")
app.add_typer(chain, name="audit")

Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, local time.")]
InWorkspace = Annotated[str, typer.Option("--workspace", "-w", help="Name of the workspace.")]


def _print(words: str) -> None:
    console.print(words, markup=False, soft_wrap=True)


def _desk() -> tuple[Desk, str]:
    settings = Settings.from_environment()
    return Desk.open(settings), settings.actor


@workspaces.command("create")
def create(
    name: str,
    *,
    case: Annotated[list[str] | None, typer.Option(help="Number of a case; may be repeated.")] = None,
    purpose: Annotated[str, typer.Option()],
    basis: Annotated[str, typer.Option(help="Legal basis.")],
    until: Until = None,
) -> None:
    """Make a workspace; you own it."""
    desk, actor = _desk()
    made = workspace.create(
        desk,
        name,
        cases=case or [],
        purpose=purpose,
        legal_basis=basis,
        expires_at=_end_of(until),
        actor=actor,
    )
    _show(made)


@workspaces.command("list")
def list_names() -> None:
    """List the workspaces you are a member of."""
    desk, actor = _desk()
    for name in workspace.names(desk, actor=actor):
        _print(name)


@workspaces.command()
def show(name: str) -> None:
    """Show a workspace: purpose, basis, end, cases, members."""
    desk, actor = _desk()
    access.require(desk, actor, "read", name)
    _show(workspace.get(desk, name))


@workspaces.command("add-case")
def add_case(name: str, case: str) -> None:
    """Put a case into a workspace's scope."""
    desk, actor = _desk()
    workspace.add_case(desk, name, case, actor=actor)
    _show(workspace.get(desk, name))


@workspaces.command("add-member")
def add_member(name: str, member: str, role: Annotated[str, typer.Option()] = "analyst") -> None:
    """Give a person a role: owner, analyst or reader."""
    desk, actor = _desk()
    workspace.add_member(desk, name, member, role=role, actor=actor)
    _show(workspace.get(desk, name))


@workspaces.command()
def extend(name: str, until: Until = None) -> None:
    """Move the end of a workspace; without --until it has none."""
    desk, actor = _desk()
    workspace.extend(desk, name, until=_end_of(until), actor=actor)
    _show(workspace.get(desk, name))


@app.command()
def judge(verdict: str, a: str, b: str, *, why: Why, in_workspace: InWorkspace) -> None:
    """Decide about two persons or person records: same, different, unsure, or withdrawn."""
    with View.open(in_workspace) as view:
        made = view.judge(a, b, verdict, why)
    _print(say("desk.judged", a=made.a, b=made.b, verdict=verdict, workspace=in_workspace))


@app.command()
def retract(import_id: str, *, why: Why) -> None:
    """Withdraw an import from its case: its rows leave every graph at the next projection."""
    desk, actor = _desk()
    ledger = Ledger.open(Settings.from_environment().home)
    name = _workspace_of(desk, ledger, import_id, actor=actor)
    with View.open(name) as view:
        made = view.retract(import_id, why)
    _print(say("desk.retracted", import_id=import_id, file=made.file_name, case=made.case_key))


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
    with RichProgress(console=console, transient=True) as bar:
        task = bar.add_task(say("desk.verifying"), total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        for difference in ledger.verify(reread=None if quick else _rereader(ledger), progress=tell):
            differences += 1
            _print(_words(difference))
    if differences:
        _print(say("desk.verify_differs", count=differences))
        raise typer.Exit(1)
    _print(say("desk.verify_right", imports=len(ledger.records()), version=ledger.version))


@chain.command("verify")
def verify_audit(
    anchor: Annotated[str | None, typer.Option(help="NUMBER:HASH of a line noted elsewhere.")] = None,
) -> None:
    """Recompute the audit chain and name every line that does not fit."""
    desk, _ = _desk()
    audit.recover(desk, Ledger.open(Settings.from_environment().home).history())
    found = audit.verify_chain(desk, anchor=_anchor(anchor))
    for fault in found.faults:
        _print(fault.why)
    if found.faults:
        raise typer.Exit(1)
    _print(say("desk.audit_right", lines=found.lines, head=found.head))


@app.command("backup")
def make_backup(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Copy desk, ledger and originals into a new folder; others may go on working."""
    made = backup.back_up(Settings.from_environment(), folder.absolute())
    for path in made.damaged:
        _print(say("desk.backup_damaged", path=path))
    _say_copied("desk.backed_up", folder, made)


@app.command("restore")
def restore_backup(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Bring a backup back into an empty FUSION_HOME; every hash is checked."""
    _say_copied("desk.restored", folder, backup.restore(Settings.from_environment(), folder.absolute()))


def _say_copied(key: str, folder: Path, made: backup.Backup) -> None:
    size = f"{made.size / 1e6:.1f} MB"
    _print(say(key, folder=folder, files=made.files, size=size, version=made.ledger_version))


def _show(found: workspace.Workspace) -> None:
    until = (
        found.expires_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M") if found.expires_at else "—"
    )
    words = say(
        "desk.workspace",
        name=found.name,
        purpose=found.purpose,
        basis=found.legal_basis,
        until=until,
        cases=" ".join(case.removeprefix("case:") for case in found.cases) or "—",
        members=" ".join(f"{actor}({role})" for actor, role in found.members.items()),
    )
    _print(words)


def _end_of(day: datetime | None) -> datetime | None:
    return day.replace(hour=23, minute=59, second=59, tzinfo=ZoneInfo("Asia/Shanghai")) if day else None


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


def _workspace_of(desk: Desk, ledger: Ledger, import_id: str, *, actor: str) -> str:
    """Return a workspace in which the actor may retract this import, or refuse without saying whether it exists."""
    found: Import | None = next((r for r in ledger.records() if r.import_id == import_id), None)
    for name in workspace.names(desk, actor=actor):
        if found and found.case_key in workspace.cases(desk, name) and access.allowed(desk, actor, "retract", name):
            return name
    audit.record(desk, actor=actor, workspace=None, purpose=None, action="denied", detail={"retract": import_id})
    raise UserError(say("desk.no_import", import_id=import_id))


def _words(difference: Difference) -> str:
    name = difference.file_name or say("desk.nameless")
    file = difference.file or ""
    return say(
        f"desk.verify_{difference.kind}", name=name, file=file, import_id=difference.import_id, where=difference.where
    )
