"""The command line's frame: one application, one edge where errors become a line and an exit code."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from graph.errors import GraphError
from workbench.errors import UserError
from workbench.faults import words_of

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def tell(words: str) -> None:
    """Print a sentence as it is: no markup, and no line broken in the middle of a path."""
    console.print(words, markup=False, soft_wrap=True)


def main() -> None:
    """Run the command line; a user's error is one line and exit code 2, a fault is a reference number and 1."""
    try:
        app()
    except Exception as error:  # noqa: BLE001  the edge: nothing may reach a user as a traceback
        errors.print(words_of(error), markup=False)
        sys.exit(2 if isinstance(error, (UserError, GraphError)) else 1)
