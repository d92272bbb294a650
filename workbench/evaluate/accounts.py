"""Triage of accounts: which ones launder, ranked from transfers, with some accounts known from other groups or earlier days.

Sets: `transfers.csv[.gz]` with `source, target, day, amount`; the truth `accounts.csv` with `account, laundering`. Groups are
communities of the transfers: no account asked about is of a group of which one is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score

from models.accounts.features import account_features
from models.accounts.triage import AccountTriage
from models.accounts.unlabelled import UnusualAccounts
from models.evaluation.measures import head_share
from workbench.analyse.money_flows import account_groups as groups_of
from workbench.analyse.money_flows import read_flows, with_cycles
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, role_of
from workbench.wording import say

OURS = "additive boosting"
UNLABELLED = "unusual shapes, no labels"
BASELINES = {"degree": "transfers", "volume": "amount"}
METHODS = (OURS, UNLABELLED, *BASELINES)
SEEDS = 3
KNOWN = 0.5
HEAD = 100
_DRAWS, _LEAST_GROUPS = 200, 4
_COLUMNS = {"source", "target", "day", "amount"}


def missing(files: Columns) -> str:
    """Return why a folder is no set of accounts, or ""."""
    if not any(_COLUMNS <= files.get(name, frozenset()) for name in ("transfers.csv", "transfers.csv.gz")):
        return say("evaluate.no_named", name="transfers.csv (source, target, day, amount)")
    if not {"account", "laundering"} <= files.get("accounts.csv", frozenset()):
        return say("evaluate.no_named", name="accounts.csv (account, laundering)")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return halves of the groups, then the same with the known accounts seen in the first half of the days only."""
    transfers, truth = _transfers(folder), pd.read_csv(folder / "accounts.csv", dtype={"account": str})
    groups = groups_of(transfers)
    whole = {"transfers.csv": _written(transfers)}
    early = transfers["day"] <= min(transfers["day"].median(), transfers["day"].max() - 1e-6)
    halves = {"earlier.csv": _written(transfers[early]), "transfers.csv": _written(transfers[~early])}
    return [
        Fold(split, seed, {**given, "known.csv": _written(known)}, {"accounts.csv": _written(asked)})
        for split, given in (("half the groups", whole), ("half the groups, later days", halves))
        for seed in range(SEEDS)
        for known, asked in [_halves(truth, groups, seed)]
    ]


def predict(given: Path, predictions: Predictions) -> None:
    """Write `accounts.csv`: account, group, and one column of scores per method, for every account seen."""
    transfers, earlier = _transfers(given), given / "earlier.csv"
    groups = groups_of(transfers)
    with predictions.method(OURS, seed=predictions.seed):
        features = account_features(with_cycles(transfers))
        learned = account_features(with_cycles(read_flows(earlier))) if earlier.exists() else features
        ours = _learned(learned, given / "known.csv", predictions.seed).decision_function(features)
    with predictions.method(UNLABELLED):
        unlabelled = UnusualAccounts().fit(features).decision_function(features)
    found = {"group": groups.reindex(features.index).to_numpy(), OURS: ours, UNLABELLED: unlabelled}
    for name, column in BASELINES.items():
        with predictions.method(name):
            found[name] = features[column].to_numpy()
    pd.DataFrame(found, index=features.index).to_csv(predictions.folder / "accounts.csv")


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return ap, with an interval that draws groups, and p@100 of every method; an account without transfers comes last."""
    asked = pd.read_csv(truth / "accounts.csv", dtype={"account": str})
    told = pd.read_csv(predictions / "accounts.csv", dtype={"account": str})
    lines = asked.merge(told, on="account", how="left")
    group = lines["group"].fillna(-1).to_numpy(dtype=np.int64)
    figures: list[Score] = []
    for method in METHODS:
        values = lines[method].fillna(lines[method].min() - 1).to_numpy()
        figures += _figures(method, values, lines["laundering"].to_numpy() > 0, group=group)
    return figures


def _learned(features: pd.DataFrame, known: Path, seed: int) -> AccountTriage | UnusualAccounts:
    labels = pd.read_csv(known, dtype={"account": str}).set_index("account")
    seen = features[features.index.isin(labels.index)]
    own = labels.loc[seen.index]
    if (own["laundering"] > 0).nunique() < 2:
        return UnusualAccounts().fit(seen)  # nobody known to learn from
    return AccountTriage(random_state=seed).fit(seen, own["laundering"] > 0, groups=own["group"].tolist())


def _halves(truth: pd.DataFrame, groups: pd.Series, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return known and asked accounts: whole groups, drawn until half the accounts are known."""
    own = truth.assign(group=truth["account"].map(groups).fillna(-1).astype(int))
    if own["group"].nunique() < _LEAST_GROUPS:
        own["group"] = np.arange(len(own))  # nothing to hold apart: every account by itself
    sizes = own["group"].value_counts().sort_index()
    order = np.random.default_rng(seed).permutation(sizes.index.to_numpy())
    drawn = order[np.cumsum(sizes[order].to_numpy()) <= max(KNOWN * len(own), sizes[order].iloc[0])]
    known = own["group"].isin(drawn)
    return own[known], own.loc[~known, ["account", "laundering"]]


def _figures(method: str, values: np.ndarray, wanted: np.ndarray, *, group: np.ndarray) -> Iterator[Score]:
    role, ours, count = role_of(method, ours=OURS, variants=(UNLABELLED,)), method == OURS, int(wanted.sum())
    lo, hi = _interval(values, wanted, group)
    yield Score("ap", method, role, _precision(values, wanted), count, lo, hi, ours)
    yield Score(f"p@{HEAD}", method, role, head_share(values, wanted, head=HEAD), count, primary=ours)


def _interval(values: np.ndarray, wanted: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of the average precision over draws of groups."""
    _, place = np.unique(group, return_inverse=True)
    random, count = np.random.default_rng(0), int(place.max(initial=0)) + 1
    drawn = (np.bincount(random.integers(count, size=count), minlength=count)[place] for _ in range(_DRAWS))
    figures = [_precision(values[times > 0], wanted[times > 0], times[times > 0]) for times in drawn]
    lo, hi = np.percentile(figures, [2.5, 97.5]).tolist()
    return lo, hi


def _precision(values: np.ndarray, wanted: np.ndarray, times: np.ndarray | None = None) -> float:
    return float(average_precision_score(wanted, values, sample_weight=times)) if wanted.any() else 0.0


def _transfers(folder: Path) -> pd.DataFrame:
    path = folder / "transfers.csv"
    return read_flows(path if path.exists() else folder / "transfers.csv.gz")


def _written(frame: pd.DataFrame) -> Callable[[Path], None]:
    return partial(frame.to_csv, index=False)


CAPABILITY = Capability("accounts", missing, folds, predict, score)
