"""Case linkage as a model that can be trained: from the solved cases of a workspace, or from a folder of them.

Why the solved ones only: of an open case nobody knows which others are of the same hand, and to call them unlinked would teach
what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from models.contract import EvidenceModel
from models.evaluation.splits import groups_of
from models.evaluation.validation import Told, Validation
from models.linkage import CaseLinkage
from models.linkage.validation import validation
from workbench.analyse.inputs import Inputs
from workbench.errors import UserError
from workbench.modelling.kinds import Kind
from workbench.modelling.taught import FOLDER, Taught, files_of, hashes_of, period_of
from workbench.wording import say

_NUMBERS = ("x_m", "y_m", "lat", "lon")
_COMPARED = ("case", "lat", "lon", "from", "to", "text", "things")
_FEW = 30
LEAST = 2
"""So many groups of linked cases are needed: one to learn from while another is held out."""


def from_folder(folder: Path) -> Taught:
    """Return the cases of `crimes.csv` with the offenders of `offences.csv`."""
    paths = files_of(folder, ("crimes.csv", "offences.csv"))
    crimes, offences = (pd.read_csv(path, dtype=str) for path in paths)
    if "crime_id" not in crimes or not {"crime_id", "offender_id"} <= set(offences):
        raise UserError(say("model.no_columns", columns="crime_id; offender_id, crime_id", folder=folder))
    cases = crimes.astype(dict.fromkeys([name for name in _NUMBERS if name in crimes], float))
    who = offences.groupby("crime_id")["offender_id"].agg(frozenset)
    hands = [who.get(name, frozenset()) for name in cases["crime_id"]]
    taught = _taught(cases, hands, rows=len(crimes) + len(offences))
    return replace(taught, source=FOLDER, name=folder.name, files=hashes_of(paths))


def from_inputs(inputs: Inputs) -> Taught:
    """Return the cases of a scope with the suspects that the files name."""
    cases = inputs.cases
    hands = [frozenset(map(str, who)) for who in cases["suspects"]]
    compared = [name for name in cases if name in _COMPARED or str(name).startswith("mo_")]
    return _taught(cases[compared], hands, rows=int(cases["rows"].map(len).sum()))


def _taught(cases: pd.DataFrame, hands: list[frozenset[str]], *, rows: int) -> Taught:
    days = cases["from"] if "from" in cases else pd.Series(dtype="datetime64[us]")
    groups = groups_of(hands).tolist() if hands else []
    return Taught("linkage", cases, labels=hands, groups=groups, period=period_of(days), rows=rows)


def fitted(taught: Taught, seed: int) -> EvidenceModel:
    """Return case linkage as it was taught.

    Raises
    ------
    UserError
        When too few groups of solved cases share somebody.
    """
    found = _series(taught)
    if found < LEAST:
        raise UserError(say("model.too_few_series", found=found, least=LEAST))
    return CaseLinkage(random_state=seed).fit(taught.frame, taught.hands)


def validated(taught: Taught, *, rounds: int, seed: int, told: Told | None = None) -> Validation:
    """Return what case linkage is worth on what it was taught, every group of offenders held out in turn."""
    model = CaseLinkage(random_state=seed)
    return validation(taught.frame, taught.hands, model=model, rounds=rounds, seed=seed, told=told)


def limits(taught: Taught) -> Iterator[str]:
    """Yield what must be said of any model of case linkage that was so taught."""
    yield "solved_only"
    if _series(taught) < _FEW:
        yield "few_series"
    yield "holds_material"


def _series(taught: Taught) -> int:
    """Return how many groups have two cases or more."""
    return int((np.bincount(np.asarray(taught.groups, dtype=np.int64)) > 1).sum())


def features(model: EvidenceModel) -> dict[str, tuple[float, float] | None]:
    """Return the least and the greatest weight of every curve."""
    curves: dict[str, tuple[np.ndarray, np.ndarray]] = getattr(getattr(model, "pairwise_", None), "curves_", {})
    return {name: (float(height.min()), float(height.max())) for name, (_, height) in curves.items()}


KIND = Kind(
    name="linkage",
    estimator=CaseLinkage,
    from_folder=from_folder,
    from_inputs=from_inputs,
    fitted=fitted,
    validated=validated,
    limits=limits,
    features=features,
)
