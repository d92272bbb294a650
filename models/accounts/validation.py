"""Validation of the triage of accounts: communities that it has never seen, beside degree, volume and a logistic regression.

Why whole communities: the accounts of one ring pay each other, and who has seen one half of it knows the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.accounts.triage import AccountTriage
from models.accounts.unlabelled import UnusualAccounts
from models.evaluation.splits import group_folds
from models.evaluation.validation import Told, Validation, counted, validated

LEARNED, UNUSUAL, LOGISTIC = "learned curves", "unusual shapes", "logistic regression"
COUNTED = {"degree": "transfers", "volume": "amount"}
BASELINES, OTHERS = (*COUNTED, LOGISTIC), (UNUSUAL,)
Bools = NDArray[np.bool_]


def validation(
    features: pd.DataFrame,
    known: ArrayLike,
    groups: Sequence[object],
    *,
    missing: Mapping[float, pd.DataFrame] | None = None,
    model: AccountTriage | None = None,
    rounds: int = 2,
    folds: int = 4,
    seed: int = 0,
    told: Told | None = None,
) -> Validation:
    """Return what the triage is worth on these accounts.

    Parameters
    ----------
    features : DataFrame
        A line per account, `models.accounts.account_features`.
    known : array of bool, shape (accounts,)
        Whether each is known to be worth tracing.
    groups : sequence, shape (accounts,)
        What each belongs to, such as its community.
    missing : mapping of float to DataFrame, optional
        The features that the same accounts have where this share of the transfers is missing; an account without any is
        left out of them.
    model : AccountTriage, optional
        Whose parameters to use; it is not changed.
    rounds, folds : int
        Every group is held out once in each round.
    seed : int
        Of the folds, and of how labels are permuted.
    told : callable, optional
        Told `held_out`, `missing` or `permuted`, and how many parts are done.
    """
    truth, of = np.asarray(known, dtype=np.bool_), np.unique(np.asarray(groups, dtype=str), return_inverse=True)[1]
    asked, dealt = model or AccountTriage(), np.random.default_rng(seed).permutation(truth)
    place = pd.Series(np.arange(len(features)), index=features.index)

    def parts(frame: pd.DataFrame, told_of: Bools, number: int, what: str) -> Iterable[pd.DataFrame]:
        lines = place.reindex(frame.index).to_numpy()
        every = (
            part
            for n in range(number)
            for part in _round(frame, told_of[lines], of[lines], model=asked, folds=folds, seed=seed + n)
        )
        return counted(every, what=what, total=number * folds, told=told)

    return validated(
        parts(features, truth, rounds, "held_out"),
        ours=LEARNED,
        baselines=BASELINES,
        others=OTHERS,
        permuted=parts(features, dealt, 1, "permuted"),
        missing={share: parts(poorer, truth, 1, "missing") for share, poorer in (missing or {}).items()},
        seed=seed,
    )


def _round(
    features: pd.DataFrame, known: Bools, groups: NDArray[np.int64], *, model: AccountTriage, folds: int, seed: int
) -> Iterator[pd.DataFrame]:
    for out in group_folds(groups, known, count=folds, seed=seed):
        if 0 < known[~out].sum() < (~out).sum():
            yield _part(features, known, out, model=model, groups=groups)


def _part(
    features: pd.DataFrame, known: Bools, out: Bools, *, model: AccountTriage, groups: NDArray[np.int64]
) -> pd.DataFrame:
    """Return the accounts held out, with what each method, taught the others, says of them."""
    learned, asked = features[~out], features[out]
    rate = float(known[~out].mean())
    ours = clone(model).set_params(prior=rate).fit(learned, known[~out], groups=groups[~out].tolist())
    plain = _logistic().fit(learned, known[~out])
    return pd.DataFrame(
        {
            "truth": known[out],
            "probability": ours.predict_proba(asked)[:, 1],
            "group": groups[out],
            LEARNED: ours.decision_function(asked),
            LOGISTIC: plain.decision_function(asked),
            UNUSUAL: UnusualAccounts().fit(asked).decision_function(asked),
            **{name: asked[column].to_numpy() for name, column in COUNTED.items()},
        }
    )


def _logistic() -> Pipeline:
    return make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(max_iter=1_000, class_weight="balanced"),
    )
