"""One line of `validation.json`: a figure with everything needed to read it alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.evaluate.stages import Scored

SEED = "seed-"
"""How the name of a set begins that was written for the run; the number is the city's seed."""


@dataclass(frozen=True, slots=True)
class Record:
    """A figure of one method on one set; the fields are named as in the file."""

    set: str
    capability: str
    measure: str
    split: str
    role: str
    method: str
    primary: bool
    value: float
    lo: float
    hi: float
    n: int
    seed: int
    seconds: float
    config_hash: str


def recorded(figure: Scored, *, of: str, capability: str, split: str, seed: int, first: bool) -> Record:
    """Return the record of a figure; only the first fold of a set keeps a primary one."""
    score = figure.score
    value = _rounded(score.value)
    return Record(
        set=of,
        capability=capability,
        measure=score.measure,
        split=f"{split}, {score.part}" if score.part else split,
        role=score.role,
        method=score.method,
        primary=score.primary and first,
        value=value,
        lo=value if score.lo is None else _rounded(score.lo),
        hi=value if score.hi is None else _rounded(score.hi),
        n=score.n,
        seed=seed,
        seconds=figure.seconds,
        config_hash=figure.config_hash,
    )


def _rounded(value: float) -> float:
    """Return a number that JSON can hold."""
    return round(float(value), 6) if math.isfinite(value) else 0.0
