"""Sets of people are read whatever their columns, scored by pairs, beside the simple methods; the city likewise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.evaluation.pairs import pair_figures
from workbench.evaluate import city_people, people
from workbench.evaluate.capability import Predictions


@pytest.fixture
def people_set():
    """Return what writes a set of a hundred invented people, most of them twice, into a folder."""

    def write(folder, seed=0):
        folder.mkdir(parents=True)
        random = np.random.default_rng(seed)
        parts = [c + v for c in "bdfghklmnprst" for v in ("a", "e", "i", "on", "ul")]
        lines = []
        for person in range(100):
            first, last = ("".join(random.choice(parts, 2)) for _ in range(2))
            born = str(np.datetime64("1950-01-01") + int(random.integers(0, 15_000)))
            mail = f"{first}.{last}{person}@mail.org"
            lines.append((person, first, last, born, mail))
            if person % 3:
                told = first if person % 4 else first[:-1]
                lines.append((person, told, last, born if person % 5 else None, mail if person % 2 else None))
        frame = pd.DataFrame(lines, columns=["cluster", "first_name", "surname", "dob", "email"])
        frame.insert(0, "record_id", [f"R{n}" for n in range(len(frame))])
        frame.drop(columns="cluster").to_csv(folder / "records.csv", index=False)
        frame[["record_id", "cluster"]].to_csv(folder / "clusters.csv", index=False)
        return folder

    return write


def test_a_set_is_predicted_and_scored_beside_the_baselines(people_set, tmp_path):
    folder = people_set(tmp_path / "people" / "invented")
    (fold,) = people.folds(folder)
    assert set(fold.given) == {"records.csv"}
    assert set(fold.truth) == {"clusters.csv"}
    (made := tmp_path / "predictions").mkdir()
    (given := tmp_path / "given").mkdir()
    fold.given["records.csv"](given / "records.csv")
    predictions = Predictions(made)
    people.predict(given, predictions)
    figures = {(f.measure, f.method): f for f in people.score(made, folder)}
    assert figures["f1", people.OURS].value > 0.95
    assert figures["f1", people.OURS].value > figures["f1", people.EXACT].value
    assert figures["precision", people.EXACT].value == 1
    assert figures["recall", people.SPLINK].value > 0.3
    assert set(predictions.methods) == set(people.METHODS)
    assert [key for key, f in figures.items() if f.primary] == [(m, people.OURS) for m in ("precision", "recall", "f1")]
    assert all(f.lo <= f.value <= f.hi for f in figures.values())


def test_a_folder_without_records_or_clusters_is_no_set():
    assert "records.csv" in people.missing({"clusters.csv": frozenset({"record_id", "cluster"})})
    assert "clusters.csv" in people.missing({"records.csv": frozenset({"record_id", "name"})})
    columns = {"records.csv": frozenset({"record_id"}), "clusters.csv": frozenset({"record_id", "cluster"})}
    assert people.missing(columns) == ""


def test_exact_means_equal_names_and_birth_dates_and_nothing_missing():
    records = pd.DataFrame(
        {
            "record_id": ["1", "2", "3", "4", "5"],
            "first_name": ["Ann", "ann ", "Ann", None, None],
            "surname": ["Lee", "Lee", "Lee", "Lee", "Lee"],
            "dob": ["1980-01-01", "1980-01-01", "1980-01-02", "1980-01-01", "1980-01-01"],
        }
    )
    groups = people.exact(records, people.fields(records, key="record_id"))
    assert groups["1"] == groups["2"]
    assert groups.nunique() == 4


def test_pairs_are_counted_as_by_hand():
    index = list("abcdef")
    true = pd.Series(["p", "p", "p", "q", "q", "r"], index=index)
    found = pd.Series(["1", "1", "2", "2", "2", "3"], index=index)  # right: ab, de; wrong: cd, ce; missed: ac, bc
    figures = pair_figures(found, true)
    assert figures.precision.value == pytest.approx(2 / 4)
    assert figures.recall.value == pytest.approx(2 / 4)
    assert figures.f1.value == pytest.approx(0.5)
    assert figures.n == 4
    assert figures == pair_figures(found.sample(frac=1, random_state=1), true)


def test_a_grouping_that_joins_nobody_is_precise_and_finds_nothing():
    true = pd.Series(["p", "p", "q"], index=list("abc"))
    figures = pair_figures(pd.Series(list("abc"), index=list("abc")), true)
    assert (figures.precision.value, figures.recall.value, figures.f1.value) == (1, 0, 0)


@pytest.fixture
def told(tmp_path):
    """Return what scores groups of four city records; 1 and 2 are of one person, the row of 4 is of two people."""
    numbers = {"1": "11010519491231002X", "2": "", "3": "110105195001010012", "4": ""}
    lines = pd.DataFrame([(r, "a.csv", "", n, numbers[r]) for n, r in enumerate("1234", start=2)])
    lines.set_axis(["record", "file", "sheet", "row", "id_number"], axis=1).to_csv(
        tmp_path / "people_records.csv", index=False
    )
    truth = [("registers/a.csv", "", 2, "x", 7), ("registers/a.csv", "", 3, "x", 7), ("registers/a.csv", "", 4, "x", 8)]
    truth += [("registers/a.csv", "", 5, "x", 8), ("registers/a.csv", "", 5, "y", 9)]
    pd.DataFrame(truth, columns=["file", "sheet", "row", "slot", "person"]).to_csv(
        tmp_path / "records.csv", index=False
    )

    def of(groups):
        table = [(m, r, g) for m in people.METHODS for r, g in zip("1234", groups, strict=True)]
        pd.DataFrame(table, columns=["method", "record", "group"]).to_csv(tmp_path / "people_groups.csv", index=False)
        return {(f.measure, f.method): f for f in city_people.score(tmp_path, tmp_path)}

    return of


def test_the_citys_truth_is_read_by_row_and_rows_of_two_people_are_left_out(told):
    figures = told("aabc")
    assert figures["pair f1", people.OURS].value == 1
    assert figures["pair f1", people.OURS].n == 1
    assert figures[city_people.CONFLICTS, people.OURS].value == 0


def test_a_merge_of_two_valid_numbers_is_counted(told):
    figures = told("aaac")
    assert figures[city_people.CONFLICTS, people.OURS].value == 1
    assert figures[city_people.CONFLICTS, people.OURS].primary
    assert figures["pair precision", people.OURS].value == pytest.approx(1 / 3)
