"""When each member last looked at a workspace, and which of its hubs the unit chose to ignore."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.access import require
from workbench.desk import Desk, ignored, visits


@dataclass(frozen=True, slots=True)
class Visit:
    """A look at a workspace: when (UTC), and at which ledger version."""

    visited_at: datetime
    ledger_version: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """A known hub that drawings and paths leave out: its key, why, and who said so."""

    key: str
    note: str
    actor: str


def last_visit(desk: Desk, workspace: str, actor: str) -> Visit | None:
    """Return the actor's last visit, or None before the first."""
    query = visits.select().where(visits.c.workspace == workspace, visits.c.actor == actor)
    return next((Visit(row["visited_at"], row["ledger_version"]) for row in desk.rows(query)), None)


def visit(desk: Desk, workspace: str, actor: str, *, ledger_version: int) -> None:
    """Note that the actor looks at the workspace now, at this ledger version."""
    with desk.change() as connection:
        connection.execute(visits.delete().where(visits.c.workspace == workspace, visits.c.actor == actor))
        values = {"visited_at": datetime.now(UTC), "ledger_version": ledger_version}
        connection.execute(visits.insert().values(workspace=workspace, actor=actor, **values))


def ignored_hubs(desk: Desk, workspace: str) -> list[Ignored]:
    """Return the unit's list of hubs to ignore, by key."""
    query = ignored.select().where(ignored.c.workspace == workspace).order_by(ignored.c.key)
    return [Ignored(row["key"], row["note"], row["actor"]) for row in desk.rows(query)]


def ignore(desk: Desk, workspace: str, key: str, *, note: str, actor: str) -> None:
    """Put a hub on the list, or change its note."""
    require(desk, actor, "ignore", workspace)
    with desk.change() as connection:
        connection.execute(ignored.delete().where(ignored.c.workspace == workspace, ignored.c.key == key))
        connection.execute(ignored.insert().values(workspace=workspace, key=key, note=note, actor=actor))


def unignore(desk: Desk, workspace: str, key: str, *, actor: str) -> None:
    """Take a hub off the list."""
    require(desk, actor, "ignore", workspace)
    with desk.change() as connection:
        connection.execute(ignored.delete().where(ignored.c.workspace == workspace, ignored.c.key == key))
