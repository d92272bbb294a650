"""The command line's frame: one application, one edge where errors become a line and an exit code."""

from __future__ import annotations

import logging
import secrets
import sys

import typer
from rich.console import Console

from graph.errors import GraphError
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.wording import say

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line; a user's error is one line and exit code 2, a fault is a reference number and 1."""
    try:
        app()
    except (UserError, GraphError) as error:
        errors.print(str(error), markup=False)
        sys.exit(2)
    except Exception:  # the edge: nothing else may reach a user as a traceback
        errors.print(say("fault.reference", reference=_log_fault(), log=_log_path()), markup=False)
        sys.exit(1)


def _log_path() -> str:
    return str(Settings.from_environment().home / "fusion.log")


def _log_fault() -> str:
    reference = secrets.token_hex(4)
    Settings.from_environment().home.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=_log_path(), format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("fusion").exception("fault %s", reference)
    return reference
