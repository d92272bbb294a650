"""The capabilities read, split, predict and score their sets; prediction works without the truth's files."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from workbench.evaluate import disruption, gangs, ties
from workbench.evaluate.capability import Predictions


def predicted_and_scored(capability, folder, tmp_path, *, number=0):
    """Run one fold by hand, in folders of its own."""
    fold = capability.folds(folder)[number]
    places = {name: tmp_path / f"{name}-{number}" for name in ("given", "predictions", "truth")}
    for place in places.values():
        place.mkdir()
    for name, write in fold.given.items():
        write(places["given"] / name)
    capability.predict(places["given"], Predictions(places["predictions"], seed=fold.seed))
    for name, write in fold.truth.items():
        write(places["truth"] / name)
    return capability.score(places["predictions"], places["truth"]), places


def value(figures, measure, method, part=""):
    (found,) = [f.value for f in figures if (f.measure, f.method, f.part) == (measure, method, part)]
    return found


@pytest.mark.parametrize("form", ["events", "edges"])
def test_plain_gangs_are_found_from_events_and_from_edges(gangs_set, tmp_path, form):
    folder = gangs_set(tmp_path / "gangs" / "one", form=form)
    figures, _ = predicted_and_scored(gangs.CAPABILITY, folder, tmp_path)
    assert value(figures, "ari", "consensus") == 1
    assert value(figures, "k", "consensus") == 3
    assert value(figures, "p@gang", "consensus") == 1
    assert value(figures, "auc", "consensus") == 1
    assert value(figures, "p@gang", "degree") < 0.7


def test_each_measure_has_one_primary_figure_and_it_is_ours(gangs_set, barbell, tmp_path):
    for capability, folder in (
        (gangs.CAPABILITY, gangs_set(tmp_path / "gangs" / "one")),
        (disruption.CAPABILITY, barbell(tmp_path / "disruption" / "talks")),
    ):
        figures, _ = predicted_and_scored(capability, folder, tmp_path / capability.name)
        primary = [figure for figure in figures if figure.primary]
        assert sorted(f.measure for f in primary) == sorted({f.measure for f in figures})
        assert {figure.role for figure in primary} == {"ours"}


def test_what_predicts_is_given_no_file_of_the_truth(gangs_set, tmp_path):
    folder = gangs_set(tmp_path / "gangs" / "one")
    _, places = predicted_and_scored(gangs.CAPABILITY, folder, tmp_path)
    assert [path.name for path in places["given"].iterdir()] == ["events.csv"]
    assert [path.name for path in places["truth"].iterdir()] == ["members.csv"]


def test_folds_leave_out_a_fifth_and_half_of_the_lines_and_repeat(gangs_set, tmp_path):
    folder = gangs_set(tmp_path / "gangs" / "one")
    whole = pd.read_csv(folder / "events.csv")
    folds = gangs.CAPABILITY.folds(folder)
    assert [fold.seed for fold in folds] == [0, 0, 1, 2, 0, 1, 2]
    for fold, share in zip(folds, [1, 0.8, 0.8, 0.8, 0.5, 0.5, 0.5], strict=True):
        texts = []
        for attempt in ("a", "b"):
            fold.given["events.csv"](tmp_path / attempt)
            texts.append((tmp_path / attempt).read_text(encoding="utf-8"))
        assert texts[0] == texts[1]
        assert len(pd.read_csv(tmp_path / "a")) == round(len(whole) * share)


def test_whoever_the_records_do_not_show_counts_against_the_map(gangs_set, tmp_path):
    folder = gangs_set(tmp_path / "gangs" / "one")
    more = pd.read_csv(folder / "members.csv")
    pd.concat([more, pd.DataFrame({"id": ["X1", "X2"], "gang": ["G0", "G0"]})]).to_csv(
        folder / "members.csv", index=False
    )
    figures, _ = predicted_and_scored(gangs.CAPABILITY, folder, tmp_path)
    assert value(figures, "ari", "consensus") < 1
    assert value(figures, "p@gang", "consensus") < 1


def test_both_directions_of_a_link_are_one_and_parallel_ones_add_up(tmp_path):
    (tmp_path / "edges.csv").write_text("source,target,weight\na,b,2\nb,a,3\nc,c,9\n", encoding="utf-8")
    lines = gangs.incidences(tmp_path)
    assert lines[["person", "event", "weight"]].values.tolist() == [["a", "a~b", 5.0], ["b", "a~b", 5.0]]


def test_curves_are_scored_by_layer_and_against_what_was_published(barbell, tmp_path):
    figures, _ = predicted_and_scored(disruption.CAPABILITY, barbell(tmp_path / "disruption" / "talks"), tmp_path)
    assert value(figures, "lcc@1", "key players", "talks") == pytest.approx(4 / 9)
    assert value(figures, "published_gap", disruption.PUBLISHED, "all layers") == 0
    for k in range(1, 9):
        ours = value(figures, f"lcc@{k}", "key players", "talks")
        others = [value(figures, f"lcc@{k}", rule, "talks") for rule in disruption._RULES]
        assert ours <= min(others) + 1e-9


def test_a_wrong_publication_shows_as_a_gap(barbell, tmp_path):
    folder = barbell(tmp_path / "disruption" / "talks")
    (folder / "published.json").write_text(json.dumps({"talks": [1, 0.9]}), encoding="utf-8")
    figures, _ = predicted_and_scored(disruption.CAPABILITY, folder, tmp_path)
    assert value(figures, "published_gap", disruption.PUBLISHED, "all layers") == pytest.approx(0.456)


def test_nodes_are_numbered_alike_whatever_the_order_of_the_lines(tmp_path):
    for name, text in (("a", "10,2\n2,x\n"), ("b", "x,2\n2,10\n")):
        (tmp_path / f"{name}.csv").write_text("source,target\n" + text, encoding="utf-8")
    one, other = (disruption.links_in(tmp_path / f"{name}.csv") for name in "ab")
    pairs = [sorted(zip(links.first.tolist(), links.second.tolist(), strict=True)) for links in (one, other)]
    assert pairs[0] == pairs[1] == [(0, 1), (0, 2)]


def ring(folder, size=30):
    """Write a ring in which everybody also knows the next but one."""
    folder.mkdir(parents=True)
    pairs = [(f"P{n:02}", f"P{(n + step) % size:02}") for n in range(size) for step in (1, 2)]
    pd.DataFrame(pairs, columns=["source", "target"]).to_csv(folder / "observed.csv", index=False)
    return folder


def test_a_set_without_hidden_ties_hides_its_own_and_gives_each_link_to_one_side(tmp_path):
    folder = ring(tmp_path / "ties" / "ring")
    fold = ties.CAPABILITY.folds(folder)[0]
    fold.given["observed.csv"](tmp_path / "given.csv")
    fold.truth["hidden.csv"](tmp_path / "hidden.csv")
    given, hidden = (set(map(tuple, ties._pairs(tmp_path / f"{name}.csv"))) for name in ("given", "hidden"))
    assert not given & hidden
    assert given | hidden == set(map(tuple, ties._pairs(folder / "observed.csv")))
    assert len(hidden) == 6


def test_hidden_ties_of_a_ring_are_found_by_common_neighbours_and_by_ours(tmp_path):
    figures, _ = predicted_and_scored(ties.CAPABILITY, ring(tmp_path / "ties" / "ring"), tmp_path)
    assert value(figures, "auc", "learned likeness") > 0.8
    assert value(figures, "lift@50", "learned likeness") > 2


def test_a_set_with_its_own_truth_is_scored_by_it_first(tmp_path):
    folder = ring(tmp_path / "ties" / "ring")
    pd.DataFrame({"source": ["P00"], "target": ["P03"]}).to_csv(folder / "hidden.csv", index=False)
    assert ties.CAPABILITY.folds(folder)[0].split == "all"
    figures, _ = predicted_and_scored(ties.CAPABILITY, folder, tmp_path)
    assert {figure.n for figure in figures} == {1}


def test_the_methods_are_timed_and_their_parameters_hashed(tmp_path):
    predictions = Predictions(tmp_path)
    for draws in (1, 1, 2):
        with predictions.method(f"m{draws}", draws=draws):
            np.zeros(10)
    predictions.note()
    noted = json.loads((tmp_path / "methods.json").read_text(encoding="utf-8"))
    assert set(noted) == {"m1", "m2"}
    assert noted["m1"]["config_hash"] != noted["m2"]["config_hash"]
