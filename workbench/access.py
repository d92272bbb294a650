"""May this person do this here? No, unless a rule below says yes.

Why one function: every door asks it, so a rule that is missing denies instead of leaking.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from workbench import audit
from workbench.desk import Desk, members, workspaces
from workbench.errors import NotAllowed
from workbench.wording import say

READER = frozenset({"read", "ask", "search", "analyse"})
ANALYST = READER | {"import", "retract", "judge", "project", "ignore", "keep", "withdraw", "train"}
OWNER = ANALYST | {"manage"}
ROLES = {"reader": READER, "analyst": ANALYST, "owner": OWNER}


def allowed(desk: Desk, actor: str, action: str, workspace: str) -> bool:
    """Return whether the actor is a member of the workspace whose role covers the action.

    Unknown persons, workspaces, roles and actions are refused, and so is everything in an expired workspace, save that
    its owner may `extend` it.
    """
    query = (
        sa.select(members.c.role, workspaces.c.expires_at)
        .join(workspaces, workspaces.c.name == members.c.workspace)
        .where(members.c.workspace == workspace, members.c.actor == actor)
    )
    found = next(iter(desk.rows(query)), None)
    if found is None:
        return False
    if action == "extend":
        return bool(found["role"] == "owner")
    expired = found["expires_at"] is not None and found["expires_at"] <= datetime.now(UTC)
    return not expired and action in ROLES.get(found["role"], frozenset())


def require(desk: Desk, actor: str, action: str, workspace: str) -> None:
    """Return when the action is allowed; otherwise write the attempt into the audit and refuse.

    Raises
    ------
    NotAllowed
        With the same words for a workspace that does not exist, one of others, and an expired one.
    """
    if allowed(desk, actor, action, workspace):
        return
    audit.record(desk, actor=actor, workspace=workspace, purpose=None, action="denied", detail={"action": action})
    raise NotAllowed(say("desk.denied", actor=actor, action=action, workspace=workspace))
