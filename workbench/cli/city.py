"""`fusion city`: write the synthetic training city into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from workbench.city.options import NORM_DAYS, NORM_PEOPLE, Options
from workbench.cli.app import app, console
from workbench.wording import say


@app.command()
def city(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    seed: Annotated[int, typer.Option(help="same seed, same bytes")] = 7,
    people: Annotated[int, typer.Option()] = NORM_PEOPLE,
    days: Annotated[int, typer.Option()] = NORM_DAYS,
) -> None:
    """Write a synthetic city: raw files, imports.csv and, apart from them, truth/."""
    from workbench.city.build import build  # the generator is of no use to the other commands

    options = Options(seed=seed, people=people, days=days)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(say("city.writing"), total=None)
        built = build(folder, options, progress=lambda done, of: bar.update(task, completed=done, total=of))
    console.print(
        say(
            "city.built",
            folder=folder,
            files=built.files,
            people=built.people,
            cases=built.cases,
            calls=built.call_rows,
            transfers=built.transfer_rows,
        )
    )
