"""The real Neo4j, managed or remote: the only package that speaks to it.

`open_graph` gives the graph of a workspace; `fresh` one that grows beside it and takes its place by `swap`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as Folder

from graph.engine.aot import make_aot_cache
from graph.engine.crowd import stop_all, stop_workspace
from graph.engine.distribution import install_jars, installed
from graph.engine.generations import Generations
from graph.engine.graph import Graph
from graph.engine.jars import Progress, Source
from graph.engine.managed import Managed, Terms
from graph.engine.rebuild import ManagedRebuild, Rebuild, RemoteRebuild
from graph.engine.remote import Remote, parse
from graph.engine.status import Status, status
from graph.engine.values import Answer, Link, Node, Path, Plan
from graph.errors import GraphError

__all__ = [
    "Answer",
    "Graph",
    "Link",
    "Node",
    "Path",
    "Plan",
    "Rebuild",
    "Source",
    "Status",
    "fresh",
    "install",
    "installed",
    "open_graph",
    "status",
    "stop_all",
    "stop_workspace",
]


def install(
    cache: Folder, *, progress: Progress = lambda done, total: None, source: Source | None = None
) -> str | None:
    """Install Neo4j for this user, once; what is already there and whole is kept.

    Parameters
    ----------
    cache : Path
        What every checkout of the user shares.
    progress : callable
        Told the number of jars in place and of all; called a last time with both equal before the JVM's start-up cache
        is made, which takes about half a minute.
    source : Source, optional
        A folder of jars or other Maven repositories to take them from.

    Returns
    -------
    str or None
        A warning when the start-up cache could not be made.

    Raises
    ------
    EngineError
        When a jar is refused or cannot be had, or there is no Java.
    """
    neo4j = install_jars(cache, source=source or Source(), progress=progress)
    try:
        make_aot_cache(neo4j)
    except (GraphError, OSError) as error:  # it makes starts quicker, nothing more
        return f"未能生成启动缓存，启动会慢一些（{error}）。There is no start-up cache: starts take longer."
    return None


def open_graph(
    address: str, *, folder: Folder, cache: Folder, workspace: str, idle_minutes: float, say: Callable[[str], None]
) -> Graph:
    """Return the graph of a workspace.

    Parameters
    ----------
    address : str
        `managed:`, or a server of the unit's own such as `neo4j://user@host`.
    folder : Path
        The workspace's own folder below `graphs/`.
    cache : Path
        Where Neo4j was installed.
    workspace : str
        Its name, by which a server that is not ours is claimed.
    idle_minutes : float
        A managed server stops after so long without a question.
    say : callable
        Told a sentence when something takes time, such as a start.

    Raises
    ------
    EngineError
        When the address is not understood.
    """
    return Graph(_server(address, folder=folder, workspace=workspace, terms=Terms(cache, idle_minutes, say)))


def fresh(
    address: str, *, folder: Folder, cache: Folder, workspace: str, idle_minutes: float, say: Callable[[str], None]
) -> Rebuild:
    """Return an empty graph that grows beside the workspace's own until `swap`; parameters as in `open_graph`.

    On a server that is not ours there is no room beside: the old graph is deleted first.
    """
    server = _server(address, folder=folder, workspace=workspace, terms=Terms(cache, idle_minutes, say))
    return ManagedRebuild(server) if isinstance(server, Managed) else RemoteRebuild(Graph(server))


def _server(address: str, *, folder: Folder, workspace: str, terms: Terms) -> Managed | Remote:
    if address == "managed:":
        return Managed(Generations(folder / "engine"), terms)
    return Remote(parse(address, folder=folder.parents[1]), workspace)
