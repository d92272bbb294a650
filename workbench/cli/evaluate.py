"""`fusion evaluate`: what the analyses are worth on labelled sets, written to a report that nobody types."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.app import app, tell
from workbench.evaluate import evaluate as evaluated
from workbench.wording import say


@app.command()
def evaluate(
    data: Annotated[Path, typer.Argument(metavar="DATA")],
    out: Annotated[Path, typer.Option(help="where validation.json and VALIDATION.md are written")] = Path(),
) -> None:
    """Evaluate every labelled set in DATA beside simple methods; truth is kept away from what predicts."""
    done = evaluated(data, out, told=tell)
    sets = len({(record.capability, record.set) for record in done.records})
    tell(say("evaluate.done", figures=len(done.records), sets=sets, unread=len(done.unread), file=done.files[1]))
