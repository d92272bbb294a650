"""Hidden ties: links taken out of a network and sought again among all pairs that are not linked.

Sets: `observed.csv` with `source, target`; the truth `hidden.csv`. A set without truth hides a tenth and a quarter of its
own links, several times. `lift@50` is how many times more hidden ties stand among the first 50 pairs than chance would put.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from models.evaluation.measures import Interval, area, head_share, mean_by_group
from models.hidden_ties import hidden_ties, likeness
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, copied, role_of
from workbench.wording import say

OURS = "learned likeness"
BASELINES = ("common_neighbours", "preferential_attachment", "resource_allocation")
SHARES = (0.1, 0.25)
HIDINGS = 5
HEAD = 50


def missing(files: Columns) -> str:
    """Return why a folder is no set of ties, or ""."""
    if not {"source", "target"} <= files.get("observed.csv", frozenset()):
        return say("evaluate.no_named", name="observed.csv (source, target)")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return the set as it is when it has a truth, then hidings of its own."""
    truth = folder / "hidden.csv"
    own = [_hiding(folder, share=share, seed=seed) for share in SHARES for seed in range(HIDINGS)]
    if not truth.exists():
        return own
    return [Fold("all", 0, {"observed.csv": copied(folder / "observed.csv")}, {"hidden.csv": copied(truth)}), *own]


def predict(given: Path, predictions: Predictions) -> None:
    """Write `pairs.csv`: a, b, and one column of scores per method, for every pair that is not linked."""
    lines = _pairs(given / "observed.csv")
    names = np.unique(lines)
    places = np.searchsorted(names, lines)
    adjacency = np.zeros((len(names), len(names)))
    adjacency[places[:, 0], places[:, 1]] = adjacency[places[:, 1], places[:, 0]] = 1
    with predictions.method(OURS, seed=predictions.seed):
        frame = hidden_ties(adjacency, seed=predictions.seed)
    a, b = frame["a"].to_numpy(), frame["b"].to_numpy()
    found = {"a": names[a], "b": names[b], OURS: frame["score"]}
    for name in BASELINES:
        with predictions.method(name):
            found[name] = likeness(adjacency)[name][a, b]
    pd.DataFrame(found).to_csv(predictions.folder / "pairs.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return auc and lift@50 of every method; a hidden tie to somebody who is in no observed one cannot be found."""
    frame = pd.read_csv(predictions / "pairs.csv", dtype={"a": str, "b": str})
    hidden = {tuple(pair) for pair in _pairs(truth / "hidden.csv").tolist()}
    wanted = np.array([pair in hidden for pair in zip(frame["a"], frame["b"], strict=True)])
    base, figures = max(wanted.mean(), 1e-12), []
    for method in (OURS, *BASELINES):
        role, ours, values = role_of(method, ours=OURS), method == OURS, frame[method].to_numpy()
        auc = _area(values, wanted)
        lift = head_share(values, wanted, head=HEAD) / base
        figures.append(Score("auc", method, role, auc.value, int(wanted.sum()), auc.lo, auc.hi, ours))
        figures.append(Score(f"lift@{HEAD}", method, role, lift, int(wanted.sum()), primary=ours))
    return figures


def _area(values: np.ndarray, wanted: np.ndarray) -> Interval:
    """Return the AUC and its interval: a bootstrap of the hidden ties' own places among the others."""
    others = np.sort(values[~wanted])
    places = (np.searchsorted(others, values[wanted], "left") + np.searchsorted(others, values[wanted], "right")) / 2
    figure = mean_by_group(places / max(1, len(others)), list(range(int(wanted.sum()))))
    return Interval(area(values, wanted), figure.lo, figure.hi)


def _hiding(folder: Path, *, share: float, seed: int) -> Fold:
    lines = _pairs(folder / "observed.csv")
    order = np.random.default_rng(seed).permutation(len(lines))
    count = max(1, round(share * len(lines)))
    given, truth = lines[np.sort(order[count:])], lines[np.sort(order[:count])]
    return Fold(
        f"{share:.0%} of the links hidden", seed, {"observed.csv": _written(given)}, {"hidden.csv": _written(truth)}
    )


def _written(pairs: np.ndarray) -> Callable[[Path], None]:
    return partial(pd.DataFrame(pairs, columns=["source", "target"]).to_csv, index=False)


def _pairs(path: Path) -> np.ndarray:
    """Return the different pairs of a file, each in the order of its ends, loops left out; shape (pairs, 2)."""
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)[["source", "target"]].to_numpy(dtype=str)
    ends = np.sort(lines, axis=1)
    return np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)


CAPABILITY = Capability("ties", missing, folds, predict, score)
