"""Identities as a model that can be trained: what agreement of two records is worth, learned from the records themselves.

Why without a validation: nobody has written down who is who. A folder that says it is evaluated by `fusion evaluate`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from models.contract import EvidenceModel
from models.evaluation.validation import Told
from models.resolution import Resolution
from workbench.analyse.inputs import Inputs
from workbench.errors import UserError
from workbench.modelling.kinds import Kind
from workbench.modelling.taught import FOLDER, Taught, files_of, hashes_of
from workbench.wording import say


def from_folder(folder: Path) -> Taught:
    """Return the records of `records.csv`."""
    paths = files_of(folder, ("records.csv",))
    records = pd.read_csv(paths[0], dtype=str)
    if "record_id" not in records:
        raise UserError(say("model.no_columns", columns="record_id", folder=folder))
    return Taught("identities", records, rows=len(records), source=FOLDER, name=folder.name, files=hashes_of(paths))


def from_inputs(inputs: Inputs) -> Taught:
    """Return the person records of a scope."""
    records = inputs.person_records
    return Taught("identities", records.drop(columns="event"), rows=records["event"].nunique())


def fitted(taught: Taught, seed: int) -> EvidenceModel:
    """Return what the records teach.

    Raises
    ------
    UserError
        When nothing of them can be compared.
    """
    try:
        return Resolution(random_state=seed).fit(taught.frame)
    except ValueError as error:
        raise UserError(say("model.no_records")) from error


def validated(taught: Taught, *, rounds: int, seed: int, told: Told | None = None) -> None:
    """Return nothing: there is no truth to compare with."""
    del taught, rounds, seed, told


def limits(taught: Taught) -> tuple[str, ...]:
    """Return what must be said of any such model."""
    del taught
    return ("holds_material",)


def features(model: EvidenceModel) -> dict[str, tuple[float, float] | None]:
    """Return what is compared; what its agreement is worth goes by levels and rarities."""
    return dict.fromkeys(getattr(model, "names_", []))


KIND = Kind(
    name="identities",
    estimator=Resolution,
    from_folder=from_folder,
    from_inputs=from_inputs,
    fitted=fitted,
    validated=validated,
    limits=limits,
    features=features,
)
