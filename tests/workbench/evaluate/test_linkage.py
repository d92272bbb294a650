"""Case linkage is split by offence group, predicted without the offenders of the pool, and scored part by part."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from workbench.evaluate import linkage
from workbench.evaluate.capability import Predictions
from workbench.evaluate.linkage import DECLARED, LOGISTIC, OURS, PRODUCT


@pytest.fixture(scope="module")
def crimes(tmp_path_factory):
    """Return a folder with the crimes of 70 offenders, a tenth of the crimes unsolved."""
    folder, dice = tmp_path_factory.mktemp("linkage"), np.random.default_rng(0)
    lines, offences = [], []
    for hand in range(70):
        haunt, season, way = dice.normal(0, 6_000, 2), dice.uniform(0, 300), "abcd"[dice.integers(4)]
        for _ in range(int(dice.integers(1, 5))):
            x, y = haunt + dice.normal(0, 700, 2)
            begin = pd.Timestamp("2023-01-01") + pd.to_timedelta(season + dice.normal(0, 12), unit="D")
            lines.append((f"C{len(lines)}", x, y, begin.round("min"), begin.round("min"), way))
            if dice.random() > 0.1:
                offences.append((f"O{hand}", lines[-1][0]))
    columns = ["crime_id", "x_m", "y_m", "from", "to", "mo_way"]
    pd.DataFrame(lines, columns=columns).to_csv(folder / "crimes.csv", index=False)
    pd.DataFrame(offences, columns=["offender_id", "crime_id"]).to_csv(folder / "offences.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def folds(crimes):
    return {fold.split: fold for fold in linkage.folds(crimes)}


@pytest.fixture(scope="module")
def figures(folds, tmp_path_factory):
    """Return what is scored of a split, by measure, method and part."""

    @cache
    def scored(split, parts=2):
        place = tmp_path_factory.mktemp("parts")
        for number, part in enumerate(folds[split].parts[:parts]):
            given, found, truth = (place / kind / str(number) for kind in ("given", "found", "truth"))
            for folder, files in ((given, part.given), (truth, part.truth), (found, {})):
                folder.mkdir(parents=True)
                for name, write in files.items():
                    write(folder / name)
            linkage.predict(given, Predictions(found))
        return {(s.measure, s.method, s.part): s for s in linkage.score(place / "found", place / "truth")}

    return scored


def test_no_offender_stands_on_both_sides_of_any_part(folds, tmp_path):
    for part in folds["groups held out"].parts[:10]:
        for name, write in {**part.given, "truth.csv": part.truth["offences.csv"]}.items():
            write(tmp_path / name)
        known, asked = (set(pd.read_csv(tmp_path / n)["offender_id"]) for n in ("offences.csv", "truth.csv"))
        assert not known & asked
        pool = pd.read_csv(tmp_path / "pool.csv")
        assert "offender_id" not in pool
        assert set(pd.read_csv(tmp_path / "truth.csv")["crime_id"]) == set(pool["crime_id"])


def test_fifty_splits_come_first_and_are_the_same_each_time(crimes, folds, tmp_path):
    first = next(iter(folds.values()))
    assert first.split == "groups held out"
    assert len(first.parts) == 50
    for number, fold in enumerate((first, linkage.folds(crimes)[0])):
        fold.parts[7].given["pool.csv"](tmp_path / f"{number}.csv")
    assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()


def test_planted_hands_are_found_beside_both_baselines(figures):
    found = figures("groups held out")
    for method in (OURS, DECLARED, PRODUCT, LOGISTIC):
        for measure in ("ap", "auc", "tpr@5%", "hit@5", "p@10", "p@50", "p@100"):
            assert (measure, method, "") in found
    assert found["ap", OURS, ""].value > 0.6
    assert found["ap", OURS, ""].lo < found["ap", OURS, ""].value < found["ap", OURS, ""].hi
    assert found["brier_skill", OURS, ""].value > 0
    assert {key[0] for key, score in found.items() if score.primary} == {"ap", "auc", "tpr@5%", "hit@5", "brier_skill"}


def test_the_gain_is_taken_link_by_link_over_the_better_baseline(figures):
    found = figures("groups held out")
    best = max(found["ap", method, ""].value for method in (PRODUCT, LOGISTIC))
    assert found["ap gain", OURS, ""].value == pytest.approx(found["ap", OURS, ""].value - best)


def test_with_permuted_labels_every_method_is_at_chance(figures):
    found = figures("permuted labels")
    for method in (OURS, PRODUCT, LOGISTIC):
        assert abs(found["auc", method, ""].value - 0.5) < 0.2


def test_a_split_of_pairs_is_called_leaky(figures):
    assert ("auc", LOGISTIC, "") in figures("random pairs (leaky)", 1)


def test_details_go_missing_and_time_is_held_out(folds, figures):
    assert [name for name in folds if "missing" in name] == [
        f"groups held out, {share}% of the details missing" for share in (10, 30, 50)
    ]
    assert figures("later cases", 1)["auc", OURS, ""].value > 0.5
    assert figures("groups held out, 50% of the details missing", 1)["auc", OURS, ""].value > 0.5


def test_a_folder_that_is_no_such_set_says_why():
    assert linkage.missing({"crimes.csv": frozenset({"crime_id"})})
    assert linkage.missing({"offences.csv": frozenset({"offender_id", "crime_id"})})
    columns = {"crimes.csv": frozenset({"crime_id"}), "offences.csv": frozenset({"offender_id", "crime_id"})}
    assert linkage.missing(columns) == ""
