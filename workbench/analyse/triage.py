"""Adapter of the triage: which accounts are worth tracing first, because of what, for as many as can be looked at.

Why accounts only: money moves through accounts; who stands behind one, a person decides on other evidence.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.accounts.features import account_features
from models.accounts.rows import rows_behind
from models.accounts.unlabelled import UnusualAccounts
from models.contract import EvidenceModel
from models.evidence import Evidence
from workbench.analyse.inputs import Inputs
from workbench.analyse.money_flows import flows_of
from workbench.analyse.result import Answer
from workbench.errors import UserError
from workbench.wording import said, say

_ACCOUNT = ["account", "weight", "because", "covered", "transfers", "events"]
_REASON = ["account", "measure", "value", "weight", "events"]


def account_triage(inputs: Inputs, *, budget: int) -> Answer:
    """Which accounts stand out in shapes that laundering needs; `budget` of them, the foremost first."""
    if budget < 1:
        raise UserError(say("analyse.no_budget"))
    inputs.step("frames")
    _ = inputs.transfers  # read before the step that measures begins
    covered, model = frozenset(inputs.statements["owner"]), inputs.model("accounts")
    inputs.step("shapes")
    flows = seen_flows(inputs)
    features = account_features(flows)
    inputs.step("reasons")
    found = listed(flows, features, budget=budget, model=model)
    frames = {"triage": _lines(found, features, covered), "reasons": _reasons(found)}
    frames = {name: inputs.named(frame, "account") for name, frame in frames.items()}
    told = said("analyse.triage_budget", shown=len(found), every=len(features), budget=budget)
    return Answer(
        frames, (), (told, said("model.triage_learned" if model else "analyse.triage_rarity"), *inputs.model_notes)
    )


def seen_flows(inputs: Inputs) -> pd.DataFrame:
    """Return the transfers between accounts of which neither is a known hub, as `money_flows.flows_of` gives them."""
    flows = flows_of(inputs.transfers)
    return flows[~flows["source"].isin(inputs.ignored) & ~flows["target"].isin(inputs.ignored)]


def listed(
    flows: pd.DataFrame, features: pd.DataFrame, *, budget: int, model: EvidenceModel | None = None
) -> list[Evidence]:
    """Return the evidence of the accounts whose items speak for tracing, the strongest first, at most `budget`.

    Without a fitted model, such as `models.accounts.triage.AccountTriage`, by how unusual each is among all.
    """
    model = model or UnusualAccounts().fit(features)
    score = pd.Series(model.decision_function(features), index=features.index)
    first = score[score > 0].sort_values(ascending=False, kind="stable").index[:budget]  # equals by key
    about = [(str(account),) for account in first]
    return model.evidence(features.loc[first], about=about, rows=rows_behind(flows, [key for (key,) in about]))


def _lines(found: list[Evidence], features: pd.DataFrame, covered: frozenset[str]) -> pd.DataFrame:
    counts = dict(
        zip(features.index, np.rint(10 ** features["transfers"].to_numpy()).astype(int).tolist(), strict=True)
    )
    lines = [
        (one.about[0], one.score, one.in_favour(), one.about[0] in covered, counts[one.about[0]], one.rows)
        for one in found
    ]
    return pd.DataFrame(lines, columns=pd.Index(_ACCOUNT))


def _reasons(found: list[Evidence]) -> pd.DataFrame:
    lines = [(one.about[0], item.feature, item.value, item.weight, item.rows) for one in found for item in one.items]
    return pd.DataFrame(lines, columns=pd.Index(_REASON))
