import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from models.additive import JOINT, MonotoneEvidence
from models.errors import Protected
from models.evaluation.measures import area

DIRECTIONS = {"distance": -1, "likeness": 1}


def drawn(lines=3_000, seed=0, share=0.2):
    """Return lines whose true Bayes factors are known: exponential distances, and a likeness that says nothing."""
    generator = np.random.default_rng(seed)
    truth = generator.random(lines) < share
    distance = np.where(truth, generator.exponential(1, lines), generator.exponential(5, lines))
    return pd.DataFrame({"distance": distance, "likeness": generator.random(lines)}), truth


@pytest.fixture(scope="module")
def fitted():
    return MonotoneEvidence(DIRECTIONS, bags=5).fit(*drawn())


def test_the_curve_of_a_feature_is_the_bayes_factor_that_made_the_data(fitted):
    X, _ = drawn(seed=1)
    true = np.log10(5) - X["distance"] * (1 - 1 / 5) / np.log(10)
    usual = X["distance"].between(0.2, 6)
    assert np.abs(fitted.decision_function(X) - true)[usual].mean() < 0.15


def test_a_feature_that_says_nothing_weighs_next_to_nothing(fitted):
    assert np.abs(fitted.weights(drawn(seed=1)[0])["likeness"]).max() < 0.15


def test_curves_never_turn(fitted):
    for name, sign in DIRECTIONS.items():
        assert (sign * np.diff(fitted.curves_[name][1]) >= -1e-12).all()


def test_weights_sum_to_the_score_and_the_evidence_says_the_same(fitted):
    X, _ = drawn(20, seed=2)
    X.loc[3, "distance"] = np.nan
    found = fitted.evidence(X, about=[(f"a{n}", f"b{n}") for n in range(20)])
    for line, (evidence, score) in enumerate(zip(found, fitted.decision_function(X), strict=True)):
        assert abs(evidence.score - score) < 1e-9
        assert evidence.missing == (("distance",) if line == 3 else ())
    assert {item.feature for item in found[0].items} == {"distance", "likeness", JOINT}
    assert found[0].items[0].value == X["distance"][0]


def test_probabilities_follow_the_declared_prior_and_the_factor_does_not(fitted):
    X, _ = drawn(50, seed=3)
    rare = clone(fitted).set_params(prior=0.001).fit(*drawn())
    np.testing.assert_allclose(rare.decision_function(X), fitted.decision_function(X))
    assert (rare.predict_proba(X)[:, 1] < fitted.predict_proba(X)[:, 1]).all()
    np.testing.assert_allclose(rare.predict_proba(X).sum(axis=1), 1)


def test_what_it_says_holds_for_groups_it_never_saw(fitted):
    X, truth = drawn(20_000, seed=4, share=0.05)
    chance = clone(fitted).set_params(prior=0.05).fit(*drawn()).predict_proba(X)[:, 1]
    for lo in (0.05, 0.1, 0.15):
        inside = (chance >= lo) & (chance < lo + 0.05)
        assert abs(chance[inside].mean() - truth[inside].mean()) < 0.03


def test_it_works_in_a_pipeline_and_in_cross_validation():
    X, truth = drawn(600)
    scores = cross_val_score(make_pipeline(MonotoneEvidence(DIRECTIONS, bags=2)), X, truth, scoring="roc_auc", cv=3)
    assert scores.min() > 0.75


def test_the_same_data_give_the_same_model():
    again = MonotoneEvidence(DIRECTIONS, bags=5).fit(*drawn())
    X, _ = drawn(10, seed=5)
    np.testing.assert_array_equal(
        again.decision_function(X), MonotoneEvidence(DIRECTIONS, bags=5).fit(*drawn()).decision_function(X)
    )


def test_labels_dealt_out_anew_leave_nothing_to_be_learned():
    X, truth = drawn()
    found = []
    for seed in range(10):
        dealt = np.random.default_rng(seed).permutation(truth)
        model = MonotoneEvidence(DIRECTIONS, bags=3).fit(X[::2], dealt[::2])
        found.append(area(model.decision_function(X[1::2]), dealt[1::2]))
    assert abs(np.mean(found) - 0.5) < 0.03


def test_protected_features_and_one_sided_truth_are_refused():
    X, truth = drawn(50)
    with pytest.raises(Protected):
        MonotoneEvidence().fit(X.assign(ethnicity=1.0), truth)
    with pytest.raises(ValueError, match="some lines"):
        MonotoneEvidence(DIRECTIONS).fit(X, np.zeros(50, bool))


def test_a_feature_nobody_has_is_missing_and_not_wrong():
    X, truth = drawn(300)
    X["likeness"] = np.nan
    model = MonotoneEvidence(DIRECTIONS, bags=2).fit(X, truth)
    assert model.weights(X)["likeness"].isna().all()
    assert np.isfinite(model.decision_function(X)).all()
