"""The weights keep scikit-learn's contract, are stored without pickle, and refuse what is protected."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from models.errors import Protected
from models.persisted import digest, restored, stored
from models.swaps import SwapModel


def pairs(*, true=60, false=240, seed=0):
    """Return drawn pairs: contacts tell the true from the false, hours do not, handsets are seldom known."""
    generator = np.random.default_rng(seed)
    y = np.arange(true + false) < true
    contacts = generator.normal(np.where(y, 3.0, -1.0), 1.0)
    handset = np.where(generator.random(len(y)) < 0.3, np.where(y, 2.0, -0.3), np.nan)
    return pd.DataFrame({"contacts": contacts, "hours": generator.normal(size=len(y)), "handset": handset}), y


def test_without_labels_every_item_weighs_what_was_measured():
    X, _ = pairs()
    model = SwapModel().fit(X)
    pd.testing.assert_frame_equal(model.weights(X), X)
    np.testing.assert_allclose(model.decision_function(X), X.sum(axis=1))


def test_labels_scale_down_what_does_not_tell():
    X, y = pairs()
    model = SwapModel().fit(X, y)
    factors = dict(zip(model.feature_names_in_, model.factors_, strict=True))
    assert factors["hours"] < 0.3 < factors["contacts"] <= 1


def test_it_can_be_cloned_and_cross_validated():
    X, y = pairs()
    model = clone(SwapModel(prior=0.2, ridge=0.5))
    assert model.get_params() == {"prior": 0.2, "ridge": 0.5}
    assert cross_val_score(model, X, y, cv=4, scoring="roc_auc").mean() > 0.95


def test_permuted_labels_are_at_chance():
    X, y = pairs()
    drawn = np.random.default_rng(4)
    areas = [cross_val_score(SwapModel(), X, drawn.permutation(y), cv=3, scoring="roc_auc").mean() for _ in range(6)]
    assert abs(np.mean(areas) - 0.5) < 0.08


def test_evidence_adds_up_and_tells_what_was_missing():
    X, _ = pairs()
    X.loc[0, "handset"] = np.nan
    model = SwapModel().fit(X)
    (found,) = model.evidence(X.head(1), about=[("a", "b")])
    assert found.score == pytest.approx(model.decision_function(X.head(1))[0], abs=1e-9)
    assert found.missing == ("handset",)


def test_it_is_stored_and_restored():
    X, y = pairs()
    model = SwapModel().fit(X, y)
    data = stored(model)
    again = restored(data, SwapModel, sha256=digest(data))
    np.testing.assert_array_equal(again.factors_, model.factors_)
    np.testing.assert_array_equal(again.decision_function(X), model.decision_function(X))


def test_protected_items_are_refused():
    X, _ = pairs()
    with pytest.raises(Protected):
        SwapModel().fit(X.assign(籍贯=1.0))
