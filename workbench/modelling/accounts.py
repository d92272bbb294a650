"""The triage of accounts as a model that can be trained: from accounts that cases name, or from a folder of labelled ones.

Why a warning goes with the first: that no case names an account does not say that it is clean, and those that are named are
those that somebody asked the bank about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from models.accounts.features import account_features
from models.accounts.triage import AccountTriage
from models.accounts.validation import validation
from models.contract import EvidenceModel
from models.evaluation.validation import WITHOUT, Told, Validation
from workbench.analyse.inputs import Inputs
from workbench.analyse.money_flows import account_groups, read_flows, with_cycles
from workbench.analyse.triage import seen_flows
from workbench.errors import UserError
from workbench.modelling.kinds import Kind
from workbench.modelling.taught import FOLDER, Taught, files_of, hashes_of
from workbench.wording import say

LEAST = 5
"""So many known accounts of either sort are needed."""
_FOLDS = 4
_TRANSFERS, _ACCOUNTS = ("source", "target", "day", "amount"), ("account", "laundering")


def from_folder(folder: Path) -> Taught:
    """Return the accounts of `transfers.csv[.gz]` with the labels of `accounts.csv`."""
    paths = files_of(folder, ("transfers.csv|transfers.csv.gz", "accounts.csv"))
    for path, columns in zip(paths, (_TRANSFERS, _ACCOUNTS), strict=True):
        if not set(columns) <= set(pd.read_csv(path, nrows=0)):
            raise UserError(say("model.no_columns", columns=", ".join(columns), folder=folder))
    accounts = pd.read_csv(paths[1], dtype={"account": str})
    known = accounts.groupby("account")["laundering"].max() > 0
    taught = _taught(with_cycles(read_flows(paths[0])), known)
    return replace(taught, source=FOLDER, name=folder.name, files=hashes_of(paths))


def from_inputs(inputs: Inputs) -> Taught:
    """Return the accounts of a scope, those named by cases on the offender's side as worth tracing."""
    flows = seen_flows(inputs)
    named = set(inputs.marks["person"])
    accounts = pd.unique(flows[["source", "target"]].to_numpy(dtype=object).ravel())
    return _taught(flows, pd.Series([key in named for key in accounts], index=accounts, dtype=bool))


def _taught(flows: pd.DataFrame, known: pd.Series) -> Taught:
    features = account_features(flows)
    features = features[features.index.isin(known.index)]
    groups = account_groups(flows).reindex(features.index).tolist() if len(features) else []
    days = pd.to_datetime(flows["day"], unit="D")
    period = (f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}") if len(days) else ()
    return Taught(
        "accounts",
        features,
        labels=known[features.index].tolist(),
        groups=groups,
        period=period,
        rows=len(flows),
        poorer=partial(_poorer, flows, features.index),
    )


def _poorer(flows: pd.DataFrame, accounts: pd.Index, share: float) -> pd.DataFrame:
    """Return the features of accounts where a share of the transfers is missing."""
    left = flows[np.random.default_rng(0).random(len(flows)) >= share].reset_index(drop=True)
    features = account_features(with_cycles(left))
    return features[features.index.isin(accounts)]


def fitted(taught: Taught, seed: int) -> EvidenceModel:
    """Return the triage as it was taught.

    Raises
    ------
    UserError
        When too few accounts of either sort are known.
    """
    other = len(taught.labels) - taught.known
    if min(taught.known, other) < LEAST:
        raise UserError(say("model.too_few_accounts", known=taught.known, other=other, least=LEAST))
    return AccountTriage(random_state=seed).fit(taught.frame, taught.marks, groups=taught.groups)


def validated(taught: Taught, *, rounds: int, seed: int, told: Told | None = None) -> Validation:
    """Return what the triage is worth on what it was taught, every community held out in turn.

    Where fewer communities than folds have a known account, every account is a group of its own.
    """
    known = np.array(taught.marks, dtype=np.bool_)
    groups = np.arange(len(known)) if _too_close(taught) else np.asarray(taught.groups, dtype=np.int64)
    missing = {share: taught.poorer(share) for share in WITHOUT} if taught.poorer else {}
    model = AccountTriage(random_state=seed)
    return validation(
        taught.frame, known, groups.tolist(), missing=missing, model=model, rounds=max(1, rounds // 2), seed=seed, told=told
    )  # fmt: skip


def limits(taught: Taught) -> Iterator[str]:
    """Yield what must be said of any triage that was so taught."""
    if taught.source != FOLDER:
        yield "named_by_cases"
    if _too_close(taught):
        yield "held_out_alone"


def _too_close(taught: Taught) -> bool:
    """Return whether the known accounts are of too few communities to hold these out whole."""
    return len({group for group, mark in zip(taught.groups, taught.marks, strict=True) if mark}) < _FOLDS


def features(model: EvidenceModel) -> dict[str, tuple[float, float] | None]:
    """Return the least and the greatest weight of every curve."""
    names, curves = getattr(model, "names_", []), getattr(model, "curves_", [])
    return {name: (float(np.nanmin(curve)), float(np.nanmax(curve))) for name, curve in zip(names, curves, strict=True)}


KIND = Kind(
    name="accounts",
    estimator=AccountTriage,
    from_folder=from_folder,
    from_inputs=from_inputs,
    fitted=fitted,
    validated=validated,
    limits=limits,
    features=features,
)
