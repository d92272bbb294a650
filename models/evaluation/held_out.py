"""What is measured of lines that were held out: every method on the same lines, with intervals over groups.

Why one place: a card, a report and an exercise must not each have their own average precision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.evaluation.measures import Interval, ratio_by_group
from models.evaluation.ranking import below_each, errors, found_each, hits, precision_at_each, reliability

BUDGETS = (10, 50, 100)
"""What an analyst may look at in a day."""
_RANKED = (("ap", precision_at_each), ("auc", below_each), ("tpr@5%", found_each))


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of one method: its value, its 95 % interval (missing where there is none), and of how many things."""

    measure: str
    method: str
    value: float
    n: int
    lo: float | None = None
    hi: float | None = None


def figures(
    parts: Sequence[pd.DataFrame], *, ours: str, baselines: Sequence[str], others: Sequence[str] = ()
) -> list[Figure]:
    """Return the figures of every method over the parts that were held out.

    Parameters
    ----------
    parts : sequence of DataFrame
        A line per thing asked about: `truth`, `probability` (of ours), a column of scores per method, and `group`; of
        pairs `first, second` and `group_first, group_second`. Parts without a true line are left out.
    ours : str
        The method whose probabilities they are.
    baselines, others : sequence of str
        The methods it is to beat, and further ones to be shown.

    Returns
    -------
    list of Figure
        Per method `ap, auc, tpr@5%`, of pairs `hit@5`, and `p@10, p@50, p@100`; of ours `ap gain` (over the better
        baseline, on the same lines) and `brier_skill`. Intervals draw whole groups.
    """
    told = [part for part in parts if part["truth"].any()]
    if not told:
        return []
    ranked = [figure for method in (ours, *baselines, *others) for figure in _ranked(told, method)]
    return [*ranked, _gain(told, ours, baselines), _skill(told, ours)]


def calibration(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return how often lines of about one probability were true, over all parts; see `ranking.reliability`."""
    told = [part for part in parts if part["truth"].any()]
    nothing = np.empty(0)
    sides = [np.concatenate([nothing, *(part[name] for part in told)]) for name in ("probability", "truth")]
    return reliability(*sides)


def _ranked(parts: Sequence[pd.DataFrame], method: str) -> Iterator[Figure]:
    for name, measured in _RANKED:
        values = [measured(part[method], part["truth"]) for part in parts]
        yield _figure(name, method, _over(parts, values), sum(map(len, values)))
    if "first" in parts[0]:
        yield _hit(parts, method)
    for budget in BUDGETS:
        heads = [part.nlargest(budget, method)["truth"] for part in parts]
        yield Figure(f"p@{budget}", method, float(np.mean([head.mean() for head in heads])), len(parts))


def _hit(parts: Sequence[pd.DataFrame], method: str) -> Figure:
    found = [hits(part["first"], part["second"], part[method], part["truth"], k=5) for part in parts]
    groups = [part.set_index("first")["group_first"] for part in parts]
    others = [part.set_index("second")["group_second"] for part in parts]
    known = [pd.concat(sides).groupby(level=0).first() for sides in zip(groups, others, strict=True)]
    of = [group[hit.index].to_numpy() for group, hit in zip(known, found, strict=True)]
    return _figure("hit@5", method, _mean([hit.to_numpy() for hit in found], of), sum(map(len, found)))


def _gain(parts: Sequence[pd.DataFrame], ours: str, baselines: Sequence[str]) -> Figure:
    each = {name: [precision_at_each(part[name], part["truth"]) for part in parts] for name in (ours, *baselines)}
    best = max(baselines, key=lambda name: _over(parts, each[name]).value)
    values = [own - other for own, other in zip(each[ours], each[best], strict=True)]
    return _figure("ap gain", ours, _over(parts, values), sum(map(len, values)))


def _skill(parts: Sequence[pd.DataFrame], ours: str) -> Figure:
    missed = [errors(part["probability"], part["truth"]) for part in parts]
    groups = np.concatenate([_groups(part).to_numpy() for part in parts])
    above, beneath = (np.concatenate(side) for side in zip(*missed, strict=True))
    return _figure("brier_skill", ours, ratio_by_group(beneath - above, beneath, groups.tolist()), len(above))


def _figure(measure: str, method: str, found: Interval, n: int) -> Figure:
    return Figure(measure, method, found.value, n, found.lo, found.hi)


def _over(parts: Sequence[pd.DataFrame], values: Sequence[np.ndarray]) -> Interval:
    """Return the mean over parts of each part's mean over its true lines, drawn by group."""
    return _mean(values, [_groups(part)[part["truth"]].to_numpy() for part in parts])


def _mean(values: Sequence[np.ndarray], groups: Sequence[np.ndarray]) -> Interval:
    weight = np.concatenate([np.full(len(part), 1 / len(part)) for part in values])
    drawn = np.concatenate(groups).tolist()
    return ratio_by_group(np.concatenate(values) * weight, weight, drawn)


def _groups(part: pd.DataFrame) -> pd.Series:
    return part["group"] if "group" in part else part["group_first"]
