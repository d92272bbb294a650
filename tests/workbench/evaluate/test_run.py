"""The whole run: two processes, records with every field, a report, and reasons for what was not read."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from workbench.errors import UserError
from workbench.evaluate import city, evaluate
from workbench.evaluate.capability import Fold
from workbench.evaluate.finding import Found
from workbench.evaluate.record import Record
from workbench.evaluate.report import written
from workbench.evaluate.run import gathered
from workbench.evaluate.stages import StageFailed, scored, write_city

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


def record(city, measure, value, *, split="all, money", capability="city", primary=False):
    return Record(city, capability, measure, split, "ours", "lifo", primary, value, value, value, 9, 0, 1.0, "x")


def line_of(report, method):
    return next(line for line in report.splitlines() if f"| {method} |" in line)


def test_cities_are_told_as_one_mean_with_an_interval_over_them_and_their_number():
    report = written([record(f"seed-{n}", "f1", value) for n, value in enumerate([0.8, 0.9, 1.0, 0.9])], [])
    assert "## city: mean over 4 cities" in report
    (_, _, _, _, cell, seeds, *_) = line_of(report, "lifo").split("|")
    assert cell.strip().startswith("0.9 (0.8")
    assert cell.strip().endswith(")")
    assert seeds.strip() == "4"
    assert "seed-" not in report


def test_a_city_of_the_users_own_stands_alone():
    report = written([record("ours", "f1", 0.8), record("seed-1", "f1", 0.9)], [])
    assert "## city: ours" in report
    assert "## city: mean over 1 cities" in report


def test_draws_of_another_set_get_no_interval():
    report = written([record("one", "f1", value, capability="gangs") for value in (0.2, 0.8)], [])
    assert line_of(report, "lifo").split("|")[4].strip() == "0.5"


def test_splits_without_a_measure_in_common_are_tables_of_their_own():
    records = [
        record("one", "f1", 1),
        record("one", "ari", 1, split="all, gangs"),
        record("one", "f1", 0, split="half"),
    ]
    heads = [line for line in written(records, []).splitlines() if line.startswith("| split")]
    assert heads == ["| split | method | | ari | seeds | s |", "| split | method | | f1 | seeds | s |"]


def test_a_city_that_fails_is_named_and_the_others_are_evaluated():
    def work(number):
        if number == 2:
            raise StageFailed("no such bank")
        return [record(f"seed-{number}", "f1", 1.0)]

    tasks = [(Found(city.CAPABILITY, Path("city", f"seed-{n}")), partial(work, n)) for n in (1, 2, 3)]
    told = []
    records, failed = gathered(tasks, told.append)
    assert [one.set for one in records] == ["seed-1", "seed-3"]
    assert [str(other.folder) for other in failed] == ["city/seed-2"]
    assert "no such bank" in failed[0].why
    assert len(told) == 3


def test_writing_a_city_fails_with_the_last_words_of_its_process(tmp_path):
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StageFailed, match="town"):
        write_city(tmp_path / "town", 1)
