"""What is measured of held out lines agrees with plain counts, and groups are held out whole, each once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from models.evaluation.held_out import calibration, figures
from models.evaluation.splits import group_folds
from models.evaluation.validation import validated


def part(seed, *, lines=400, skill=2.0):
    """Return lines of 40 groups, a tenth of them true, scored by a good method, a poor one and at random."""
    dice = np.random.default_rng(seed)
    group = np.arange(lines) % 40
    truth = group < 4
    return pd.DataFrame(
        {
            "truth": truth,
            "probability": np.where(truth, 0.7, 0.1),
            "group": group,
            "good": truth * skill + dice.normal(0, 1, lines),
            "poor": truth * 0.5 + dice.normal(0, 1, lines),
            "dice": dice.normal(0, 1, lines),
        }
    )


def known(parts, **methods):
    return {(f.measure, f.method): f for f in figures(parts, **methods)}


def test_ap_and_auc_are_those_of_scikit_learn_and_lie_within_their_intervals():
    lines = part(1)
    found = known([lines], ours="good", baselines=["poor"])
    for measure, peer in (("ap", average_precision_score), ("auc", roc_auc_score)):
        figure = found[measure, "good"]
        assert figure.value == pytest.approx(peer(lines["truth"], lines["good"]))
        assert figure.lo <= figure.value <= figure.hi


def test_the_gain_is_over_the_better_baseline_and_never_over_what_is_only_shown():
    lines = part(2)
    found = known([lines], ours="poor", baselines=["dice"], others=["good"])
    gain = found["ap gain", "poor"].value
    assert gain == pytest.approx(found["ap", "poor"].value - found["ap", "dice"].value)
    assert gain > 0 > found["ap", "poor"].value - found["ap", "good"].value


def test_a_head_of_the_ranking_is_counted_as_an_analyst_would():
    lines = part(3)
    first = lines.nlargest(10, "good")["truth"].mean()
    assert known([lines], ours="good", baselines=["poor"])["p@10", "good"].value == pytest.approx(first)


def test_saying_the_base_rate_has_no_skill_and_saying_the_truth_has_all():
    lines = part(4)
    for said, skill in ((lines["truth"].mean(), 0.0), (lines["truth"].astype(float), 1.0)):
        found = known([lines.assign(probability=said)], ours="good", baselines=["poor"])
        assert found["brier_skill", "good"].value == pytest.approx(skill)


def test_partners_are_looked_for_only_where_lines_are_pairs():
    pairs = pd.DataFrame(
        {
            "first": ["a", "a", "b"],
            "second": ["b", "c", "c"],
            "truth": [True, False, False],
            "probability": [0.9, 0.1, 0.1],
            "group_first": [0, 0, 0],
            "group_second": [0, 1, 1],
            "ours": [3.0, 2.0, 1.0],
            "plain": [1.0, 2.0, 3.0],
        }
    )
    found = known([pairs], ours="ours", baselines=["plain"])
    assert found["hit@5", "ours"].value == 1.0
    assert ("hit@5", "good") not in known([part(1)], ours="good", baselines=["poor"])


def test_parts_without_a_true_line_and_no_parts_at_all_are_no_trouble():
    empty = part(5).assign(truth=False)
    assert figures([empty], ours="good", baselines=["poor"]) == []
    assert calibration([]).empty
    none = validated([], ours="good", baselines=["poor"])
    assert (none.figures, none.base_rate, none.figure("ap")) == ((), 0.0, None)


def test_reliability_counts_every_line_once():
    table = calibration([part(6), part(7)])
    assert table["n"].sum() == 800
    assert table["true"].tolist() == [0.0, 1.0]


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60), st.integers(2, 6))
def test_every_group_is_held_out_whole_and_once_with_wanted_lines_in_every_fold(lines, count):
    groups, wanted = (np.array(side) for side in zip(*lines, strict=True))
    folds = list(group_folds(groups, wanted, count=count, seed=3))
    with_wanted = len(np.unique(groups[wanted]))
    assert len(folds) == min(count, with_wanted)
    if folds:
        assert (np.sum(folds, axis=0) == 1).all()
        assert all(len({bool(x) for x in fold[groups == name]}) == 1 for fold in folds for name in np.unique(groups))
        assert all(wanted[fold].any() for fold in folds)
