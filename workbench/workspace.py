"""A workspace (专班): a name, its cases, its members with roles, a purpose, a legal basis and an end.

Why the cases stand here: they are the scope, and the scope is all that a member can ever see.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from graph.identifiers.record import number_key
from workbench import audit
from workbench.access import ROLES, require
from workbench.desk import Desk, members, workspace_cases, workspaces
from workbench.errors import UserError
from workbench.wording import say


@dataclass(frozen=True, slots=True)
class Workspace:
    """What is written down of a workspace; `cases` and `members` (actor → role) in order of their names."""

    name: str
    slug: str
    purpose: str
    legal_basis: str
    expires_at: datetime | None
    created_at: datetime
    cases: tuple[str, ...]
    members: dict[str, str]


def case_key(text: str) -> str:
    """Return the key of a case from its number; a key stays what it is.

    >>> case_key(" A123 "), case_key("case:A123")
    ('case:A123', 'case:A123')
    """
    key = number_key("case", text.strip().removeprefix("case:"))
    if key is None:
        raise UserError(say("desk.no_case_number"))
    return key


def create(
    desk: Desk,
    name: str,
    *,
    cases: Iterable[str],
    purpose: str,
    legal_basis: str,
    actor: str,
    expires_at: datetime | None = None,
) -> Workspace:
    """Make a workspace; whoever makes it owns it.

    Raises
    ------
    UserError
        When the name is taken or empty, or the purpose or the legal basis is not stated.
    """
    _check(name, purpose, legal_basis)
    fields = {"purpose": purpose, "legal_basis": legal_basis, "expires_at": expires_at, "created_at": datetime.now(UTC)}
    keys = sorted({case_key(case) for case in cases})
    try:
        with desk.change() as connection:
            connection.execute(workspaces.insert().values(name=name, slug=_slug(name), **fields))
            connection.execute(members.insert().values(workspace=name, actor=actor, role="owner"))
            for key in keys:
                connection.execute(workspace_cases.insert().values(workspace=name, case_key=key))
    except sa.exc.IntegrityError as error:
        raise UserError(say("desk.name_taken", name=name)) from error
    audit.record(desk, actor=actor, workspace=name, purpose=purpose, action="create", detail={"cases": keys})
    return get(desk, name)


def get(desk: Desk, name: str) -> Workspace:
    """Return a workspace by its name.

    Raises
    ------
    UserError
        When there is none of this name.
    """
    found = next(iter(desk.rows(workspaces.select().where(workspaces.c.name == name))), None)
    if found is None:
        raise UserError(say("desk.no_workspace", name=name))
    return Workspace(**found, cases=tuple(cases(desk, name)), members=_members(desk, name))


def names(desk: Desk, *, actor: str | None = None) -> list[str]:
    """Return the names of all workspaces, or of those an actor is a member of, sorted."""
    query = sa.select(workspaces.c.name).order_by(workspaces.c.name)
    if actor is not None:
        query = query.join(members, members.c.workspace == workspaces.c.name).where(members.c.actor == actor)
    return [row["name"] for row in desk.rows(query)]


def cases(desk: Desk, name: str) -> list[str]:
    """Return the keys of a workspace's cases, sorted: its scope."""
    query = sa.select(workspace_cases.c.case_key).where(workspace_cases.c.workspace == name)
    return sorted(row["case_key"] for row in desk.rows(query))


def slug(desk: Desk, name: str) -> str:
    """Return the folder name of a workspace: plain letters, the same for ever."""
    return get(desk, name).slug


def add_case(desk: Desk, name: str, case: str, *, actor: str) -> None:
    """Put a case into the scope; one that is there already stays."""
    require(desk, actor, "manage", name)
    key = case_key(case)
    if key not in cases(desk, name):
        with desk.change() as connection:
            connection.execute(workspace_cases.insert().values(workspace=name, case_key=key))
    audit.record(desk, actor=actor, workspace=name, purpose=None, action="manage", detail={"add_case": key})


def add_member(desk: Desk, name: str, member: str, *, role: str, actor: str) -> None:
    """Give a person a role (owner, analyst, reader) in a workspace, in place of the one they had."""
    require(desk, actor, "manage", name)
    if role not in ROLES:
        raise UserError(say("desk.no_role", role=role, roles=", ".join(ROLES)))
    with desk.change() as connection:
        connection.execute(members.delete().where(members.c.workspace == name, members.c.actor == member))
        connection.execute(members.insert().values(workspace=name, actor=member, role=role))
    detail = {"add_member": member, "role": role}
    audit.record(desk, actor=actor, workspace=name, purpose=None, action="manage", detail=detail)


def extend(desk: Desk, name: str, *, until: datetime | None, actor: str) -> None:
    """Move the end of a workspace; the one thing its owner may still do after it."""
    require(desk, actor, "extend", name)
    with desk.change() as connection:
        connection.execute(workspaces.update().where(workspaces.c.name == name).values(expires_at=until))
    audit.record(desk, actor=actor, workspace=name, purpose=None, action="extend", detail={"until": until})


def _members(desk: Desk, name: str) -> dict[str, str]:
    query = members.select().where(members.c.workspace == name).order_by(members.c.actor)
    return {row["actor"]: row["role"] for row in desk.rows(query)}


def _check(name: str, purpose: str, legal_basis: str) -> None:
    if not name.strip() or name != name.strip():
        raise UserError(say("desk.bad_name", name=name))
    if not purpose.strip() or not legal_basis.strip():
        raise UserError(say("desk.no_purpose"))


def _slug(name: str) -> str:
    from pypinyin import lazy_pinyin  # slow to import, needed only here

    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in "-".join(lazy_pinyin(name)).lower())
    plain = "-".join(part for part in letters.split("-") if part)[:40]
    return f"{plain or 'w'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
