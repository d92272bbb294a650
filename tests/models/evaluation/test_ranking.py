import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from models.evaluation.ranking import below_each, errors, found_each, hits, precision_at_each, reliability
from models.evaluation.splits import group_splits, groups_of

lines = st.lists(st.tuples(st.integers(0, 1_000_000), st.booleans()), min_size=2, max_size=60).filter(
    lambda found: len({truth for _, truth in found}) == 2 and len({score for score, _ in found}) == len(found)
)


@given(lines)
def test_the_means_are_the_measures_that_everybody_knows(found):
    score, truth = map(np.array, zip(*found, strict=True))
    assert precision_at_each(score, truth).mean() == pytest.approx(average_precision_score(truth, score))
    assert below_each(score, truth).mean() == pytest.approx(roc_auc_score(truth, score))


def test_equal_scores_are_neither_luck_nor_loss():
    assert below_each([1, 1], [True, False]).tolist() == [0.5]
    assert precision_at_each([1, 1, 1], [True, False, False]).tolist() == [pytest.approx(1 / 3)]


def test_found_at_five_per_cent_counts_what_stands_above_nineteen_in_twenty():
    score = np.concatenate([np.arange(100.0), [97.5, 50.0]])
    truth = np.arange(102) >= 100
    assert found_each(score, truth).tolist() == [1.0, 0.0]


def test_a_thing_is_hit_when_a_true_partner_is_among_its_best():
    first, second = np.array(["a", "a", "b"]), np.array(["b", "c", "c"])
    score, truth = np.array([3.0, 2.0, 1.0]), np.array([False, True, False])
    assert hits(first, second, score, truth, k=1).to_dict() == {"a": 0.0, "c": 1.0}
    assert hits(first, second, score, truth, k=2).to_dict() == {"a": 1.0, "c": 1.0}


def test_the_brier_skill_is_had_from_the_errors():
    truth, chance = np.array([True, False, False, False]), np.array([0.7, 0.1, 0.2, 0.0])
    own, usual = errors(chance, truth)
    assert own.mean() == pytest.approx(brier_score_loss(truth, chance))
    assert usual.mean() == pytest.approx(0.25 * 0.75)


def test_reliability_counts_what_was_said_and_what_was_so():
    table = reliability([0.05, 0.15, 0.15, 1.0], [False, True, False, True])
    assert table[["lo", "n", "true"]].values.tolist() == [[0.0, 1, 0.0], [0.1, 2, 0.5], [0.9, 1, 1.0]]


def test_no_group_stands_on_both_sides():
    hands = [{"a"}, {"a", "b"}, {"b"}, {"c"}, set(), {"d"}, {"d"}]
    groups = groups_of(hands)
    assert groups[0] == groups[1] == groups[2]
    assert len(set(groups.tolist())) == 4
    for out in group_splits(groups, count=20, share=0.5):
        assert not set(groups[out]) & set(groups[~out])
        assert out.any()
        assert not out.all()
