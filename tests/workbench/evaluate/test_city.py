"""The city's evaluation: recognised by its list of files, its truth kept apart, doubles counted against what is reported."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from graph.net.fused import fused
from workbench.city.build import build
from workbench.city.options import Options
from workbench.evaluate import city, city_companions, city_gangs, city_money, city_people, people
from workbench.evaluate.capability import Predictions
from workbench.evaluate.finding import columns_of


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sets") / "city" / "small"
    build(folder, Options(seed=3, people=400, days=28))
    return folder


@pytest.fixture
def truth(tmp_path):
    """Write a truth of two gangs and one honest double."""
    gangs = pd.DataFrame({"person": [1, 2, 3, 4], "gang": [0, 0, 1, 1], "phones": ["1 2", "3", "4", "5 6"]})
    doubles = pd.DataFrame({"person": [5, 6], "group": [2, 2], "phones": ["7", "8"]})
    gangs.to_csv(tmp_path / "gangs.csv", index=False)
    doubles.to_csv(tmp_path / "lookalikes.csv", index=False)
    return tmp_path


def tel(number):
    return f"tel:+86{number}"


def scores(folder, truth, *, labels, told, ranks=()):
    """Score predictions that are given as {number: community}, reported communities and ranked numbers per seed."""
    people = pd.DataFrame([("consensus", tel(n), g) for n, g in labels.items()], columns=["method", "person", "gang"])
    people.to_csv(folder / "city_labels.csv", index=False)
    pd.DataFrame([("consensus", g) for g in [-1, *told]], columns=["method", "gang"]).to_csv(
        folder / "city_reported.csv", index=False
    )
    lines = [("consensus", tel(s), tel(p), -n) for s, found in ranks for n, p in enumerate(found)]
    lines = lines or [("consensus", tel(0), tel(9), 0)]
    pd.DataFrame(lines, columns=["method", "seed", "person", "score"]).to_csv(folder / "city_ranks.csv", index=False)
    return {figure.measure: figure.value for figure in city_gangs.score(folder, truth)}


def test_a_city_is_known_by_its_list_of_files_and_its_truth(small, tmp_path):
    assert city.missing(columns_of(small)) == ""
    assert "imports.csv" in city.missing({})
    assert "truth" in city.missing({"imports.csv": frozenset({"file", "case"})})


def test_what_predicts_is_given_everything_but_the_truth(small):
    (fold,) = city.CAPABILITY.folds(small)
    assert set(fold.truth) == {"truth"}
    assert {"imports.csv", "registers", "calls", "statements"} == set(fold.given)


def test_communities_that_are_the_groups_score_full_and_report_no_double(truth):
    labels = {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 2, 8: 2}
    found = scores(truth, truth, labels=labels, told=[0, 1], ranks=[(1, [2, 3, 4])])
    assert found["ari"] == found["f1 with outsiders"] == found["gangs reported"] == found["p@gang"] == 1
    assert found["lookalikes reported"] == 0


def test_a_double_in_a_reported_community_counts(truth):
    found = scores(truth, truth, labels={1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 0, 8: 0}, told=[0])
    assert found["lookalikes reported"] == 1
    assert found["gangs reported"] == 0.5


def test_outsiders_in_a_gangs_community_count_against_it(truth):
    labels = {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 2, 8: 2} | dict.fromkeys(range(20, 23), 0)
    assert scores(truth, truth, labels=labels, told=[])["f1 with outsiders"] == pytest.approx((1 + 2 * 3 / 9) / 2)


def test_whoever_hangs_on_to_one_member_is_left_out_of_the_stricter_map():
    lines = [("a", "1"), ("b", "1"), ("b", "2"), ("c", "2"), ("a", "3"), ("c", "3"), ("a", "4"), ("x", "4")]
    net = fused(pd.DataFrame(lines, columns=["person", "event"]).assign(layer="calls"))
    strict = city_gangs._tied_twice(net, np.zeros(4, np.int64))
    assert list(zip(net.people, strict.tolist(), strict=True)) == [("a", 0), ("b", 0), ("c", 0), ("x", 2)]


def test_only_seeds_of_gangs_are_scored(truth):
    labels = {n: 0 for n in range(1, 9)}
    found = scores(truth, truth, labels=labels, told=[], ranks=[(1, [2, 9]), (7, [1, 2]), (99, [1, 2])])
    assert found["p@gang"] == 0.5


@pytest.fixture(scope="module")
def predicted(small, tmp_path_factory):
    """The folder in which a small city was predicted."""
    folder = tmp_path_factory.mktemp("predictions")
    city.CAPABILITY.predict(small, Predictions(folder, seed=1))
    return folder


def primary(figures):
    return {figure.measure: figure.value for figure in figures if figure.primary}


def test_the_gangs_of_a_small_city_are_predicted_and_scored(small, predicted):
    figures = city_gangs.score(predicted, small / "truth")
    found = primary(figures)
    assert set(found) == {"ari", "f1 with outsiders", "gangs reported", "lookalikes reported", "p@gang"}
    ties = next(f.value for f in figures if f.measure == "p@gang" and f.method == "direct ties, weighted")
    assert found["p@gang"] >= ties
    assert found["lookalikes reported"] <= 0.34


def test_the_people_of_a_small_city_are_put_back_together_and_no_two_valid_numbers_meet(small, predicted):
    figures = {(figure.measure, figure.method): figure for figure in city_people.score(predicted, small / "truth")}
    assert figures["pair f1", people.OURS].value >= 0.98
    assert figures[city_people.CONFLICTS, people.OURS].value == 0
    assert figures["pair f1", people.OURS].value > figures["pair f1", people.EXACT].value


def test_the_money_of_a_small_city_is_followed_from_what_cases_name(small, predicted):
    found = primary(city_money.score(predicted, small / "truth"))
    assert found["payments found"] >= 0.9
    assert found["f1, quick"] >= 0.85
    assert found["bounds hold"] == 1
    assert 0 < found["bounds width median"] <= 1
    assert found["accounts named"] >= 0.9


def test_the_companions_of_a_small_city_are_told_from_commuters(small, predicted):
    figures = city_companions.score(predicted, small / "truth")
    ours, count = (
        next(f.value for f in figures if f.measure == "precision@20" and f.method == m) for m in ("shifted", "count")
    )
    assert ours >= max(count, 0.85), "few commuters live in a town of four hundred"
    assert primary(figures)["recall of pairs"] > 0


def test_every_question_has_measures_of_its_own(small, predicted, tmp_path):
    (tmp_path / "truth").symlink_to(small / "truth")
    measures = [figure.measure for figure in city.CAPABILITY.score(predicted, tmp_path) if figure.primary]
    assert len(measures) == len(set(measures))
