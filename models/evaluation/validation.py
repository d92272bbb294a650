"""The validation of one fitted thing: on groups held out, beside plain methods, on permuted labels, with details missing.

Why all four at once: a good figure says little by itself. Beside a ruler it says whether learning paid, on permuted labels
whether it was luck or a leak, and with details missing whether it will hold on the files of next week.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from models.evaluation.held_out import Figure, calibration, figures

WITHOUT = (0.1, 0.3, 0.5)
"""Shares of the details that are taken away."""
Told = Callable[[str, int, int], None]
"""Told what is being measured, how many parts of it are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines of about one probability: between what, how many, the mean that was said, and the share that was true."""

    lo: float
    hi: float
    n: int
    said: float
    true: float


@dataclass(frozen=True, slots=True)
class Validation:
    """What was measured of a model on lines of groups that it had not seen.

    Attributes
    ----------
    ours : str
        The method that is validated.
    baselines, others : tuple of str
        Plain methods it is to beat, and what stands in where nothing was learned.
    parts : int
        How often some groups were held out.
    lines, true : int
        How many lines were asked about over all parts, and how many of them were true.
    figures : tuple of Figure
        Of every method.
    reliability : tuple of Bin
        What was said and what was true.
    permuted : tuple of Figure
        Of ours where labels were dealt out anew: nothing is to be found there.
    permuted_rate : float
        The share of true lines there, which the average precision of chance is.
    missing : mapping of str to tuple of Figure
        Of ours with a share of the details taken away.
    seed : int
        Of the folds.
    """

    ours: str
    baselines: tuple[str, ...]
    others: tuple[str, ...]
    parts: int
    lines: int
    true: int
    figures: tuple[Figure, ...]
    reliability: tuple[Bin, ...]
    permuted: tuple[Figure, ...]
    permuted_rate: float
    missing: Mapping[str, tuple[Figure, ...]]
    seed: int

    @property
    def base_rate(self) -> float:
        """The share of true lines."""
        return self.true / self.lines if self.lines else 0.0

    def figure(self, measure: str, method: str = "") -> Figure | None:
        """Return a figure of a method, by default of ours; None where it was not measured."""
        wanted = method or self.ours
        return next((f for f in self.figures if (f.measure, f.method) == (measure, wanted)), None)


def validated(
    parts: Iterable[pd.DataFrame],
    *,
    ours: str,
    baselines: Sequence[str],
    others: Sequence[str] = (),
    permuted: Iterable[pd.DataFrame] = (),
    missing: Mapping[float, Iterable[pd.DataFrame]] | None = None,
    seed: int = 0,
) -> Validation:
    """Return the validation of a method from parts that were held out; see `held_out.figures` for their columns."""
    held, shuffled = _asked(parts), _asked(permuted)
    table = calibration(held)
    return Validation(
        ours=ours,
        baselines=tuple(baselines),
        others=tuple(others),
        parts=len(held),
        lines=sum(map(len, held)),
        true=_true(held),
        figures=tuple(figures(held, ours=ours, baselines=baselines, others=others)),
        reliability=tuple(_bin(line) for line in table.itertuples(index=False)),
        permuted=_of(ours, shuffled, baselines),
        permuted_rate=_true(shuffled) / max(1, sum(map(len, shuffled))),
        missing={f"{share:.0%}": _of(ours, _asked(poorer), baselines) for share, poorer in (missing or {}).items()},
        seed=seed,
    )


def counted(parts: Iterable[pd.DataFrame], *, what: str, total: int, told: Told | None) -> Iterable[pd.DataFrame]:
    """Yield parts, and tell after each how many are done."""
    for number, part in enumerate(parts, 1):
        if told:
            told(what, number, total)
        yield part


def _asked(parts: Iterable[pd.DataFrame]) -> list[pd.DataFrame]:
    return [part for part in parts if len(part) and part["truth"].any()]


def _true(parts: Sequence[pd.DataFrame]) -> int:
    return sum(int(part["truth"].sum()) for part in parts)


def _of(ours: str, parts: Sequence[pd.DataFrame], baselines: Sequence[str]) -> tuple[Figure, ...]:
    return tuple(figure for figure in figures(parts, ours=ours, baselines=baselines) if figure.method == ours)


def _bin(line: tuple[float, ...]) -> Bin:
    lo, hi, n, said, true = line
    return Bin(float(lo), float(hi), int(n), float(said), float(true))
