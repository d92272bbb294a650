"""Who asked what, where and for which purpose: one line per act, each carrying the hash of the line before.

Why a chain: a line that is changed, removed or slipped in later no longer fits its neighbours, and `verify_chain` says
which. Why group commit: many users ask at once, and one disk write serves all lines that wait for it.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from graph.ledger import Import
from workbench.desk import Desk, audit
from workbench.wording import say

if TYPE_CHECKING:
    from graph.ledger.runs import Run

START = "0" * 64
_STILL_WRITING = timedelta(minutes=1)
_SAID = ("asked_at", "actor", "workspace", "purpose", "action", "detail")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the audit that does not fit, and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check of the whole audit found: how many lines, the last hash, and every line that does not fit."""

    lines: int
    head: str
    faults: list[Fault] = field(default_factory=list)


def record(
    desk: Desk,
    *,
    actor: str,
    workspace: str | None,
    purpose: str | None,
    action: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line; when this returns, the line is on disk.

    Parameters
    ----------
    desk : Desk
        Where the audit is.
    actor, workspace, purpose, action : str
        Who, where, for what, doing what. `workspace` and `purpose` are None for acts outside any workspace.
    detail : mapping, optional
        What the question was, as JSON values.
    """
    text = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, default=str)
    asked_at = datetime.now(UTC).isoformat(timespec="microseconds")
    _queue_of(desk).write(desk, _Line((asked_at, actor, workspace, purpose, action, text)))


def verify_chain(desk: Desk, *, anchor: tuple[int, str] | None = None) -> Chain:
    """Recompute every hash from the first line on.

    Parameters
    ----------
    desk : Desk
        Where the audit is.
    anchor : (int, str), optional
        Number and hash of a line noted elsewhere: shows lines cut off the end, or a chain rewritten as a whole.
    """
    faults: list[Fault] = []
    seq, previous, anchored = 0, START, anchor is None
    for line in _lines(desk):
        faults += _faults(line, seq, previous)
        seq, previous = line["seq"], line["hash"]
        anchored = anchored or (seq, previous) == anchor
    if anchor and not anchored:
        faults.append(Fault(anchor[0], say("desk.audit_anchor", seq=anchor[0])))
    return Chain(seq, previous, faults)


def recover(desk: Desk, history: Iterable[Import]) -> int:
    """Write the lines of imports that the ledger lists and the audit does not; return how many.

    A process killed between the ledger's commit and the audit's leaves such a gap. The recovered line names the
    import's own actor and time, and says that it was recovered. The last minute's imports are left alone: whoever
    makes them may be about to write their lines.
    """
    audited, now = _audited(desk, "import_id", ("import", "remap", "correct", "retract")), datetime.now(UTC)
    missing = [i for i in history if i.import_id not in audited and now - i.committed_at > _STILL_WRITING]
    for lost in missing:
        detail = {
            "import_id": lost.import_id,
            "case": lost.case_key,
            "file": lost.file,
            "committed_at": lost.committed_at,
        }
        record(
            desk,
            actor=lost.actor,
            workspace=None,
            purpose=None,
            action=lost.action,
            detail=detail | {"recovered": True},
        )
    return len(missing)


def recover_kept(desk: Desk, history: Iterable[Run]) -> int:
    """Write the lines of kept and withdrawn results that the ledger lists and the audit does not; see `recover`."""
    audited, now = _audited(desk, "run", ("keep", "withdraw")), datetime.now(UTC)
    missing = [run for run in history if run.run not in audited and now - run.created_at > _STILL_WRITING]
    for lost in missing:
        detail = {
            "run": lost.run,
            "method": lost.method,
            "why": lost.why,
            "created_at": lost.created_at,
            "recovered": True,
        }
        if lost.of_run:
            detail["of_run"] = lost.of_run
        place = {"workspace": lost.workspace, "purpose": lost.purpose}
        record(desk, actor=lost.actor, action=lost.action, detail=detail, **place)
    return len(missing)


class _Line:
    """A line that waits to be written, and what became of it."""

    def __init__(self, said: tuple[str | None, ...]) -> None:
        self.said = dict(zip(_SAID, said, strict=True))
        self.done = False
        self.error: Exception | None = None


class _Queue:
    """Lines of this process that wait; whoever gets the turn writes them all in one transaction."""

    def __init__(self) -> None:
        self._waiting: list[_Line] = []
        self._gate = threading.Lock()
        self._turn = threading.Lock()

    def write(self, desk: Desk, line: _Line) -> None:
        with self._gate:
            self._waiting.append(line)
        with self._turn:
            if not line.done:
                self._write_all(desk)
        if line.error:
            raise line.error

    def _write_all(self, desk: Desk) -> None:
        with self._gate:
            group, self._waiting = self._waiting, []
        try:
            _append(desk, [line.said for line in group])
        except sa.exc.SQLAlchemyError as error:
            for line in group:
                line.error = error
        for line in group:
            line.done = True


_queues: WeakKeyDictionary[Desk, _Queue] = WeakKeyDictionary()
_queues_gate = threading.Lock()


def _queue_of(desk: Desk) -> _Queue:
    with _queues_gate:
        return _queues.setdefault(desk, _Queue())


def _append(desk: Desk, said: Sequence[Mapping[str, str | None]]) -> None:
    with desk.change() as connection:
        last = connection.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
        seq, previous = (last.seq, last.hash) if last else (0, START)
        lines: list[dict[str, Any]] = []
        for values in said:
            seq += 1
            line = {**values, "seq": seq, "previous": previous}
            previous = line["hash"] = _hash(line)
            lines.append(line)
        connection.execute(audit.insert(), lines)


def _hash(line: Mapping[str, Any]) -> str:
    said = [line["previous"], line["seq"], *(line[name] for name in _SAID)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _faults(line: Mapping[str, Any], seq: int, previous: str) -> Iterator[Fault]:
    if line["seq"] != seq + 1:
        yield Fault(seq + 1, say("desk.audit_missing", first=seq + 1, last=line["seq"] - 1))
    elif line["previous"] != previous:
        yield Fault(line["seq"], say("desk.audit_unlinked", seq=line["seq"], before=seq))
    if line["hash"] != _hash(line):
        yield Fault(line["seq"], say("desk.audit_changed", seq=line["seq"]))


def _lines(desk: Desk) -> Iterator[dict[str, Any]]:
    with desk.engine.connect() as connection:
        read = connection.execution_options(yield_per=10_000).execute(audit.select().order_by(audit.c.seq))
        yield from (dict(row) for row in read.mappings())


def _audited(desk: Desk, name: str, actions: Sequence[str]) -> set[str]:
    """Return what the lines of these acts call themselves by this name."""
    query = sa.select(audit.c.detail).where(audit.c.action.in_(actions))
    return {json.loads(row["detail"]).get(name, "") for row in desk.rows(query)}
