"""Accounts that gangs wash money through in the city, told from busy ones and from families that pass money on alike.

Why without labels: a unit that begins has none. Families' accounts do what the gangs' do, by design; how many of them stand
at the head is printed too, and is the limit of what transfers alone can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score

from graph.ledger import Scope
from graph.ledger.frames import transfer_events
from models.accounts.features import account_features
from models.accounts.unlabelled import UnusualAccounts
from models.evaluation.measures import head_share
from workbench.analyse.money_flows import flows_of
from workbench.evaluate.capability import Predictions, Score, role_of

HEAD = 50
OURS = "unusual shapes"
BASELINES = {"transfers": "transfers", "volume": "amount"}
_PART = "accounts"


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `accounts.csv`: account, and one column of scores per method, for every account that a transfer names."""
    with predictions.method(OURS):
        features = account_features(flows_of(transfer_events(scope)))
        found = {OURS: UnusualAccounts().fit(features).decision_function(features)}
    found |= {name: features[column].to_numpy() for name, column in BASELINES.items()}
    pd.DataFrame(found, index=features.index).to_csv(predictions.folder / "accounts.csv")


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return ap and p@50 for gangs' accounts among all that transfers name, and the share of families' at the head."""
    told = pd.read_csv(predictions / "accounts.csv", dtype={"account": str})
    number = told["account"].str.rpartition(":")[2]
    group = pd.read_csv(truth / "accounts.csv", dtype=str).drop_duplicates("account").set_index("account")["group"]
    own = number.map(group)
    wanted, alike = (own.isin(_groups(truth / name, column)).to_numpy() for name, column in _KINDS)
    figures: list[Score] = []
    for method in (OURS, *BASELINES):
        role, ours, values = role_of(method, ours=OURS), method == OURS, told[method].to_numpy()
        figures.append(
            Score("ap", method, role, _precision(values, wanted), int(wanted.sum()), primary=ours, part=_PART)
        )
        for measure, good in ((f"p@{HEAD}", wanted), (f"lookalikes@{HEAD}", alike)):
            share = head_share(values, good, head=HEAD)
            figures.append(Score(measure, method, role, share, HEAD, primary=ours, part=_PART))
    return figures


_KINDS = (("gangs.csv", "gang"), ("lookalikes.csv", "group"))


def _groups(path: Path, column: str) -> set[str]:
    return set(pd.read_csv(path, dtype=str)[column])


def _precision(values: np.ndarray, wanted: np.ndarray) -> float:
    return float(average_precision_score(wanted, values)) if wanted.any() else 0.0
