"""The card of a model: what it was taught, by whom, what it is worth and what it must not be used for; generated, never typed.

Why plain values: a card is read by programs and in two languages, and must still be readable when this program is gone.
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

FORMAT = 1
_PACKAGES = ("fusion-workbench", "scikit-learn", "skops", "numpy", "pandas", "splink")


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What a model was taught: from where, how many lines of how many rows, how many known, in how many groups, when."""

    source: str
    name: str
    lines: int
    rows: int
    known: int
    groups: int
    period: tuple[str, ...]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Who made a model, when (UTC), for what, from which state of the workspace, with which seed and versions."""

    actor: str
    purpose: str
    why: str
    at: str
    workspace: str
    ledger_version: int
    scope_key: str
    decisions: str
    cases: tuple[str, ...]
    seed: int
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card of one model.

    Attributes
    ----------
    kind, estimator : str
        What it is, and the class that a file of it holds.
    parameters : mapping
        Of the estimator.
    data : Data
        What it was taught.
    made : Made
        By whom, and from what.
    features : mapping of str to (float, float) or None
        What it looks at, with the least and the greatest weight of each, log10.
    validation : mapping or None
        What it is worth: the fields of `models.evaluation.validation.Validation`; None where nothing says who is right.
    warnings : tuple of str
        Keys of what must be said of it, in the wording's table `model_warning`.
    version, sha256 : int and str
        Its number, and the digest of its file; 0 and empty before it is kept.
    """

    kind: str
    estimator: str
    parameters: Mapping[str, object]
    data: Data
    made: Made
    features: Mapping[str, tuple[float, float] | None]
    validation: Mapping[str, Any] | None
    warnings: tuple[str, ...]
    version: int = 0
    sha256: str = ""
    format: int = FORMAT

    def numbered(self, version: int, *, sha256: str) -> Card:
        """Return the card of the model that was kept."""
        return replace(self, version=version, sha256=sha256)


def written_card(card: Card) -> bytes:
    """Return a card as JSON; a number that JSON cannot hold is null."""
    return json.dumps(_plain(asdict(card)), ensure_ascii=False, indent=1, sort_keys=True).encode()


def read_card(data: bytes) -> Card:
    """Return the card that `written_card` wrote."""
    told: dict[str, Any] = json.loads(data)
    of, by = told.pop("data"), told.pop("made")
    features = {name: tuple(ends) if ends else None for name, ends in told.pop("features").items()}
    return Card(
        data=Data(**of | {"period": tuple(of["period"])}),
        made=Made(**by | {"cases": tuple(by["cases"])}),
        features=features,
        warnings=tuple(told.pop("warnings")),
        **told,
    )


def versions() -> dict[str, str]:
    """Return the versions of what trains."""
    return {"python": platform.python_version()} | {name: known for name in _PACKAGES if (known := _version(name))}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)
