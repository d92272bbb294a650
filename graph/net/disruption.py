"""Disruption curves: how much of a network hangs together while its most central people are taken away one by one.

Why with a warning: the curve says what would be left if nobody reacted. Real groups recruit and rewire, sometimes into
something stronger (Duijn, Kashirin & Sloot 2014), so the sentence `STRUCTURAL` belongs beside every curve.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from graph.net.betweenness import betweenness
from graph.net.fragments import Around, Bools, Int64s, around, remainder
from graph.net.links import Floats, Links

Measure = Literal["degree", "betweenness"]
STRUCTURAL = "net.structural"
"""Key of the sentence that the effect is structural, not what an arrest would do."""


def disruption_curve(
    links: Links, *, measure: Measure = "betweenness", recomputed: bool = True, steps: int = 12
) -> pd.DataFrame:
    """Return what is left of a network's largest part after each removal.

    Parameters
    ----------
    links : Links
        The network; weights do not matter.
    measure : "degree" or "betweenness"
        Who is taken away next: the one with the highest, of equal ones the first by number.
    recomputed : bool
        Whether the measure is taken anew after each removal, or once at the start.
    steps : int
        How many states, the untouched network included.

    Returns
    -------
    DataFrame
        `removed` (how many), `node` (who was taken last, -1 at first), `largest` (people), `share` of the largest part at
        the start; `removed` ascends from 0.

    Notes
    -----
    Betweenness without weights, O(nodes x links) for each step that recomputes it; as Cavallaro et al. (2020) do.
    """
    neighbours = around(links)
    gone = order_of_removal(links, measure=measure, recomputed=recomputed, steps=steps - 1)
    away = np.zeros(neighbours.size, np.bool_)
    largest = [int(remainder(neighbours.first, neighbours.other, away)[1])]
    for node in gone.tolist():
        away[node] = True
        largest.append(int(remainder(neighbours.first, neighbours.other, away)[1]))
    frame = pd.DataFrame({"removed": range(len(largest)), "node": [-1, *gone.tolist()], "largest": largest})
    return frame.assign(share=frame["largest"] / max(1, largest[0]))


def order_of_removal(
    links: Links, *, measure: Measure = "betweenness", recomputed: bool = True, steps: int = 11
) -> Int64s:
    """Return whom the rule takes away, in order; see `disruption_curve`."""
    neighbours = around(links)
    away = np.zeros(neighbours.size, np.bool_)
    steps = min(steps, neighbours.size)
    if not recomputed:
        return np.argsort(-_measured(neighbours, away, measure), kind="stable")[:steps].astype(np.int64)
    gone = []
    for _ in range(steps):
        worth = np.where(away, -1.0, _measured(neighbours, away, measure))
        gone.append(int(np.argmax(worth)))
        away[gone[-1]] = True
    return np.array(gone, dtype=np.int64)


def _measured(neighbours: Around, away: Bools, measure: Measure) -> Floats:
    """Return the measure of every node among those that are still there, rounded so that equal ones are equal."""
    source = np.repeat(np.arange(neighbours.size), np.diff(neighbours.first))
    there = ~away[source] & ~away[neighbours.other]
    source, target = source[there], neighbours.other[there]
    if measure == "degree":
        return np.bincount(source, minlength=neighbours.size).astype(np.float64)
    return np.round(betweenness(zip(source.tolist(), target.tolist(), strict=True), neighbours.size), 6)
