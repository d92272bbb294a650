"""The whole run: two processes, records with every field, a report, and reasons for what was not read."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest

from workbench.errors import UserError
from workbench.evaluate import evaluate
from workbench.evaluate.capability import Fold
from workbench.evaluate.stages import StageFailed, scored

FIELDS = [
    "set",
    "capability",
    "measure",
    "split",
    "role",
    "method",
    "primary",
    "value",
    "lo",
    "hi",
    "n",
    "seed",
    "seconds",
    "config_hash",
]  # as the records are documented


@pytest.fixture
def evaluated(tmp_path, barbell):
    barbell(tmp_path / "data" / "disruption" / "talks")
    broken = tmp_path / "data" / "ties" / "empty"
    broken.mkdir(parents=True)
    (broken / "observed.csv").write_text("source,target\n", encoding="utf-8")
    (tmp_path / "data" / "other").mkdir()
    (tmp_path / "data" / "other" / "x.csv").write_text("a,b\n", encoding="utf-8")
    told = []
    return evaluate(tmp_path / "data", tmp_path / "out", told=told.append), told, tmp_path / "out"


def test_the_records_have_every_field_and_the_report_says_what_was_not_read(evaluated):
    done, told, out = evaluated
    records = json.loads((out / "validation.json").read_text(encoding="utf-8"))
    assert records
    assert all(list(record) == FIELDS for record in records)
    assert {record["set"] for record in records} == {"talks"}
    assert len(records) == len(done.records)
    primary = [record for record in records if record["primary"]]
    assert len({(r["set"], r["measure"]) for r in primary}) == len(primary)
    assert all(record["lo"] <= record["value"] <= record["hi"] for record in records)
    report = (out / "VALIDATION.md").read_text(encoding="utf-8")
    assert "## disruption: talks" in report
    assert "Python 3." in report
    for name in ("ties/empty", "other"):
        assert f"- `{name}`: " in report
    assert {other.folder.name for other in done.unread} == {"empty", "other"}
    assert len(told) == 4


def test_a_folder_that_is_not_there_is_a_users_error(tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        evaluate(tmp_path / "nowhere", tmp_path)


def test_a_prediction_runs_where_the_truth_is_not(tmp_path):
    """A set whose given file is not even readable fails in the stage that predicts, before any truth is written."""
    written = []
    fold = Fold(
        "all",
        0,
        {"observed.csv": lambda path: path.write_text("x\n", encoding="utf-8")},
        {"hidden.csv": written.append},
    )
    with pytest.raises(StageFailed, match="source"):
        scored("ties", fold)
    assert written == []


def test_the_command_evaluates_and_says_where_it_wrote(tmp_path):
    folder = tmp_path / "data" / "ties" / "star"
    folder.mkdir(parents=True)
    pairs = [(f"P{n}", f"P{n + step}") for n in range(12) for step in (1, 2)]
    pd.DataFrame(pairs, columns=["source", "target"]).to_csv(folder / "observed.csv", index=False)
    command = [sys.executable, "-m", "workbench.evaluate.stages", "predict", "ties", str(folder), str(tmp_path), "0"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert (tmp_path / "pairs.csv").exists()
    assert (tmp_path / "methods.json").exists()
