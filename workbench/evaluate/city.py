"""The training city against its own truth: every question that the files of a whole district answer.

Sets: a folder that `fusion city` wrote, with its `truth/`. Files are imported by the real importer into a ledger that lives as
long as the prediction; each question of `QUESTIONS` reads the same frames. A new question is one module and one line here.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.ledger import Ledger, Scope
from workbench.evaluate import (
    city_accounts,
    city_companions,
    city_gangs,
    city_money,
    city_people,
    city_series,
    city_swaps,
)
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, whole
from workbench.ingest.importing import import_file
from workbench.wording import say


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a city: what answers it from the ledger, and what scores the answer against the truth."""

    predict: Callable[[Scope, Predictions], None]
    score: Callable[[Path, Path], Sequence[Score]]


QUESTIONS = tuple(
    Question(asked.predict, asked.score)
    for asked in (city_gangs, city_money, city_companions, city_people, city_accounts, city_swaps, city_series)
)


def missing(files: Columns) -> str:
    """Return why a folder is no city with its truth, or ""."""
    if not {"file", "case"} <= files.get("imports.csv", frozenset()):
        return say("evaluate.no_named", name="imports.csv (file, case)")
    return "" if "truth/" in files else say("evaluate.no_named", name="truth/")


def folds(folder: Path) -> Sequence[Fold]:
    """Return the one fold: everything but the truth is given."""
    return [whole(folder, ["truth"])]


def predict(given: Path, predictions: Predictions) -> None:
    """Import the city and let every question write its predictions."""
    with tempfile.TemporaryDirectory(prefix="fusion-city-") as home, imported(given, Path(home)) as scope:
        for question in QUESTIONS:
            question.predict(scope, predictions)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return the figures of every question."""
    return [figure for question in QUESTIONS for figure in question.score(predictions, truth / "truth")]


def imported(city: Path, home: Path) -> Scope:
    """Return everything a city's list of files says, imported into a ledger in `home`."""
    ledger = Ledger.open(home)
    with (city / "imports.csv").open(encoding="utf-8", newline="") as listing:
        lines = list(csv.DictReader(listing))
    for line in lines:
        import_file(
            ledger,
            city / line["file"],
            case=line["case"],
            document_no=line["document_no"],
            officers=line["officers"],
            actor="evaluation",
        )
    return ledger.scope(sorted({record.case_key for record in ledger.history()}))


CAPABILITY = Capability("city", missing, folds, predict, score)
