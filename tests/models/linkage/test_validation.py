"""Validation of case linkage: who is held out is never learned from, permuted labels are worth nothing, less is worth less."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.linkage import CaseLinkage, validation
from models.linkage.validation import thinned


@pytest.fixture(scope="module")
def solved():
    """Return the cases of 50 hands, and who committed each; the last case is nobody's."""
    dice, lines, hands = np.random.default_rng(0), [], []
    for hand in range(50):
        haunt, season = dice.normal(0, 6_000, 2), dice.uniform(0, 300)
        for _ in range(1 + hand % 3):
            x, y = haunt + dice.normal(0, 600, 2)
            begin = pd.Timestamp("2023-01-01") + pd.to_timedelta(season + dice.normal(0, 8), unit="D")
            lines.append((f"C{len(lines)}", x, y, begin, "abcd"[hand % 4]))
            hands.append(frozenset({f"O{hand}"}))
    lines.append(("open", 0.0, 0.0, pd.Timestamp("2023-05-01"), "a"))
    return pd.DataFrame(lines, columns=["case", "x_m", "y_m", "from", "mo_way"]), [*hands, frozenset()]


@pytest.fixture(scope="module")
def worth(solved):
    return validation.validation(*solved, model=CaseLinkage(bags=3), rounds=1, folds=4)


def test_it_beats_the_base_rate_and_is_shown_beside_every_plain_method(worth):
    assert worth.figure("ap").value > 5 * worth.base_rate
    methods = {figure.method for figure in worth.figures if figure.measure == "auc"}
    assert methods == {validation.LEARNED, validation.DECLARED, validation.PRODUCT, validation.LOGISTIC}
    assert worth.parts == 4


def test_permuted_labels_are_at_chance(worth):
    auc = next(figure for figure in worth.permuted if figure.measure == "auc")
    assert auc.lo <= 0.5 <= auc.hi
    skill = next(figure for figure in worth.permuted if figure.measure == "brier_skill")
    assert skill.value < 0.1


def test_with_half_of_the_details_gone_it_finds_less(worth):
    ap = {share: next(f.value for f in figures if f.measure == "ap") for share, figures in worth.missing.items()}
    assert list(ap) == ["10%", "30%", "50%"]
    assert ap["50%"] < worth.figure("ap").value


def test_cases_of_nobody_are_not_asked_about(solved, worth):
    cases, hands = solved
    again = validation.validation(cases.iloc[:-1], hands[:-1], model=CaseLinkage(bags=3), rounds=1, folds=4)
    assert again == worth


def test_each_hand_is_asked_about_in_one_part_only_and_never_across_parts(solved):
    cases, hands = solved[0].iloc[:-1], solved[1][:-1]
    parts = list(validation._round(cases, hands, CaseLinkage(bags=1), folds=4, seed=0))
    asked = [set(part["group_first"]) | set(part["group_second"]) for part in parts]
    assert all(not one & other for place, one in enumerate(asked) for other in asked[:place])
    series = sum((1 + hand % 3) * (hand % 3) // 2 for hand in range(50))
    assert sum(part["truth"].sum() for part in parts) == series, "every link is asked about once"


def test_details_go_missing_apart_and_the_given_cases_stay_as_they_are(solved):
    cases = solved[0].assign(text="撬门", things=[["tel:1"]] * len(solved[0]))
    before = cases.copy(deep=True)
    poorer = thinned(cases, 0.5)
    pd.testing.assert_frame_equal(cases, before)
    gone = poorer.isna()
    assert (gone["x_m"] == gone["y_m"]).all()
    assert not (gone["x_m"] == gone["from"]).all()
    for name in ("x_m", "from", "mo_way", "text", "things"):
        assert 0.3 < gone[name].mean() < 0.7
    assert not gone["case"].any()
    CaseLinkage().fit(poorer, solved[1])
