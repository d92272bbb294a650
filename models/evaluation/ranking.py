"""How well a ranking of pairs or things finds the true ones, per true one, so that intervals can be taken over groups.

Why per true one and not a figure at once: the true pairs of one series stand and fall together; a figure that keeps what each
of them adds can be drawn again group by group, and two methods compared on the same ones.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def precision_at_each(score: ArrayLike, truth: ArrayLike) -> Floats:
    """Return, for each true line in the order given, the share of true ones down to it; the mean is average precision.

    Of equal scores, as many true ones stand above as chance would put there.
    """
    scores, wanted = np.asarray(score, dtype=np.float64), np.asarray(truth, dtype=np.bool_)
    seen = rankdata(-scores, method="max")
    true = rankdata(-scores[wanted], method="max")
    return np.asarray(true / seen[wanted])


def below_each(score: ArrayLike, truth: ArrayLike) -> Floats:
    """Return, for each true line, the share of false ones that score below it, equals half; the mean is the AUC."""
    scores, wanted = np.asarray(score, dtype=np.float64), np.asarray(truth, dtype=np.bool_)
    others = np.sort(scores[~wanted])
    own = scores[wanted]
    places = np.searchsorted(others, own, "left") + np.searchsorted(others, own, "right")
    return np.asarray(places / (2 * max(1, len(others))))


def found_each(score: ArrayLike, truth: ArrayLike, *, false: float = 0.05) -> Floats:
    """Return, for each true line, whether it scores above all but this share of the false ones, between steps in part."""
    scores, wanted = np.asarray(score, dtype=np.float64), np.asarray(truth, dtype=np.bool_)
    border = np.quantile(scores[~wanted], 1 - false) if (~wanted).any() else -np.inf
    own = scores[wanted]
    return np.where(own > border, 1.0, np.where(own == border, 0.5, 0.0))


def hits(first: ArrayLike, second: ArrayLike, score: ArrayLike, truth: ArrayLike, *, k: int) -> pd.Series:
    """Return, for each thing that has a true partner, whether one stands among its k best; by the thing, in order.

    Equal scores stand in the order of the partners' names.
    """
    sides = [np.asarray(first), np.asarray(second)]
    columns = {"score": np.asarray(score, dtype=np.float64), "truth": np.asarray(truth, dtype=np.bool_)}
    lines = [pd.DataFrame({"of": a, "with": b, **columns}) for a, b in (sides, sides[::-1])]
    frame = pd.concat(lines).sort_values(["of", "score", "with"], ascending=[True, False, True])
    frame["place"] = frame.groupby("of").cumcount()
    has = frame.groupby("of")["truth"].any()
    hit: pd.Series = frame[frame["place"] < k].groupby("of")["truth"].any()
    return hit[has].astype(float)


def errors(probability: ArrayLike, truth: ArrayLike) -> tuple[Floats, Floats]:
    """Return each line's squared error, and that of saying the share of true ones of every line.

    One less the ratio of their sums is the Brier skill.
    """
    chance, wanted = np.asarray(probability, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    return (chance - wanted) ** 2, (wanted.mean() - wanted) ** 2


def reliability(probability: ArrayLike, truth: ArrayLike, *, parts: int = 10) -> pd.DataFrame:
    """Return how often lines of about one probability were true.

    Returns
    -------
    DataFrame
        A line per part of 0 to 1 that holds any: `lo, hi, n, said` (mean probability), `true` (share of true ones).
    """
    chance, wanted = np.asarray(probability, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    part = np.minimum((chance * parts).astype(np.int64), parts - 1)
    frame = pd.DataFrame({"part": part, "said": chance, "true": wanted})
    found = frame.groupby("part").agg(n=("true", "size"), said=("said", "mean"), true=("true", "mean")).reset_index()
    found.insert(0, "lo", found["part"] / parts)
    found.insert(1, "hi", (found.pop("part") + 1) / parts)
    return found
