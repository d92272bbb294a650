"""Successors of numbers ranked by ours and by simple methods, and the figures of both: shared by sets of calls and by cities.

Why these two beside: that one falls silent as another comes up, and that two have the same contacts, are everybody's first
ideas; each alone puts a stranger first, or tells one for every number that stops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.evaluation.measures import mean_by_group
from models.swaps.measuring import Known, Sources, known
from models.swaps.replaced import CUT, number_swaps
from models.swaps.ties import ties_of, with_data
from workbench.evaluate.capability import Predictions, Score, role_of

OURS, SILENCE, JACCARD = "swaps", "silence only", "contact-set Jaccard"
BASELINES = (SILENCE, JACCARD)
LINES = ("method", "old", "new", "rank", "told")
_HEAD = 5
_FELL = 3.0
_ALIKE = 0.3
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Truth:
    """What the figures of a set are compared with.

    Attributes
    ----------
    pairs : collection of (str, str)
        Every old number with the new one.
    findable : sequence of (str, str)
        Those of which a contact survived the change.
    numbers : int
        How many numbers there are.
    """

    pairs: Collection[tuple[str, str]]
    findable: Sequence[tuple[str, str]]
    numbers: int


def successors(
    sources: Sources, predictions: Predictions, *, whole: Collection[str] | None = None, method: str = OURS
) -> pd.DataFrame:
    """Return the likeliest successors by one set of frames: `method, old, new, rank, told` (1 from the cut on)."""
    with predictions.method(
        method, cut=CUT, has=[name for name in ("sides", "registers") if getattr(sources, name) is not None]
    ):
        found = number_swaps(sources, whole=whole)
    pairs = found.pairs[found.pairs["rank"] <= _HEAD]
    told = (pairs["confidence"] >= found.cut).astype(int)
    return pairs[["old", "new", "rank"]].assign(method=method, told=told)[list(LINES)]


def simple(
    sources: Sources, predictions: Predictions, *, whole: Collection[str] | None = None
) -> Iterator[pd.DataFrame]:
    """Yield the same lines by silence alone, and by the Jaccard index of contact sets alone."""
    about = known(Sources(sources.calls))
    allowed = (
        np.arange(len(about.ends.names))
        if whole is None
        else np.flatnonzero(np.isin(about.ends.names.astype(str), list(whole)))
    )
    with predictions.method(SILENCE):
        yield _nearest(about, allowed)
    with predictions.method(JACCARD):
        yield _alike(about, allowed)


def _nearest(about: Known, allowed: np.ndarray) -> pd.DataFrame:
    """Return for every number those that came up soonest after its last call; told for each that clearly fell silent."""
    first, last = about.ends.first, about.ends.last
    order = allowed[np.lexsort((allowed, first[allowed]))]
    place = np.searchsorted(first[order], last[allowed], side="right")
    lines = []
    for rank in range(_HEAD):
        there = place + rank < len(order)
        new = order[np.minimum(place + rank, len(order) - 1)]
        lines.append(_lines(about, SILENCE, (allowed[there], new[there]), rank=rank + 1))
    frame = pd.concat(lines, ignore_index=True)
    fell = set(about.ends.names[np.flatnonzero(about.activity.fall.size >= _FELL)])
    return frame.assign(told=((frame["rank"] == 1) & frame["old"].isin(fell)).astype(int))


def _alike(about: Known, allowed: np.ndarray) -> pd.DataFrame:
    """Return for every number those that came up after its last call and have most of its contacts."""
    table = ties_of(about.ends, np.arange(len(about.ends.names))).calls
    present = with_data(table, np.ones(len(table.data)))
    degree = np.diff(present.indptr)
    parts = []
    for begin in range(0, len(allowed), _CHUNK):
        met = (present[allowed[begin : begin + _CHUNK]] @ present[allowed].T).tocoo()
        old, new = allowed[begin + met.coords[0]], allowed[met.coords[1]]
        after = about.ends.first[new] > about.ends.last[old]
        value = met.data / (degree[old] + degree[new] - met.data)
        parts.append(pd.DataFrame({"old": old, "new": new, "value": value})[after])
    frame = pd.concat(parts).sort_values(["old", "value", "new"], ascending=[True, False, True], ignore_index=True)
    frame["rank"] = frame.groupby("old").cumcount() + 1
    head = frame[frame["rank"] <= _HEAD]
    lines = _lines(about, JACCARD, (head["old"].to_numpy(), head["new"].to_numpy()), rank=head["rank"].to_numpy())
    return lines.assign(told=((head["rank"] == 1) & (head["value"] >= _ALIKE)).astype(int).to_numpy())


def _lines(about: Known, method: str, pairs: tuple[np.ndarray, np.ndarray], *, rank: int | np.ndarray) -> pd.DataFrame:
    names = about.ends.names
    frame = pd.DataFrame({"old": names[pairs[0]], "new": names[pairs[1]]})
    return frame.assign(method=method, rank=rank, told=0)[list(LINES)]


def figures(told: pd.DataFrame, truth: Truth, *, part: str = "", variants: Sequence[str] = ()) -> Iterator[Score]:
    """Yield rank1 and false_swaps of every method.

    `rank1` is the share of the findable changes whose true successor stands first; `false_swaps` how many pairs are told that
    are no change, per 1,000 numbers.
    """
    for method in (OURS, *variants, *BASELINES):
        own = told[told["method"] == method]
        role, ours = role_of(method, ours=OURS, variants=variants), method == OURS
        first = set(map(tuple, own.loc[own["rank"] == 1, ["old", "new"]].to_numpy().tolist()))
        right = mean_by_group([pair in first for pair in truth.findable], [old for old, _ in truth.findable])
        yield Score("rank1", method, role, right.value, len(truth.findable), right.lo, right.hi, ours, part)
        said = set(map(tuple, own.loc[own["told"] == 1, ["old", "new"]].to_numpy().tolist()))
        false = 1_000 * len(said - set(truth.pairs)) / max(1, truth.numbers)
        yield Score("false_swaps", method, role, false, truth.numbers, primary=ours, part=part)


def written(frames: Sequence[pd.DataFrame], path: Path) -> None:
    """Write the lines of several methods."""
    pd.concat(frames, ignore_index=True).to_csv(path, index=False)
