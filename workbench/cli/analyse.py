"""`fusion analyse`, `kept` and `withdraw`: run an analysis, write its result down, take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.app import app, console, errors, tell

if TYPE_CHECKING:
    import pandas as pd

    from workbench.analyse import Result
    from workbench.analyse.steps import Progress
    from workbench.view import Table, View

_SHOWN = 50

Workspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Name of the workspace; your only one when left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write every table into a workbook.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]


@app.command("analyse")
def analyse(
    name: Annotated[str | None, typer.Argument(help="Name of the analysis; without one they are listed.")] = None,
    given: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: Xlsx = None,
    keep: Annotated[bool, typer.Option("--keep", help="Write the result down; its links are drawn dotted.")] = False,
    why: Why = "",
) -> None:
    """Run an analysis, such as `shared_handsets numbers=15400001111`."""
    from workbench.cli.answers import form_of
    from workbench.cli.graph import _params, _view

    if name is None:
        _list_analyses()
        return
    params: dict[str, Any] = _params(given or [])
    with _view(workspace) as view:
        with _bar() as progress:
            result = view.analyse(name, progress=progress, **params)
        _print(result, form_of(as_json=as_json, as_csv=as_csv).value, xlsx)
        if keep:
            _keep(view, result, why)


@app.command("kept")
def kept(workspace: Workspace = None, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the kept results in force, the newest first, and whether they are stale."""
    from workbench.cli.answers import Form, form_of, print_answer
    from workbench.cli.graph import _view
    from workbench.wording import say

    form = form_of(as_json=as_json, as_csv=as_csv)
    with _view(workspace) as view:
        found = view.kept()
        if form is not Form.TABLE:
            print_answer(_table(found), form)
        elif found.empty:
            tell(say("analyse.none_kept", workspace=view.workspace))
        else:
            shown = found.assign(state=[_state(line) for _, line in found.iterrows()])
            print_answer(
                _table(shown[["run", "method", "params", "items", "state", "why", "actor", "created_at"]]), form
            )


@app.command("withdraw")
def withdraw(run: str, *, why: Why, workspace: Workspace = None) -> None:
    """Take a kept result back: its links leave the graph at the next projection."""
    from workbench.view import View
    from workbench.wording import say

    with View.open(workspace or _workspace_of(run)) as view:
        made = view.withdraw(run, why=why)
    tell(say("analyse.withdrawn", of_run=run, method=made.method, run=made.run))


def _list_analyses() -> None:
    from workbench.analyse import analyses
    from workbench.cli.answers import print_grid

    lines = [
        [a.group, a.name, a.title, " ".join(f"{p.name}={p.default or p.type}" for p in a.params)] for a in analyses()
    ]
    print_grid(["", "name", "title", "params"], lines)


def _print(result: Result, form: str, xlsx: Path | None) -> None:
    from workbench.analyse.tables import as_json, write_workbook
    from workbench.cli.answers import Form, print_answer
    from workbench.wording import say

    if xlsx:
        write_workbook(result, xlsx)
        errors.print(say("analyse.written", path=xlsx), markup=False)
    if form == Form.JSON:
        console.file.write(as_json(result) + "\n")
    elif form == Form.CSV:
        print_answer(_table(result.frame), Form.CSV)
    elif not xlsx:
        _show(result)
    for warning in result.warnings if form != Form.JSON else ():
        errors.print(f"⚠ {warning}{_hint(warning)}", markup=False)


def _hint(warning: str) -> str:
    """Return how the command does what a warning speaks of; a page has a switch for it."""
    from workbench.wording import Said, say

    unlisted = isinstance(warning, Said) and warning.key == "analyse.not_listed"
    return f" {say('analyse.hint_every')}" if unlisted else ""


def _show(result: Result) -> None:
    from workbench.analyse.spoken import frame_name, spoken_frame
    from workbench.cli.answers import print_grid
    from workbench.wording import say

    for name, frame in result.frames.items():
        if len(result.frames) > 1:
            tell(f"[{name}] {frame_name(name, result.analysis)} {len(frame):,}")
        shown = _table(spoken_frame(frame.head(_SHOWN), analysis=result.analysis))
        print_grid(shown.columns, shown.rows)
        if len(frame) > _SHOWN:
            tell(say("analyse.more", shown=_SHOWN))
    seconds = f"{result.seconds:.2f}"
    tell(say("analyse.seconds", rows=len(result.frame), seconds=seconds, version=result.input_version))


def _keep(view: View, result: Result, why: str) -> None:
    from workbench.wording import say

    made = view.keep(result, why=why)
    errors.print(say("analyse.kept", run=made.run, items=made.items), markup=False)


def _table(frame: pd.DataFrame) -> Table:
    from workbench.analyse.tables import plain_table

    return plain_table(frame)


def _state(line: pd.Series) -> str:
    from workbench.wording import say

    if line["stale"]:
        return say("analyse.stale", gone=line["items"] - line["standing"])
    return say("analyse.outdated" if line["outdated"] else "analyse.current")


def _workspace_of(run: str) -> str:
    """Return the workspace that kept a run, if the actor may withdraw there, or refuse without saying if it exists."""
    from graph.ledger import Ledger
    from workbench import access
    from workbench.desk import Desk
    from workbench.errors import UserError
    from workbench.settings import Settings
    from workbench.wording import say

    settings = Settings.from_environment()
    desk = Desk.open(settings)
    try:
        found = next((line for line in Ledger.open(settings.home).derived.history() if line.run == run), None)
        if found and access.allowed(desk, settings.actor, "withdraw", found.workspace):
            return found.workspace
    finally:
        desk.close()
    raise UserError(say("analyse.no_run", run=run))


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show which step an analysis is at; it goes away when the answer comes."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from workbench.wording import say

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, total: bar.update(
            task, description=say(f"analyse_step.{step}"), completed=done, total=total
        )
