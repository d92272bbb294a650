"""Results written down, withdrawn and listed, for one workspace.

Why the check of the workspace here and of the rows in the ledger: a result object may be carried from one view to another
within a process, and rows may have gone since it was made.
"""

from __future__ import annotations

import json
from collections.abc import Collection

import pandas as pd

from graph.ledger import Ledger, Scope
from graph.ledger.runs import Run
from workbench.analyse.result import Result
from workbench.errors import NotAllowed, UserError
from workbench.wording import say


def keep(
    ledger: Ledger, scope: Scope, result: Result, *, cases: Collection[str], actor: str, purpose: str, why: str
) -> Run:
    """Write a result down.

    Raises
    ------
    UserError
        Without a reason, or when the result has no links.
    LedgerError
        When a row it rests on has gone since.
    """
    if not why.strip():
        raise UserError(say("analyse.needs_why"))
    if not result.items:
        raise UserError(say("analyse.nothing_to_keep", name=result.analysis))
    return ledger.derived.keep(
        scope,
        result.items,
        {
            "workspace": result.workspace,
            "cases": sorted(cases),
            "method": result.analysis,
            "method_version": result.version,
            "params": _json(result.params),
            "input_version": result.input_version,
            "scope_key": result.scope_key,
            "decisions": result.decisions,
            "seconds": round(result.seconds, 3),
            "warnings": _json(result.warnings),
            "actor": actor,
            "purpose": purpose,
            "why": why,
        },
    )


def refuse_other_workspace(result: Result, workspace: str) -> None:
    """Refuse a result of another workspace: what it says of rows must not wander.

    Raises
    ------
    NotAllowed
        When it is not of this workspace.
    """
    if result.workspace != workspace:
        raise NotAllowed(say("analyse.other_workspace", workspace=workspace))


def kept(ledger: Ledger, scope: Scope, runs: list[Run], *, decisions: str) -> pd.DataFrame:
    """Return the results in force, the newest first.

    Returns
    -------
    pandas.DataFrame
        Columns `run, method, params, items, standing` (items whose every row still stands as it was read), `stale`
        (whether some do not), `outdated` (whether rows or judgements were added or taken since; run it again to know),
        `why, actor, purpose, created_at, input_version, warnings`.
    """
    items = ledger.derived.standing(scope, runs).select(["run", "stands"]).to_pandas()
    standing = items.groupby("run")["stands"].sum() if len(items) else {}
    lines = [
        {
            "run": run.run,
            "method": run.method,
            "params": run.params,
            "items": run.items,
            "standing": int(standing.get(run.run, 0)),
            "stale": int(standing.get(run.run, 0)) < run.items,
            "outdated": (run.scope_key, run.decisions) != (scope.key, decisions),
            "why": run.why,
            "actor": run.actor,
            "purpose": run.purpose,
            "created_at": run.created_at,
            "input_version": run.input_version,
            "warnings": run.warnings,
        }
        for run in reversed(runs)
    ]
    return pd.DataFrame(lines, columns=pd.Index(_COLUMNS))


_COLUMNS = [
    *("run", "method", "params", "items", "standing", "stale", "outdated", "why", "actor", "purpose", "created_at"),
    *("input_version", "warnings"),
]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
