"""The kinds of models that can be trained, by name.

Why a table of names and not of modules: listing what there is must not import what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workbench.errors import UserError
from workbench.wording import say

if TYPE_CHECKING:
    from models.contract import EvidenceModel
    from models.evaluation.validation import Told, Validation
    from workbench.analyse.inputs import Inputs
    from workbench.modelling.taught import Taught

KINDS = ("linkage", "accounts", "identities")


class Validated(Protocol):
    """What validates a model on what it is taught."""

    def __call__(self, taught: Taught, *, rounds: int, seed: int, told: Told | None = None) -> Validation | None:
        """Return the validation, or None where there is nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of model.

    Attributes
    ----------
    name : str
        What it is called.
    estimator : type
        What a file of it must hold.
    from_folder, from_inputs : callable
        Read what it is taught, from a folder of labelled data or from what a workspace may see.
    fitted : callable
        (taught, seed): returns the fitted model.
    validated : callable
        Returns what it is worth.
    limits : callable
        Given what is taught, yields the keys of what must be said of any such model.
    features : callable
        Given a fitted model, returns each feature with its least and greatest weight, log10, or None where it has
        no one curve.
    """

    name: str
    estimator: type[EvidenceModel]
    from_folder: Callable[[Path], Taught]
    from_inputs: Callable[[Inputs], Taught]
    fitted: Callable[[Taught, int], EvidenceModel]
    validated: Validated
    limits: Callable[[Taught], Iterable[str]]
    features: Callable[[EvidenceModel], dict[str, tuple[float, float] | None]]


def kind_of(name: str) -> Kind:
    """Return a kind by its name.

    Raises
    ------
    UserError
        When there is none of this name.
    """
    if name not in KINDS:
        raise UserError(say("model.unknown", kind=name, kinds=", ".join(KINDS)))
    found: Kind = import_module(f"workbench.modelling.{name}").KIND
    return found
