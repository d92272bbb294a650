"""What people decided about two records: the same person, different persons, unsure, or a decision taken back.

Why append-only: a finding cites the decisions it rests on, so a later mind is a new line, never an edited one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from workbench.access import require
from workbench.desk import Desk, judgements
from workbench.errors import UserError
from workbench.wording import say

VERDICTS = ("same", "different", "unsure", "withdrawn")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision: its number, the two records (`a` < `b`), the verdict, its reason, who and when (UTC)."""

    seq: int
    workspace: str
    a: str
    b: str
    verdict: str
    why: str
    actor: str
    decided_at: datetime


def judge(desk: Desk, workspace: str, a: str, b: str, verdict: str, *, why: str, actor: str) -> Judgement:
    """Write a decision down.

    Parameters
    ----------
    desk : Desk
        Where it is kept.
    workspace : str
        Where it holds; other workspaces decide for themselves.
    a, b : str
        The two records, in any order.
    verdict : str
        One of `VERDICTS`; `withdrawn` takes earlier decisions on this pair back.

    Raises
    ------
    NotAllowed
        When the actor may not judge here.
    UserError
        For a verdict that does not exist, a record paired with itself, or a missing reason.
    """
    require(desk, actor, "judge", workspace)
    if verdict not in VERDICTS:
        raise UserError(say("desk.no_verdict", verdict=verdict, verdicts=", ".join(VERDICTS)))
    if a == b or not why.strip():
        raise UserError(say("desk.judge_needs"))
    first, second = sorted((a, b))
    said = {"workspace": workspace, "a": first, "b": second, "verdict": verdict, "why": why, "actor": actor}
    decided_at = datetime.now(UTC)
    with desk.change() as connection:
        done = connection.execute(judgements.insert().values(decided_at=decided_at, **said))
        seq = done.inserted_primary_key
    return Judgement(seq=seq[0] if seq else 0, decided_at=decided_at, **said)


def history(desk: Desk, workspace: str, *, version: int | None = None) -> list[Judgement]:
    """Return every decision of a workspace in the order they were made, up to a version."""
    query = judgements.select().where(judgements.c.workspace == workspace).order_by(judgements.c.seq)
    if version is not None:
        query = query.where(judgements.c.seq <= version)
    return [Judgement(**row) for row in desk.rows(query)]


def decisions(desk: Desk, workspace: str, *, version: int | None = None) -> list[Judgement]:
    """Return the decisions that stand: the last one on each pair, unless it was taken back; ordered by `seq`."""
    last = {(j.a, j.b): j for j in history(desk, workspace, version=version)}
    return sorted((j for j in last.values() if j.verdict != "withdrawn"), key=lambda j: j.seq)


def decisions_version(desk: Desk, workspace: str) -> int:
    """Return the number of the newest decision of a workspace; 0 when there is none."""
    query = sa.select(sa.func.max(judgements.c.seq).label("seq")).where(judgements.c.workspace == workspace)
    return int(desk.rows(query)[0]["seq"] or 0)
