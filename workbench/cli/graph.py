"""`fusion project`, `ask`, `cypher`, `rows`, `search` and `status`: the analyst's way from a question to its rows."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workbench import workspace as workspaces
from workbench.cli.answers import Form, form_of, print_answer, print_grid, text_of
from workbench.cli.app import app, console, errors
from workbench.desk import Desk
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.view import Projected, Status, Table, View
from workbench.wording import language, say

Workspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Name of the workspace; your only one when left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]


@app.command("project")
def project(
    workspace: Workspace = None,
    *,
    rebuild: Annotated[bool, typer.Option(help="Build the graph anew beside the old one and swap it in.")] = False,
) -> None:
    """Bring the graph up to what the ledger and the judgements say now."""
    with _view(workspace) as view, _bar() as bar:
        task = bar.add_task(say("project.working"), total=None)
        done = view.project(rebuild=rebuild, progress=lambda n, total: bar.update(task, completed=n, total=total))
    _show_projected(done)


@app.command("ask")
def ask(
    name: Annotated[str | None, typer.Argument(help="Name of the question; without one they are listed.")] = None,
    given: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Ask a question of the library, such as `contacts number=15400001111`."""
    with _view(workspace) as view:
        if name is None:
            _list_questions(view)
            return
        print_answer(view.ask(name, **_params(given or [])), form_of(as_json=as_json, as_csv=as_csv))


@app.command("cypher")
def cypher(
    statement: str,
    given: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Parameters, as text.")] = None,
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Ask anything in Cypher; only reading is allowed."""
    with _view(workspace) as view:
        print_answer(view.cypher(statement, _params(given or [])), form_of(as_json=as_json, as_csv=as_csv))


@app.command("search")
def search(
    texts: Annotated[list[str], typer.Argument(help="Numbers or names, whole or in part; pinyin; initials.")],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Find people, numbers, accounts and all else by what they are called."""
    with _view(workspace) as view:
        found = view.search_many(texts) if len(texts) > 1 else {texts[0]: view.search(texts[0])}
    rows: list[list[object]] = [
        [text, hit.label, hit.name, hit.key, hit.matched, hit.how] for text, hits in found.items() for hit in hits
    ]
    columns = ["text", "label", "name", "key", "matched", "how"]
    print_answer(Table(columns, rows), form_of(as_json=as_json, as_csv=as_csv))


@app.command("rows")
def rows(
    link: Annotated[str, typer.Argument(metavar="LINK", help="The id of a link, or the key of an entity.")],
    *,
    workspace: Workspace = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    source: Annotated[bool, typer.Option("--source", help="Print the rows as they stand in their files.")] = False,
) -> None:
    """Show every source row behind a link, or every row that describes an entity."""
    with _view(workspace) as view:
        found = view.rows(link) if "|" in link else view.node_rows(link)
        if source:
            for file, sheet, row in found[["file", "sheet", "row"]].drop_duplicates().itertuples(index=False):
                _show_source(view, str(file), str(sheet), int(row))
            return
    form = form_of(as_json=as_json, as_csv=as_csv)
    if form is Form.TABLE:  # columns that say nothing only take room
        found = found.dropna(axis="columns", how="all").drop(columns=["event", "file", "extra"], errors="ignore")
    values = found.astype(object).where(found.notna(), None)
    print_answer(Table([str(name) for name in found.columns], values.to_numpy().tolist()), form)


@app.command("status")
def status(
    workspace: Workspace = None,
    *,
    check: Annotated[bool, typer.Option(help="Read the whole graph and compare its hash.")] = False,
) -> None:
    """Tell the engine, its version and place, sizes, the graph hash, and what is stale."""
    for name in [workspace] if workspace else _names():
        with View.open(name) as view:
            _show_status(view.status())
            if check:
                key = "project.hash_right" if view.graph_hash() == view.status().hash else "project.hash_wrong"
                console.print(say(key))


def _view(name: str | None) -> View:
    names = [name] if name else _names()
    if len(names) != 1:
        raise UserError(say("ask.which_workspace", names="、".join(names) or "-"))
    return View.open(names[0], tell=lambda line: errors.print(line, markup=False))


def _names() -> list[str]:
    settings = Settings.from_environment()
    desk = Desk.open(settings)
    try:
        return workspaces.names(desk, actor=settings.actor)
    finally:
        desk.close()


def _params(given: list[str]) -> dict[str, object]:
    pairs = [text.partition("=") for text in given]
    if wrong := [name for name, mark, _ in pairs if not mark]:
        raise UserError(say("ask.no_pair", text=wrong[0]))
    return {name: value for name, _, value in pairs}


def _list_questions(view: View) -> None:
    lines = [
        [q.group, q.name, q.title[language()], " ".join(f"{p.name}={p.default or p.type}" for p in q.params)]
        for q in view.questions()
    ]
    print_grid(["", "name", "title", "params"], lines)


def _show_source(view: View, file: str, sheet: str, row: int) -> None:
    found = view.source(file, sheet, row)
    words = say("project.source", file=found.file_name, sheet=found.sheet or "-", row=row, document=found.document_no)
    console.print(words, markup=False)
    width = max(len(found.header), len(found.cells))
    header = [*found.header, *[""] * (width - len(found.header))]
    for name, cell in zip(header, [*found.cells, *[""] * (width - len(found.cells))], strict=True):
        console.print(f"  {name}: {cell}", markup=False)


def _show_projected(done: Projected) -> None:
    words = say(
        "project.done",
        nodes=done.nodes,
        links=done.links,
        touched=done.touched,
        seconds=f"{done.seconds:.1f}",
        version=done.version,
        hash=done.hash,
    )
    console.print(words, markup=False, soft_wrap=True)
    _show_left_out(done.state.left_out)


def _show_left_out(left_out: dict[str, int]) -> None:
    if left_out:
        types = "、".join(f"{name} {count}" for name, count in left_out.items())
        console.print(say("project.left_out", count=sum(left_out.values()), types=types), markup=False)


def _show_status(found: Status) -> None:
    engine = found.engine
    words = say(
        "project.status",
        workspace=found.workspace,
        engine=f"Neo4j {engine.version}",
        place=engine.place,
        running=say("project.running" if engine.running else "project.resting"),
        memory=f"{engine.memory / 1e6:.0f}",
        disk=f"{engine.disk / 1e6:.0f}",
        sizes="，".join(f"{name} {size / 1e6:.1f} MB" for name, size in found.sizes.items()),
        ledger=found.ledger_version,
        graph=found.graph_version if found.graph_version is not None else "-",
        nodes=found.nodes,
        links=found.links,
        at=text_of(found.projected_at) or "-",
        hash=found.hash or "-",
    )
    console.print(words, markup=False, soft_wrap=True)
    _show_left_out(found.left_out)
    for line in found.stale or [say("project.fresh")]:
        console.print(line, markup=False)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=errors)
