"""`fusion workspace …`, `judge` and `retract`: what people decide."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from graph.ledger import Import, Ledger
from workbench import access, audit, workspace
from workbench.cli.app import app, tell
from workbench.desk import Desk
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.view import View
from workbench.wording import say

workspaces = typer.Typer(no_args_is_help=True, help="Make workspaces, see them, add cases and members.")
app.add_typer(workspaces, name="workspace")

Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, local time.")]
InWorkspace = Annotated[str, typer.Option("--workspace", "-w", help="Name of the workspace.")]


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
        tell(name)


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
    tell(say("desk.judged", a=made.a, b=made.b, verdict=verdict, workspace=in_workspace))


@app.command()
def retract(import_id: str, *, why: Why) -> None:
    """Withdraw an import from its case: its rows leave every graph at the next projection."""
    desk, actor = _desk()
    ledger = Ledger.open(Settings.from_environment().home)
    name = _workspace_of(desk, ledger, import_id, actor=actor)
    with View.open(name) as view:
        made = view.retract(import_id, why)
    tell(say("desk.retracted", import_id=import_id, file=made.file_name, case=made.case_key))


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
    tell(words)


def _end_of(day: datetime | None) -> datetime | None:
    return day.replace(hour=23, minute=59, second=59, tzinfo=ZoneInfo("Asia/Shanghai")) if day else None


def _workspace_of(desk: Desk, ledger: Ledger, import_id: str, *, actor: str) -> str:
    """Return a workspace in which the actor may retract this import, or refuse without saying whether it exists."""
    found: Import | None = next((r for r in ledger.records() if r.import_id == import_id), None)
    for name in workspace.names(desk, actor=actor):
        if found and found.case_key in workspace.cases(desk, name) and access.allowed(desk, actor, "retract", name):
            return name
    audit.record(desk, actor=actor, workspace=None, purpose=None, action="denied", detail={"retract": import_id})
    raise UserError(say("desk.no_import", import_id=import_id))
