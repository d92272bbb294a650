"""Who is who in the city: every record of a person that any file holds, written down with slips, put back together.

Why conflicting merges are counted apart: one wrong merge of two people with their own ID numbers costs more trust than a
thousand missed ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from graph.ledger import Scope
from models.resolution.id_number import valid
from workbench.analyse.records import person_records
from workbench.evaluate.capability import Predictions, Score, role_of
from workbench.evaluate.people import METHODS, OURS, scored, write_groups

CONFLICTS = "conflicting merges"
_PART = "records"
_FILES = "SELECT DISTINCT file, file_name FROM imports ORDER BY ALL"


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `people_groups.csv` (method, record, group) and `people_records.csv` (record, file, sheet, row, id_number)."""
    records = person_records(scope)
    write_groups(records.drop(columns="event"), predictions, path=predictions.folder / "people_groups.csv")
    names = {str(file): str(name) for file, name in scope.sql(_FILES).fetchall()}
    parts = records["event"].str.extract(r"^(?P<file>[^:]*):(?P<sheet>.*):(?P<row>\d+)$")
    known = records["id_number"].where(records["id_number"].map(lambda text: isinstance(text, str) and valid(text)))
    lines = parts.assign(file=parts["file"].map(names), record=records["record_id"], id_number=known)
    lines.to_csv(predictions.folder / "people_records.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return `pair precision`, `pair recall` and `pair f1`, and how many groups hold two different valid ID numbers."""
    lines = pd.read_csv(predictions / "people_records.csv", dtype=str, keep_default_na=False)
    path = predictions / "people_groups.csv"
    return [*scored(path, _true(lines, truth / "records.csv"), of="pair ", part=_PART), *_conflicts(path, lines)]


def _true(lines: pd.DataFrame, path: Path) -> pd.Series:
    """Return who each record is, where its row is about one person only."""
    told = pd.read_csv(path, dtype=str, keep_default_na=False)
    told["file"] = told["file"].str.rpartition("/")[2]
    place = ["file", "sheet", "row"]
    single = [part.drop_duplicates(place, keep=False) for part in (lines, told)]
    return single[0].merge(single[1], on=place).set_index("record")["person"]


def _conflicts(path: Path, lines: pd.DataFrame) -> list[Score]:
    told = pd.read_csv(path, dtype=str)
    known = lines[lines["id_number"] != ""].set_index("record")["id_number"]
    figures = []
    for method in METHODS:
        own = told[told["method"] == method].set_index("record")["group"].reindex(known.index)
        count = int((known.groupby(own).nunique() > 1).sum())
        role = role_of(method, ours=OURS)
        figures.append(Score(CONFLICTS, method, role, count, own.nunique(), primary=method == OURS, part=_PART))
    return figures
