"""`fusion model train`, `validate`, `card` and `withdraw`: what this workspace teaches a model, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.app import app, console, errors, tell

if TYPE_CHECKING:
    from models.evaluation.validation import Told
    from workbench.modelling import Card
    from workbench.view import View

models = typer.Typer(
    no_args_is_help=True, help="Train models on known material, see what they are worth, take them back."
)
app.add_typer(models, name="model")

Kind = Annotated[str, typer.Argument(help="linkage, accounts or identities")]
Workspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Name of the workspace; your only one when left out.")
]
Purpose = Annotated[str | None, typer.Option("--purpose", help="What for; by default the workspace's own purpose.")]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help="Labelled data in the form of an evaluation set.")
]
Rounds = Annotated[int, typer.Option("--rounds", min=0, help="How often all groups are held out; 0 measures nothing.")]
Seed = Annotated[int, typer.Option("--seed", help="Of whatever is drawn at random.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there (.json or Markdown).")]


@models.command()
def train(
    kind: Kind,
    *,
    workspace: Workspace = None,
    purpose: Purpose = None,
    data: Data = None,
    why: Annotated[str, typer.Option("--why", help="The reason; it is kept.")] = "",
    rounds: Rounds = 4,
    seed: Seed = 0,
) -> None:
    """Train a model on what this workspace knows, or on a folder, validate it, and put it in force."""
    from workbench.wording import say

    with _view(workspace, purpose) as view:
        with _bar() as progress:
            card = view.models.train(kind, folder=data, why=why, rounds=rounds, seed=seed, progress=progress)
        _summary(card)
        file = f"{kind}-{card.version}.card.json"
        tell(say("model.trained", kind=say(f"model_kind.{kind}"), version=card.version, file=file))


@models.command()
def validate(
    kind: Kind,
    *,
    workspace: Workspace = None,
    purpose: Purpose = None,
    data: Data = None,
    rounds: Rounds = 4,
    seed: Seed = 0,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Say what a model is worth on groups held out, without keeping it; a folder needs no workspace."""
    if data is not None and workspace is None:
        with _bar() as progress:
            card = _of_folder(kind, data, rounds=rounds, seed=seed, told=progress)
    else:
        with _view(workspace, purpose) as view, _bar() as progress:
            card = view.models.validate(kind, folder=data, rounds=rounds, seed=seed, progress=progress)
    _print(card, as_json=as_json, out=out)


@models.command("card")
def show(
    kind: Annotated[str | None, typer.Argument(help="Without one, every model is listed.")] = None,
    *,
    version: Annotated[int | None, typer.Option("--version", help="Of a former model.")] = None,
    workspace: Workspace = None,
    purpose: Purpose = None,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Show the card of a model: data, splits, measures, baselines, calibration, stability, limits; or list all models."""
    from workbench.modelling.spoken import later_text

    with _view(workspace, purpose) as view:
        if kind is None:
            _list(view, as_json=as_json)
            return
        card = view.models.card(kind, version)
        _print(card, as_json=as_json, out=out)
        if (later := view.models.later(kind)) is not None:
            errors.print(later_text(later), markup=False)


@models.command("withdraw")
def take_back(
    kind: Kind,
    *,
    why: Annotated[str, typer.Option("--why", help="The reason; it is kept.")],
    workspace: Workspace = None,
    purpose: Purpose = None,
) -> None:
    """Take the model in force back: analyses use the default again."""
    from workbench.wording import say

    with _view(workspace, purpose) as view:
        made = view.models.withdraw(kind, why=why)
    tell(say("model.withdrawn", kind=say(f"model_kind.{kind}"), version=made.version))


def _view(name: str | None, purpose: str | None) -> View:
    from workbench.cli.graph import _names
    from workbench.errors import UserError
    from workbench.view import View
    from workbench.wording import say

    names = [name] if name else _names()
    if len(names) != 1:
        raise UserError(say("ask.which_workspace", names="、".join(names) or "-"))
    return View.open(names[0], purpose=purpose, tell=lambda line: errors.print(line, markup=False))


def _of_folder(kind: str, data: Path, *, rounds: int, seed: int, told: Told) -> Card:
    from workbench.modelling import kind_of
    from workbench.modelling.training import of_folder
    from workbench.settings import Settings

    actor = Settings.from_environment().actor
    return of_folder(kind_of(kind), data, actor=actor, rounds=rounds, seed=seed, told=told)


def _print(card: Card, *, as_json: bool, out: Path | None) -> None:
    from workbench.modelling.card import written_card
    from workbench.modelling.spoken import card_text
    from workbench.wording import say

    wanted = as_json or (out is not None and out.suffix == ".json")
    text = written_card(card).decode() + "\n" if wanted else card_text(card)
    if out:
        out.write_text(text, encoding="utf-8")
        errors.print(say("model.written", path=out), markup=False)
    else:
        console.file.write(text)


def _summary(card: Card) -> None:
    """Print the first figures and every warning; the card has the rest."""
    from workbench.cli.answers import print_grid
    from workbench.modelling.spoken import summary
    from workbench.wording import say

    if rows := summary(card):
        print_grid(["", *rows[0]], rows[1:])
    for key in card.warnings:
        errors.print(f"⚠ {say(f'model_warning.{key}')}", markup=False)


def _list(view: View, *, as_json: bool) -> None:
    from workbench.analyse.tables import plain_table
    from workbench.cli.answers import Form, print_answer, print_grid
    from workbench.wording import say

    found = view.models.listed()
    if as_json:
        print_answer(plain_table(found), Form.JSON)
    elif found.empty:
        tell(say("model.no_models", workspace=view.workspace))
    else:
        shown = found.assign(
            state=[say(f"model_state.{state}") for state in found["state"]],
            source=[say(f"model_state.{source}") for source in found["source"]],
            sha256=found["sha256"].str[:12],
        )
        print_grid(map(str, shown.columns), shown.to_numpy().tolist())


@contextmanager
def _bar() -> Iterator[Told]:
    """Show what is being measured; it goes away when all is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from workbench.wording import say

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=say(f"model_step.{what}"), completed=done, total=total
        )
