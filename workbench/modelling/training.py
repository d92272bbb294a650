"""A model trained and described: fitted on all that is known, worth what groups held out say, with the warnings that fit it.

Why the figures are of other fits than the model kept: what was learned from cannot be asked about, so each figure is of a model
that had not seen the groups in question, and the one that is kept has seen them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.contract import EvidenceModel
from models.errors import ModelError
from models.evaluation.validation import Told, Validation
from workbench.errors import UserError
from workbench.modelling.card import Card, Data, Made, versions
from workbench.modelling.kinds import Kind
from workbench.modelling.taught import FOLDER, Taught
from workbench.wording import say

_WORTHLESS = 0.55


def trained(
    kind: Kind, taught: Taught, made: Made, *, rounds: int, told: Told | None = None
) -> tuple[EvidenceModel, Card]:
    """Return the model that was taught, and its card.

    Raises
    ------
    UserError
        When too little is known to learn from, or a column is a protected attribute.
    """
    try:
        model = kind.fitted(taught, made.seed)
        worth = kind.validated(taught, rounds=rounds, seed=made.seed, told=told) if rounds else None
    except ModelError as error:
        raise UserError(say("model.refused", why=error)) from error
    return model, described(kind, taught, model, worth=worth, made=made)


def of_folder(kind: Kind, folder: Path, *, actor: str, rounds: int, seed: int, told: Told | None = None) -> Card:
    """Return the card of a model taught from a folder, outside any workspace; nothing is kept."""
    made = Made(
        actor=actor,
        purpose="",
        why="",
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        workspace="",
        ledger_version=0,
        scope_key="",
        decisions="",
        cases=(),
        seed=seed,
        versions=versions(),
    )
    return trained(kind, kind.from_folder(folder), made, rounds=rounds, told=told)[1]


def described(kind: Kind, taught: Taught, model: EvidenceModel, *, worth: Validation | None, made: Made) -> Card:
    """Return the card of a model."""
    parameters: Mapping[str, object] = model.get_params() if hasattr(model, "get_params") else {}
    found = type(model)
    return Card(
        kind=kind.name,
        estimator=f"{found.__module__}.{found.__qualname__}",
        parameters=parameters,
        data=Data(
            source=taught.source,
            name=taught.name or made.workspace,
            lines=len(taught.frame),
            rows=taught.rows,
            known=taught.known,
            groups=_groups(taught),
            period=taught.period,
            files=taught.files,
        ),
        made=made,
        features=kind.features(model),
        validation=_worth(worth) if worth and worth.figures else None,
        warnings=tuple(_warnings(kind, taught, worth)),
    )


def _groups(taught: Taught) -> int:
    """Return how many groups there are of which something is known."""
    return len({group for group, label in zip(taught.groups, taught.labels, strict=False) if label})


def _worth(worth: Validation) -> dict[str, Any]:
    return asdict(worth) | {"base_rate": worth.base_rate}


def _warnings(kind: Kind, taught: Taught, worth: Validation | None) -> Iterator[str]:
    """Yield the keys of what must be said, the gravest first."""
    if worth is None or not worth.figures:
        yield "unlabelled" if kind.name == "identities" else "not_validated"
    else:
        yield from _doubts(worth)
    yield from kind.limits(taught)
    if taught.source == FOLDER:
        yield "foreign"
    yield "no_person"


def _doubts(worth: Validation) -> Iterator[str]:
    """Yield what the figures themselves give reason to doubt."""
    permuted = next((figure for figure in worth.permuted if figure.measure == "auc"), None)
    if permuted and permuted.lo is not None and permuted.lo > _WORTHLESS:
        yield "leaks"
    own, gain, skill = (worth.figure(name) for name in ("ap", "ap gain", "brier_skill"))
    if gain and gain.lo is not None and gain.lo <= 0:
        yield "not_better_than_plain"
    others = [figure for name in worth.others if (figure := worth.figure("ap", name))]
    if own and any(figure.value >= own.value for figure in others):
        yield "not_better_than_default"
    if skill and skill.value <= 0:
        yield "not_calibrated"
