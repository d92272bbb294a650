"""`fusion neo4j …` and `fusion stop`: install Neo4j, and see, start and stop the servers of the workspaces."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Annotated

import typer
from rich.filesize import decimal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph.engine import Graph, Source, Status, install, installed, open_graph, status, stop_all, stop_workspace
from workbench import workspace as workspaces
from workbench.cli.app import app, console, errors
from workbench.cli.prompt import converse
from workbench.desk import Desk
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.wording import say

neo4j = typer.Typer(no_args_is_help=True, help="Install Neo4j; see, start and stop the servers of the workspaces.")
app.add_typer(neo4j, name="neo4j")

Workspace = Annotated[str, typer.Option("--workspace", "-w", help="Name of the workspace.")]
OneWorkspace = Annotated[str | None, typer.Option("--workspace", "-w", help="Only this workspace; by default all.")]


@neo4j.command("install")
def install_neo4j(
    source: Annotated[Path | None, typer.Option("--from", help="A folder of jars, instead of the network.")] = None,
) -> None:
    """Fetch Neo4j once for this user, verify every file, and prepare quick starts."""
    cache = Settings.from_environment().cache
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(say("neo4j.fetching"), total=None)

        def show(done: int, total: int) -> None:
            words = say("neo4j.fetching" if done < total else "neo4j.preparing")
            bar.update(task, completed=done, total=total, description=words)

        warning = install(cache, progress=show, source=Source(folder=source))
    if warning:
        errors.print(warning, markup=False)
    console.print(say("neo4j.installed", cache=cache), markup=False)


@neo4j.command()
def start(workspace: Workspace) -> None:
    """Start the server of a workspace; it also starts by itself with the first question."""
    with graph_of(workspace) as graph:
        graph.read("RETURN 1")
    _print_status({workspace: _status_of(Settings.from_environment(), workspace)})


@neo4j.command("stop")
@app.command("stop")
def stop(workspace: OneWorkspace = None) -> None:
    """Stop the server of a workspace, or all of them; each starts again with the next question."""
    settings = Settings.from_environment()
    graphs = settings.home / "graphs"
    count = stop_all(graphs) if workspace is None else stop_workspace(folder_of(settings, workspace))
    console.print(say("neo4j.stopped", count=count))


@neo4j.command("status")
def show_status(workspace: OneWorkspace = None) -> None:
    """Tell what is installed and which servers run, without starting any."""
    settings = Settings.from_environment()
    if not installed(settings.cache):
        console.print(say("neo4j.not_installed"))
    desk = Desk.open(settings)
    names = [workspace] if workspace else workspaces.names(desk)
    desk.close()
    _print_status({name: _status_of(settings, name) for name in names})


@neo4j.command()
def shell(workspace: Workspace) -> None:
    """Talk Cypher to a workspace's graph with the owner's full power; every statement is audited."""
    settings = Settings.from_environment()
    desk = Desk.open(settings)
    try:
        workspaces.get(desk, workspace)
        with graph_of(workspace) as graph:
            converse(graph, desk, actor=settings.actor, workspace=workspace)
    finally:
        desk.close()


@neo4j.command()
def logs(
    workspace: Workspace,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many of the last lines.")] = 40,
    debug: Annotated[bool, typer.Option(help="The detailed log instead of the server's own words.")] = False,
) -> None:
    """Show the end of a managed server's log."""
    settings = Settings.from_environment()
    folder = Path(_status_of(settings, workspace).place) / "logs"
    path = folder / ("debug.log" if debug else "console.log")
    if not path.is_file():
        raise UserError(say("neo4j.no_log", path=path))
    with path.open(encoding="utf-8", errors="replace") as file:
        console.print("".join(deque(file, maxlen=lines)), markup=False, end="")


def graph_of(workspace: str) -> Graph:
    """Return the graph of a workspace by its name."""
    settings = Settings.from_environment()
    return open_graph(
        settings.graph,
        folder=folder_of(settings, workspace),
        cache=settings.cache,
        workspace=workspace,
        idle_minutes=settings.idle_minutes,
        say=lambda words: errors.print(words, markup=False),
    )


def folder_of(settings: Settings, workspace: str) -> Path:
    """Return the folder of a workspace's graph."""
    desk = Desk.open(settings)
    try:
        return settings.home / "graphs" / workspaces.slug(desk, workspace)
    finally:
        desk.close()


def _status_of(settings: Settings, workspace: str) -> Status:
    return status(settings.graph, folder=folder_of(settings, workspace))


def _print_status(found: dict[str, Status]) -> None:
    for name, told in found.items():
        sizes = {"memory": decimal(told.memory), "disk": decimal(told.disk)}
        words = say("neo4j.line", workspace=name, state=_state(told), version=told.version, place=told.place, **sizes)
        console.print(words, markup=False, soft_wrap=True)


def _state(told: Status) -> str:
    if not told.running:
        return say("neo4j.not_running")
    if told.pid is None:
        return say("neo4j.answering")
    return say("neo4j.running", pid=told.pid, port=told.port, minutes=f"{told.idle_seconds / 60:.0f}")
