"""Changes of number in a small city: found by calls, better with the register, never told of innocents, and the same twice."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.city.build import build
from workbench.city.options import Options
from workbench.evaluate import city_swaps
from workbench.evaluate.capability import Predictions
from workbench.evaluate.city import imported
from workbench.evaluate.city_swaps import CALLS_ONLY
from workbench.evaluate.successors import JACCARD, OURS, SILENCE


@pytest.fixture(scope="module")
def predicted(tmp_path_factory):
    """The predictions for a small city, twice, and its truth."""
    folder = tmp_path_factory.mktemp("city")
    build(folder / "made", Options(seed=5, people=400, days=42))
    with imported(folder / "made", folder / "home") as scope:
        for name in ("one", "two"):
            (folder / name).mkdir()
            city_swaps.predict(scope, Predictions(folder / name))
    return folder


@pytest.fixture(scope="module")
def found(predicted):
    return city_swaps.score(predicted / "one", predicted / "made" / "truth")


def figure(found, measure, method):
    (one,) = [figure for figure in found if (figure.measure, figure.method) == (measure, method)]
    return one


def test_most_changes_stand_first_and_next_to_none_is_false(found):
    ours = figure(found, "rank1", OURS)
    assert ours.n >= 20
    assert ours.value >= 0.85
    assert figure(found, "false_swaps", OURS).value <= 4  # of some 500 numbers that is two


def test_each_simple_method_is_behind(found):
    ours, calls = figure(found, "rank1", OURS), figure(found, "rank1", CALLS_ONLY)
    assert ours.value >= calls.value > figure(found, "rank1", SILENCE).value
    assert calls.value >= figure(found, "rank1", JACCARD).value
    assert figure(found, "false_swaps", JACCARD).value > 10
    assert (ours.role, calls.role) == ("ours", "variant")


def test_no_short_name_of_a_circle_is_told(predicted):
    lines = pd.read_csv(predicted / "one" / "swaps_successors.csv")
    assert lines["old"].str.startswith("tel:+").all()
    assert lines["new"].str.startswith("tel:+").all()


def test_two_runs_write_the_same(predicted):
    for name in ("swaps_successors.csv", "swaps_numbers.csv"):
        one, other = ((predicted / run / name).read_bytes() for run in ("one", "two"))
        assert one == other
