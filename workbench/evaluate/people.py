"""Identities: which records are of one person, in any set of person records.

Sets: `records.csv` with `record_id` and any columns; the truth `clusters.csv` with `record_id, cluster`. What the columns
hold is told from their names and content, nothing is set by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from models.evaluation.pairs import pair_figures
from models.resolution import Field, Resolution, fields
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, role_of, whole
from workbench.evaluate.splink_defaults import splink_defaults
from workbench.wording import say

KEY = "record_id"
OURS, EXACT, SPLINK = "average link", "exact name and birth date", "splink defaults"
METHODS = (OURS, EXACT, SPLINK)


def missing(files: Columns) -> str:
    """Return why a folder is no set of people, or ""."""
    if KEY not in files.get("records.csv", frozenset()):
        return say("evaluate.no_named", name=f"records.csv ({KEY})")
    if not {KEY, "cluster"} <= files.get("clusters.csv", frozenset()):
        return say("evaluate.no_named", name=f"clusters.csv ({KEY}, cluster)")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return the one fold: the records are given, the clusters are not."""
    return [whole(folder, ["clusters.csv"])]


def predict(given: Path, predictions: Predictions) -> None:
    """Write `groups.csv`: method, record, group."""
    records = pd.read_csv(given / "records.csv", dtype=str)
    write_groups(records, predictions, path=predictions.folder / "groups.csv")


def write_groups(records: pd.DataFrame, predictions: Predictions, *, path: Path) -> None:
    """Write the groups of every method: method, record, group."""
    known = fields(records, key=KEY)
    ways: dict[str, Callable[[], pd.Series]] = {
        OURS: lambda: _ours(records, predictions.seed),
        EXACT: lambda: exact(records, known),
        SPLINK: lambda: splink_defaults(records, known, key=KEY),
    }
    found = []
    for method, way in ways.items():
        with predictions.method(method, seed=predictions.seed):
            groups = way()
        found.append(pd.DataFrame({"method": method, "record": groups.index, "group": groups.to_numpy()}))
    pd.concat(found).to_csv(path, index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return precision, recall and f1 of the pairs of every method."""
    true = pd.read_csv(truth / "clusters.csv", dtype=str).set_index(KEY)["cluster"]
    return scored(predictions / "groups.csv", true)


def scored(path: Path, true: pd.Series, *, of: str = "", part: str = "") -> list[Score]:
    """Return the figures of groups that `write_groups` wrote, against the true group of each record.

    What they are figures `of` stands before the measure's name, where a set has other measures of that name.
    """
    told = pd.read_csv(path, dtype=str)
    scores = []
    for method in METHODS:
        own = told[told["method"] == method].set_index("record")["group"]
        figures, role = pair_figures(own, true), role_of(method, ours=OURS)
        for name in ("precision", "recall", "f1"):
            at = getattr(figures, name)
            scores.append(Score(of + name, method, role, at.value, figures.n, at.lo, at.hi, method == OURS, part))
    return scores


def exact(records: pd.DataFrame, known: Sequence[Field]) -> pd.Series:
    """Return groups of equal names and equal birth dates; a record that lacks either is alone."""
    kinds = ("name", "given", "surname", "birth")
    names = list(dict.fromkeys((f.columns or f.whole)[0] for f in known if f.kind in kinds))
    keys = records[KEY].astype(str)
    if not names:
        return pd.Series(keys.to_numpy(), index=keys)
    parts = records[names].apply(lambda column: column.str.strip().str.lower())
    whole_key = parts[names[0]]
    for name in names[1:]:
        whole_key = whole_key + "|" + parts[name]
    return pd.Series(whole_key.fillna("alone:" + keys).to_numpy(), index=keys)


def _ours(records: pd.DataFrame, seed: int) -> pd.Series:
    return Resolution(key=KEY, random_state=seed).fit_groups(records)


CAPABILITY = Capability("people", missing, folds, predict, score)
