"""Triage: planted accounts before others, curves that add up exactly, calibration across groups, nothing from noise."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import cross_val_score

from models.accounts.features import account_features
from models.accounts.rows import rows_behind
from models.accounts.triage import RISING, AccountTriage, curves_of
from models.accounts.unlabelled import UnusualAccounts
from models.errors import Protected
from models.persisted import digest, restored, stored


@pytest.fixture
def known(trade):
    """Return features, labels and groups of a drawn trade: each ring is a group, everybody else by tens."""
    transfers, planted = trade()
    features = account_features(transfers)
    labels = features.index.isin(planted)
    groups = [
        int(account[1:]) // 5 if planted_ else 100 + n % 30
        for n, (account, planted_) in enumerate(zip(features.index, labels, strict=True))
    ]
    return features, labels, groups


def test_planted_accounts_of_rings_never_seen_are_ranked_first(trade, known):
    features, labels, groups = known
    model = AccountTriage(rounds=40).fit(features, labels, groups=groups)
    other, planted = trade(seed=5)
    asked = account_features(other)
    wanted = asked.index.isin(planted)
    ours = average_precision_score(wanted, model.decision_function(asked))
    assert ours >= 2 * max(average_precision_score(wanted, asked[name]) for name in ("transfers", "amount"))
    assert ours >= 0.9


def test_items_sum_to_the_score_and_carry_the_events(trade, known):
    features, labels, groups = known
    model = AccountTriage(rounds=30).fit(features, labels, groups=groups)
    head = features.index[:20]
    transfers, _ = trade()
    told = model.evidence(features.loc[head], about=[(key,) for key in head], rows=rows_behind(transfers, head))
    scores = model.decision_function(features.loc[head])
    for one, score in zip(told, scores, strict=True):
        assert math.fsum(item.weight for item in one.items) == pytest.approx(score, abs=1e-9)
        assert all(item.rows for item in one.items if item.feature in ("transfers", "odd"))
    assert "night" in told[0].missing  # no hours in this book


def test_curves_add_up_to_the_trees_own_log_odds(known):
    features, labels, _ = known
    codes = features.rank(method="dense").fillna(0).clip(upper=12).to_numpy()
    trees = HistGradientBoostingClassifier(
        max_iter=30, interaction_cst=[[n] for n in range(codes.shape[1])], early_stopping=False, random_state=0
    ).fit(codes, labels)
    curves, rest = curves_of(trees, [13] * codes.shape[1])
    total = rest + sum(curve[own.astype(int)] for curve, own in zip(curves, codes.T, strict=True))
    assert total == pytest.approx(trees.decision_function(codes), abs=1e-9)


def test_more_cycles_never_speak_against_tracing(known):
    features, labels, groups = known
    model = AccountTriage(rounds=30).fit(features, labels, groups=groups)
    for name, curve in zip(model.names_, model.curves_, strict=True):
        if name in RISING:
            assert (np.diff(curve[1:]) >= -1e-12).all()


def test_scores_mean_what_they_say_under_the_share_of_the_known(trade, known):
    features, labels, groups = known
    model = AccountTriage(rounds=30, prior=float(labels.mean())).fit(features, labels, groups=groups)
    other, planted = trade(seed=9)
    asked = account_features(other)
    assert model.predict_proba(asked)[:, 1].sum() == pytest.approx(len(planted), rel=0.25)


def test_permuted_labels_teach_nothing(known):
    features, labels, _ = known
    mixed = np.random.default_rng(1).permutation(labels)
    half = np.arange(len(labels)) % 2 == 0
    model = AccountTriage(rounds=30).fit(features[half], mixed[half])
    scores = model.decision_function(features[~half])
    assert average_precision_score(mixed[~half], scores) <= 2 * mixed.mean()
    assert np.abs(scores).max() < 2


def test_a_value_that_was_never_missing_before_weighs_nothing_when_missing(known):
    features, labels, _ = known
    model = AccountTriage(rounds=20).fit(features, labels)
    lost = features.assign(cycles=np.nan)
    before, after = model.weights(features), model.weights(lost)
    assert after["cycles"].isna().all()
    pd.testing.assert_frame_equal(before.drop(columns="cycles"), after.drop(columns="cycles"))
    assert (model.decision_function(lost) == model.weights(lost).sum(axis=1)).all()


def test_a_transfer_gone_changes_only_the_accounts_that_it_is_about(trade, known):
    features, labels, groups = known
    model = AccountTriage(rounds=20).fit(features[["parties_in", "cycles"]], labels, groups=groups)
    transfers, _ = trade()
    gone = transfers.iloc[0]
    left = account_features(transfers.drop(index=0))
    same = left.index.difference([gone["source"], gone["target"]])
    columns = ["parties_in", "cycles"]
    pd.testing.assert_frame_equal(model.weights(left.loc[same, columns]), model.weights(features.loc[same, columns]))


def test_it_clones_cross_validates_and_comes_back_from_its_bytes(known):
    features, labels, groups = known
    model = AccountTriage(rounds=15, random_state=3)
    assert clone(model).get_params() == model.get_params()
    figures = cross_val_score(model, features, labels, scoring="average_precision", cv=3)
    assert figures.min() > 0.5
    data = stored(model.fit(features, labels, groups=groups))
    again = restored(data, AccountTriage, sha256=digest(data))
    assert (again.decision_function(features) == model.decision_function(features)).all()


def test_the_same_seed_gives_the_same_bits_and_any_order_of_accounts(known):
    features, labels, groups = known
    one = AccountTriage(rounds=15).fit(features, labels, groups=groups)
    other = AccountTriage(rounds=15).fit(features, labels, groups=groups)
    assert (one.decision_function(features) == other.decision_function(features[::-1])[::-1]).all()


def test_one_kind_of_account_alone_and_protected_features_are_refused(known):
    features, labels, _ = known
    with pytest.raises(ValueError, match="both kinds"):
        AccountTriage().fit(features, np.zeros(len(features)))
    for model in (AccountTriage(), UnusualAccounts()):
        with pytest.raises(Protected):
            model.fit(features.assign(native_place=1.0), labels)


def test_without_labels_planted_rings_come_before_busy_accounts(known):
    features, labels, _ = known
    model = UnusualAccounts().fit(features)
    ours = average_precision_score(labels, model.decision_function(features))
    assert ours >= 2 * max(average_precision_score(labels, features[name]) for name in ("transfers", "amount"))
    sums = model.weights(features).sum(axis=1).to_numpy()
    assert sums == pytest.approx(model.decision_function(features), abs=1e-9)


def test_a_rarity_is_a_fair_bet_and_a_usual_value_speaks_a_little_against():
    accounts = pd.DataFrame({"cycles": np.arange(1_000.0), "odd": 1.0})
    weights = UnusualAccounts(shapes=("cycles", "odd")).fit(accounts).weights(accounts)
    assert (10 ** weights["cycles"]).mean() <= 1  # an e-value: no gain on average when nothing is going on
    assert weights["odd"].unique() == pytest.approx([math.log10(0.5)])
    assert UnusualAccounts(shapes=("odd",)).fit(accounts[:0]).weights(accounts)["odd"].isna().all()
