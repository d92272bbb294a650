"""Sets of two ledgers: read by their columns, predicted without the pairs, scored with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.evaluate import ledgers
from workbench.evaluate.capability import Predictions
from workbench.evaluate.finding import sets_in
from workbench.evaluate.registry import capabilities


@pytest.fixture
def folder(tmp_path):
    """Write a set of 60 pairs, a third of them of equal amounts."""
    place, random, number = tmp_path / "ledgers" / "small", np.random.default_rng(0), np.arange(60)
    place.mkdir(parents=True)
    amount, names = np.exp(random.normal(7, 1, 60)).round(2), [f"payer {chr(97 + n % 26)}{n}" for n in number]
    days = pd.Timestamp("2026-03-01") + pd.to_timedelta(random.integers(0, 40, 60), unit="D")
    debits = pd.DataFrame({"id": [f"D{n}" for n in number], "date": days, "amount": amount, "memo": names})
    credits = debits.assign(id=[f"K{59 - n}" for n in number], date=days + pd.Timedelta(days=2))
    credits.loc[number % 3 > 0, "amount"] = (amount * 0.98).round(2)[number % 3 > 0]
    pairs = pd.DataFrame({"debit": debits["id"], "credit": credits["id"]})
    for name, frame in (("debits", debits), ("credits", credits[::-1]), ("pairs", pairs)):
        frame.to_csv(place / f"{name}.csv", index=False)
    return place


def scored(folder, tmp_path, number):
    fold = ledgers.CAPABILITY.folds(folder)[number]
    places = {name: tmp_path / f"{name}-{number}" for name in ("given", "predictions", "truth")}
    for place in places.values():
        place.mkdir()
    for name, write in fold.given.items():
        write(places["given"] / name)
    assert sorted(path.name for path in places["given"].iterdir()) == sorted(ledgers.SIDES)
    ledgers.predict(places["given"], Predictions(places["predictions"]))
    for name, write in fold.truth.items():
        write(places["truth"] / name)
    return {(f.measure, f.method): f for f in ledgers.score(places["predictions"], places["truth"])}


def test_a_set_is_found_by_its_files_under_any_name(folder, tmp_path):
    folder.rename(tmp_path / "books")
    found, unread = sets_in(tmp_path, capabilities())
    assert [(one.capability.name, one.name) for one in found] == [("ledgers", "books")]
    assert not unread


@pytest.mark.parametrize("gone", ["debits.csv", "credits.csv", "pairs.csv"])
def test_a_folder_that_lacks_a_file_says_which(folder, gone):
    files = {
        "debits.csv": {"id", "date", "amount"},
        "credits.csv": {"id", "date", "amount"},
        "pairs.csv": {"debit", "credit"},
    }
    assert ledgers.missing({name: frozenset(columns) for name, columns in files.items()}) == ""
    assert gone in ledgers.missing({name: frozenset(own) for name, own in files.items() if name != gone})


def test_our_pairs_stand_beside_those_of_equal_amounts(folder, tmp_path):
    figures = scored(folder, tmp_path, 0)
    ours, exact = figures["f1", ledgers.OURS], figures["recall", ledgers.EXACT]
    assert ours.value >= 0.98
    assert exact.value == pytest.approx(1 / 3, abs=0.02)
    assert exact.lo < exact.value < exact.hi
    assert [key for key, figure in figures.items() if figure.primary] == [
        (measure, ledgers.OURS) for measure in ("precision", "recall", "f1")
    ]


def test_a_pair_of_which_one_side_is_gone_is_no_truth_any_more(folder, tmp_path):
    figures = scored(folder, tmp_path, 2)
    left = [set(pd.read_csv(tmp_path / "given-2" / name)["id"]) for name in ledgers.SIDES]
    pairs = pd.read_csv(folder / "pairs.csv")
    both = pairs["debit"].isin(left[0]) & pairs["credit"].isin(left[1])
    assert 5 < both.sum() < 45
    assert figures["f1", ledgers.OURS].n == both.sum()
    assert figures["f1", ledgers.OURS].value >= 0.85


def test_equal_amounts_are_taken_one_to_one_the_nearest_first():
    debits = pd.DataFrame({"id": ["a", "b"], "date": ["2026-03-01", "2026-03-02"], "amount": [5.0, 5.0]})
    credits = pd.DataFrame({"id": ["x", "y"], "date": ["2026-03-02", "2026-03-20"], "amount": [5.0, 5.0]})
    near = ledgers.exact_pairs(debits, credits, window=(0, 7))
    assert near.to_numpy().tolist() == [["b", "x"]]
    assert len(ledgers.exact_pairs(debits, credits, window=(0, 30))) == 2
