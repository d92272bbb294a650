"""Validation of the triage: communities are held out, permuted labels are worth nothing, plain counts stand beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.accounts import validation
from models.accounts.features import FEATURES
from models.accounts.triage import AccountTriage


@pytest.fixture(scope="module")
def accounts():
    """Return features of 600 accounts in 30 communities, those that money comes back to in some of them worth tracing."""
    dice = np.random.default_rng(0)
    frame = pd.DataFrame({name: dice.normal(0, 1, 600) for name in FEATURES}, index=[f"acct:{n}" for n in range(600)])
    known = dice.random(600) < 0.08
    frame["cycles"] = np.where(known, 2.0, 0.0) + (dice.random(600) < 0.05)
    frame.loc[frame.index[:40], "dwell"] = np.nan
    return frame, known, (np.arange(600) % 30).tolist()


@pytest.fixture(scope="module")
def worth(accounts):
    frame, known, groups = accounts
    poorer = {0.3: frame.assign(cycles=0.0).iloc[30:]}
    return validation.validation(frame, known, groups, missing=poorer, model=AccountTriage(rounds=20), rounds=1)


def test_it_finds_what_is_there_to_be_found_beside_every_plain_method(worth):
    assert worth.figure("ap").value > 0.5 > worth.figure("ap", "degree").value
    methods = {figure.method for figure in worth.figures if figure.measure == "ap"}
    assert methods == {validation.LEARNED, validation.UNUSUAL, validation.LOGISTIC, "degree", "volume"}
    assert worth.figure("brier_skill").value > 0


def test_every_account_is_asked_about_once(accounts, worth):
    assert (worth.lines, worth.true) == (600, int(accounts[1].sum()))
    assert sum(line.n for line in worth.reliability) == 600


def test_permuted_labels_are_at_chance(worth):
    auc = next(figure for figure in worth.permuted if figure.measure == "auc")
    assert auc.lo <= 0.5 <= auc.hi


def test_without_the_telling_records_it_finds_less(worth):
    (figures,) = worth.missing.values()
    assert next(f.value for f in figures if f.measure == "ap") < worth.figure("ap").value / 2
