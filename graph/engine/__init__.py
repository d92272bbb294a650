"""The real Neo4j, managed or remote: the only package that speaks to it.

`open_graph` gives the graph of a workspace; `fresh` one that grows beside it and takes its place by `swap`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as Folder

from graph.engine.aot import make_aot_cache
from graph.engine.distribution import install_jars, installed
from graph.engine.generations import Generations
from graph.engine.graph import Graph
from graph.engine.jars import Progress, Source
from graph.engine.managed import Managed, Terms
from graph.engine.remote import Remote, parse
from graph.engine.values import Answer, Link, Node, Path, Plan
from graph.errors import EngineError

__all__ = ["Answer", "Graph", "Link", "Node", "Path", "Plan", "install", "installed", "open_graph"]


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
    except EngineError as error:
        return str(error)
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
    if address == "managed:":
        return Graph(Managed(Generations(folder / "engine"), Terms(cache, idle_minutes, say)))
    return Graph(Remote(parse(address, folder=folder.parents[1]), workspace))
