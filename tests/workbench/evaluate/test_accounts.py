"""Sets of accounts: halves by whole groups, later days apart, known labels of one half only, scores with intervals."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from workbench.evaluate import accounts
from workbench.evaluate.capability import Predictions


@pytest.fixture
def folder(tmp_path):
    """Write a set of twenty villages of fifteen accounts, a ring of small sums in half of them."""
    place, random, lines = tmp_path / "accounts" / "small", np.random.default_rng(0), []
    place.mkdir(parents=True)
    guilty = set()
    for village in range(20):
        names = [f"V{village:02}A{n:02}" for n in range(15)]
        for _ in range(90):
            a, b = random.choice(15, 2, replace=False)
            lines.append((names[a], names[b], int(random.integers(1, 60)), round(float(random.uniform(100, 900)), 2)))
        for start in (2, 40) if village % 2 else ():
            lines += [(names[n], names[(n + 1) % 5], start + n, 12.5 - n / 10) for n in range(5)]
        guilty |= set(names[:5]) if village % 2 else set()
    table = pd.DataFrame(lines, columns=["source", "target", "day", "amount"])
    with gzip.open(place / "transfers.csv.gz", "wt", encoding="utf-8") as out:
        table.to_csv(out, index=False)
    every = sorted({*table["source"], *table["target"], "LONELY"})
    truth = pd.DataFrame({"account": every, "laundering": [int(name in guilty) for name in every]})
    truth.to_csv(place / "accounts.csv", index=False)
    return place


def laid_out(folder, tmp_path, number):
    fold = accounts.CAPABILITY.folds(folder)[number]
    places = {name: tmp_path / f"{name}-{number}" for name in ("given", "predictions", "truth")}
    for place in places.values():
        place.mkdir()
    for name, write in fold.given.items():
        write(places["given"] / name)
    for name, write in fold.truth.items():
        write(places["truth"] / name)
    return places


def test_half_the_groups_are_known_and_the_others_asked_about(folder, tmp_path):
    folds = accounts.CAPABILITY.folds(folder)
    assert [(fold.split, fold.seed) for fold in folds] == [
        (split, seed) for split in ("half the groups", "half the groups, later days") for seed in range(3)
    ]
    places = laid_out(folder, tmp_path, 0)
    known, asked = (pd.read_csv(path) for path in (places["given"] / "known.csv", places["truth"] / "accounts.csv"))
    assert not set(known["account"]) & set(asked["account"])
    assert len(known) + len(asked) == 301
    assert abs(len(known) - len(asked)) <= 35
    groups = accounts.groups_of(pd.read_csv(places["given"] / "transfers.csv"))
    assert not set(known["account"].map(groups).dropna()) & set(asked["account"].map(groups).dropna())


def test_what_predicts_never_sees_the_labels_it_is_scored_by(folder, tmp_path):
    places = laid_out(folder, tmp_path, 3)
    assert sorted(path.name for path in places["given"].iterdir()) == ["earlier.csv", "known.csv", "transfers.csv"]
    early, late = (pd.read_csv(places["given"] / name) for name in ("earlier.csv", "transfers.csv"))
    assert early["day"].max() < late["day"].min()


@pytest.mark.parametrize("number", [0, 3])
def test_rings_are_ranked_before_what_is_merely_busy(folder, tmp_path, number):
    places = laid_out(folder, tmp_path, number)
    accounts.predict(places["given"], Predictions(places["predictions"]))
    figures = {(f.measure, f.method): f for f in accounts.score(places["predictions"], places["truth"])}
    ours = figures["ap", accounts.OURS]
    assert ours.value >= 2 * max(figures["ap", name].value for name in accounts.BASELINES)
    assert ours.lo <= ours.value <= ours.hi
    assert [key for key, figure in figures.items() if figure.primary] == [
        ("ap", accounts.OURS),
        ("p@100", accounts.OURS),
    ]
    assert figures["ap", accounts.UNLABELLED].role == "variant"


def test_a_folder_that_lacks_a_file_says_which():
    files = {"transfers.csv.gz": {"source", "target", "day", "amount"}, "accounts.csv": {"account", "laundering"}}
    assert accounts.missing({name: frozenset(columns) for name, columns in files.items()}) == ""
    assert "accounts.csv" in accounts.missing({"transfers.csv.gz": frozenset(files["transfers.csv.gz"])})
    assert "transfers.csv" in accounts.missing({"accounts.csv": frozenset(files["accounts.csv"])})


def test_days_may_be_dates_and_a_half_without_known_launderers_is_ranked_without_labels(folder, tmp_path):
    table = pd.read_csv(folder / "transfers.csv.gz")
    table["day"] = (pd.Timestamp("2026-01-01") + pd.to_timedelta(table["day"], unit="D")).dt.strftime("%Y-%m-%d")
    table.to_csv(folder / "transfers.csv.gz", index=False)
    places = laid_out(folder, tmp_path, 0)
    known = pd.read_csv(places["given"] / "known.csv").assign(laundering=0)
    known.to_csv(places["given"] / "known.csv", index=False)
    accounts.predict(places["given"], Predictions(places["predictions"]))
    figures = {(f.measure, f.method): f.value for f in accounts.score(places["predictions"], places["truth"])}
    assert figures["ap", accounts.OURS] > 1.5 * figures["ap", "degree"]


def test_one_web_of_everybody_is_split_by_accounts(tmp_path):
    truth = pd.DataFrame({"account": list("abcdefgh"), "laundering": [1, 0] * 4})
    known, asked = accounts._halves(truth, pd.Series(0, index=list("abcdefgh")), 0)
    assert len(known) == len(asked) == 4
