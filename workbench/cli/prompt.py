"""The prompt of `fusion neo4j shell`: statements in, tables out, an audit line for each before it runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from graph.engine import Answer, Graph
from graph.errors import QueryError
from workbench import audit
from workbench.cli.app import console, errors
from workbench.desk import Desk
from workbench.wording import say

_ROWS = 1000
_EXIT = {":exit", ":quit", "exit", "quit"}


def converse(graph: Graph, desk: Desk, *, actor: str, workspace: str) -> None:
    """Run statement after statement until the end of input; a wrong one is reported and the next one read."""
    if sys.stdin.isatty():
        import readline  # noqa: F401  gives the prompt its line editing

        console.print(say("neo4j.greeting"))
    for statement in _statements():
        audit.record(desk, actor=actor, workspace=workspace, purpose=None, action="shell", detail={"cypher": statement})
        began = time.monotonic()
        try:
            answer = graph.alter(statement, rows=_ROWS)
        except QueryError as error:
            errors.print(str(error), markup=False)
        else:
            _show(answer, time.monotonic() - began)


def _statements() -> Iterator[str]:
    """Yield what was typed, a statement being everything up to a line that ends in a semicolon.

    Ctrl-C drops what was typed of a statement so far.
    """
    lines: list[str] = []
    while True:
        try:
            line = _line("…> " if lines else "cypher> ")
        except KeyboardInterrupt:
            console.print()
            lines = []
            continue
        if line is None or (not lines and line.strip() in _EXIT):
            break
        lines.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(lines).rstrip().rstrip(";")
            lines = []
    if text := "\n".join(lines).strip():
        yield text


def _line(prompt: str) -> str | None:
    """Read a line; None at the end of input."""
    try:
        return input(prompt if sys.stdin.isatty() else "")
    except EOFError:
        return None


def _show(answer: Answer, seconds: float) -> None:
    table = Table(*map(escape, answer.columns))
    for row in answer.rows:
        table.add_row(*(escape(str(value)) for value in row))
    if answer.columns:
        console.print(table)
    console.print(
        say("neo4j.rows_cut" if answer.truncated else "neo4j.rows", rows=len(answer.rows), seconds=f"{seconds:.2f}")
    )
