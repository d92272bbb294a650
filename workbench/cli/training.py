"""Prepare the training city: write its files, bring them into a workspace, project them.

Why in steps that look first: a demo that was interrupted, or is run again, only does what is missing.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workbench import workspace as workspaces
from workbench.city.options import Options
from workbench.cli.app import console
from workbench.desk import Desk
from workbench.errors import UserError
from workbench.settings import Settings
from workbench.view import Projected, View
from workbench.wording import say


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the city's list of files: what to import, for which case, by which document and officers."""

    path: Path
    case: str
    document_no: str
    officers: str


def prepare(name: str, options: Options) -> None:
    """Leave a workspace of this name that holds the whole training city, imported and projected."""
    settings = Settings.from_environment()
    noted = settings.home / "training-city.json"
    if not noted.exists() or json.loads(noted.read_text(encoding="utf-8")) != asdict(options):
        _bring(settings, name, options)
        noted.write_text(json.dumps(asdict(options)), encoding="utf-8")
    with View.open(name, settings=settings, tell=console.print) as view:
        done = _project(view)
    console.print(say("training.ready", name=name, nodes=done.nodes, links=done.links, hash=done.hash))


def _bring(settings: Settings, name: str, options: Options) -> None:
    from workbench.city.build import build  # the generator is of no use to the other commands

    with tempfile.TemporaryDirectory(prefix="fusion-city-") as folder:
        console.print(say("training.write"))
        city = Path(folder)
        build(city, options)
        shutil.rmtree(city / "truth")  # the product never sees it
        lines = list(_lines(city))
        _workspace(settings, name, lines)
        with View.open(name, settings=settings, tell=console.print) as view:
            _import(view, lines)


def _lines(city: Path) -> Iterator[Line]:
    with (city / "imports.csv").open(encoding="utf-8", newline="") as listing:
        for row in csv.DictReader(listing):
            yield Line(city / row["file"], row["case"], row["document_no"], row["officers"])


def _workspace(settings: Settings, name: str, lines: list[Line]) -> None:
    desk = Desk.open(settings)
    cases = sorted({line.case for line in lines})
    try:
        workspaces.create(
            desk,
            name,
            cases=cases,
            purpose=say("training.purpose"),
            legal_basis=say("training.basis"),
            actor=settings.actor,
        )
    except UserError:
        for case in cases:
            workspaces.add_case(desk, name, case, actor=settings.actor)
    finally:
        desk.close()


def _import(view: View, lines: list[Line]) -> None:
    with _bar() as bar:
        task = bar.add_task(say("training.import"), total=len(lines))
        for line in lines:
            view.import_files([line.path], case=line.case, document_no=line.document_no, officers=line.officers)
            bar.advance(task)


def _project(view: View) -> Projected:
    with _bar() as bar:
        task = bar.add_task(say("training.project"), total=None)
        return view.project(progress=lambda step, steps: bar.update(task, completed=step, total=steps))


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)
