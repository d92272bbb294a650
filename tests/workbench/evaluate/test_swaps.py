"""Sets of calls: read as they come, predicted without the truth, scored on what can be found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.evaluate import swaps
from workbench.evaluate.capability import Predictions
from workbench.evaluate.successors import JACCARD, OURS, SILENCE, Truth, figures


def town(changes=6, *, people=80, seed=0):
    """Return the calls of a town and who changed whose number; some friends follow, one change leaves nobody."""
    generator = np.random.default_rng(seed)
    lines, pairs = [], []
    begin = pd.Timestamp("2026-03-01 08:00:00")
    when = {n: 20 + n / 2 for n in range(changes)}
    for one in range(people):
        for step in (1, 3, 7, 12, 20):
            other = (one + step) % people
            follows = generator.random() < 0.7 and one != changes - 1
            for day in np.sort(generator.uniform(0, 50, 12)):
                names = [f"n{who}" if day > when.get(who, 99) else f"o{who}" for who in (one, other)]
                if follows or not any(name.startswith("n") for name in names):
                    lines.append((*names, begin + pd.Timedelta(days=float(day))))
    pairs = [(f"o{n}", f"n{n}") for n in range(changes)]
    lines += [("n99", "o70", begin + pd.Timedelta(days=45 + n / 9)) for n in range(9)]
    return pd.DataFrame(lines, columns=["caller", "callee", "at"]), [*pairs, ("o98", "n99")]


@pytest.fixture
def written(tmp_path):
    """Return a folder with a set."""
    folder = tmp_path / "swaps" / "town"
    folder.mkdir(parents=True)
    calls, pairs = town()
    calls = calls.assign(at=calls["at"].dt.floor("s").astype(str), seconds=60, cell="")
    calls.sample(frac=1, random_state=1).to_csv(folder / "calls.csv", index=False)
    pd.DataFrame(pairs, columns=["old", "new"]).to_csv(folder / "swaps.csv", index=False)
    return folder


@pytest.fixture
def scored(written, tmp_path):
    (fold,) = swaps.CAPABILITY.folds(written)
    places = {name: tmp_path / name for name in ("given", "predictions", "truth")}
    for place in places.values():
        place.mkdir()
    for name, write in fold.given.items():
        write(places["given"] / name)
    predictions = Predictions(places["predictions"])
    swaps.CAPABILITY.predict(places["given"], predictions)
    for name, write in fold.truth.items():
        write(places["truth"] / name)
    return swaps.CAPABILITY.score(places["predictions"], places["truth"]), places, predictions


def value(found, measure, method):
    (one,) = [figure for figure in found if (figure.measure, figure.method) == (measure, method)]
    return one


def test_changes_stand_first_and_none_is_told_that_is_no_change(scored):
    found, _, _ = scored
    assert value(found, "rank1", OURS).value == 1
    assert value(found, "false_swaps", OURS).value == 0
    assert value(found, "rank1", SILENCE).value < 0.7
    assert value(found, "false_swaps", SILENCE).value > 5
    assert value(found, "rank1", JACCARD).n == value(found, "rank1", OURS).n


def test_a_change_that_left_no_contact_is_not_asked_for(scored):
    found, places, _ = scored
    truth = pd.read_csv(places["truth"] / "swaps.csv")
    assert "o98" in set(truth["old"])
    assert value(found, "rank1", OURS).n < len(truth)


def test_each_measure_has_one_primary_figure_and_it_is_ours(scored):
    found, _, predictions = scored
    assert sorted(figure.measure for figure in found if figure.primary) == ["false_swaps", "rank1"]
    assert {figure.method for figure in found if figure.primary} == {OURS}
    assert set(predictions.methods) == {OURS, SILENCE, JACCARD}


def test_what_predicts_is_not_given_the_truth(scored):
    _, places, _ = scored
    assert [path.name for path in places["given"].iterdir()] == ["calls.csv"]


def test_a_folder_that_is_no_such_set_says_which_file_is_missing():
    calls = frozenset({"caller", "callee", "at", "seconds", "cell"})
    assert swaps.missing({"calls.csv": calls, "swaps.csv": frozenset({"old", "new"})}) == ""
    assert "swaps.csv" in swaps.missing({"calls.csv": calls})
    assert "calls.csv" in swaps.missing({"calls.csv": frozenset({"a"}), "swaps.csv": frozenset({"old", "new"})})


@pytest.mark.parametrize("at", ["2026-03-01 08:00:00", "2026-03-01T08:00:00", "2026-03-01T00:00:00+00:00"])
def test_times_are_read_with_or_without_a_zone(tmp_path, at):
    path = tmp_path / "calls.csv"
    path.write_text(f"caller,callee,at,seconds,cell\na,b,{at},5,c1\n,b,{at},,\n", encoding="utf-8")
    sources = swaps.sources_in(path)
    assert sources.calls["started_at"].eq(pd.Timestamp("2026-03-01T00:00:00", tz="UTC")).all()
    assert sources.calls["seconds"].tolist() == [5, 0]
    assert sources.sides[["phone", "cell"]].to_numpy().tolist() == [["a", "c1"]]


def test_a_set_without_cells_has_no_sides(tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text("caller,callee,at\na,b,2026-03-01 08:00:00\n", encoding="utf-8")
    assert swaps.sources_in(path).sides is None


def test_false_swaps_are_counted_per_thousand_numbers_and_empty_places_are_wrong():
    told = pd.DataFrame(
        [(OURS, "o1", "n1", 1, 1), (OURS, "o2", "x", 1, 1), (OURS, "o2", "n2", 2, 0)],
        columns=["method", "old", "new", "rank", "told"],
    )
    pairs = [("o1", "n1"), ("o2", "n2"), ("o3", "n3")]
    found = list(figures(told, Truth(pairs, pairs, 500)))
    assert value(found, "rank1", OURS).value == pytest.approx(1 / 3)
    assert value(found, "false_swaps", OURS).value == 2
    assert value(found, "rank1", SILENCE).value == 0
