"""`fusion evaluate`: what the analyses are worth on labelled sets, written to a report that nobody types."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.app import app, tell
from workbench.wording import say


@app.command()
def evaluate(
    data: Annotated[Path | None, typer.Argument(metavar="DATA")] = None,
    out: Annotated[Path, typer.Option(help="where validation.json and VALIDATION.md are written")] = Path(),
    cities: Annotated[int, typer.Option(help="how many training cities to evaluate too, seeds 1, 2, 3 …")] = 0,
) -> None:
    """Evaluate every labelled set in DATA beside simple methods; truth is kept away from what predicts."""
    from workbench.evaluate import evaluate as evaluated  # every analysis at once: no other command waits for it

    done = evaluated(data, out, cities=cities, told=tell)
    sets = len({(record.capability, record.set) for record in done.records})
    tell(say("evaluate.done", figures=len(done.records), sets=sets, unread=len(done.unread), file=done.files[1]))
