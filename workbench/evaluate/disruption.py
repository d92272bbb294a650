"""What is left of a network without its key players, beside taking away the most central ones.

Sets: one CSV with `source, target` per layer; the truth `published.json`, by layer the share of the largest part before
any removal and after each, taking away the highest betweenness and recomputing.
`lcc@k` is the share of the largest part (the largest at the start = 1) that is left after k removals.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from graph.net.disruption import disruption_curve
from graph.net.key_players import key_players
from graph.net.links import Links
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, role_of, whole
from workbench.wording import say

STEPS = 12
OURS = "key players"
PUBLISHED = "betweenness, recomputed"
_RULES = {
    PUBLISHED: ("betweenness", True),
    "betweenness, static": ("betweenness", False),
    "degree, recomputed": ("degree", True),
    "degree, static": ("degree", False),
}


def missing(files: Columns) -> str:
    """Return why a folder is no set of curves, or ""."""
    if "published.json" not in files:
        return say("evaluate.no_named", name="published.json")
    if not any({"source", "target"} <= columns for columns in files.values()):
        return say("evaluate.no_file", columns="source, target")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return the one fold."""
    return [whole(folder, ["published.json"])]


def links_in(path: Path) -> Links:
    """Return the links of a file, its nodes numbered in the order of their names (numbers before words)."""
    lines = pd.read_csv(path, dtype=str)[["source", "target"]]
    names = sorted(set(lines.to_numpy().ravel().tolist()), key=lambda name: (not name.isdigit(), name.zfill(20)))
    place = {name: number for number, name in enumerate(names)}
    ends = np.sort(np.array([[place[a], place[b]] for a, b in lines.to_numpy().tolist()]).reshape(-1, 2), axis=1)
    return Links(ends[:, 0], ends[:, 1], np.ones(len(ends)), len(names))


def predict(given: Path, predictions: Predictions) -> None:
    """Write `curves.csv` (layer, method, removed, share): the rules' curves, and for each k the best set found."""
    frames = []
    for path in sorted(given.glob("*.csv")):
        links = links_in(path)
        steps = min(STEPS, links.size - 1)
        for name, (measure, recomputed) in _RULES.items():
            with predictions.method(name, steps=STEPS):
                curve = disruption_curve(links, measure=measure, recomputed=recomputed, steps=steps + 1)  # type: ignore[arg-type]  # one of the two measures
            frames.append(curve.assign(layer=path.stem, method=name))
        with predictions.method(OURS, aim="largest"):
            sets = [key_players(links, k=k, aim="largest") for k in range(1, steps + 1)]
        shares = [1.0, *(found.largest_left / max(1, found.largest_before) for found in sets)]
        frames.append(pd.DataFrame({"removed": range(steps + 1), "share": shares, "layer": path.stem, "method": OURS}))
    pd.concat(frames)[["layer", "method", "removed", "share"]].to_csv(predictions.folder / "curves.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return lcc@1 … lcc@12 by layer and rule, their means over the layers, and the gap to what was published."""
    curves = pd.read_csv(predictions / "curves.csv", dtype={"layer": str})
    figures = []
    by_rule = curves[curves["removed"] > 0].groupby(["method", "removed"], sort=False)
    for (method, removed), lines in by_rule:
        role, measure, ours = role_of(str(method), ours=OURS), f"lcc@{removed}", method == OURS
        figures.append(
            Score(
                measure,
                str(method),
                role,
                float(lines["share"].mean()),
                len(lines),
                primary=ours,
                part="mean of layers",
            )
        )
        for layer, share in zip(lines["layer"], lines["share"], strict=True):
            figures.append(Score(measure, str(method), role, share, 1, part=layer))
    return [*figures, *_gaps(curves[curves["method"] == PUBLISHED], truth / "published.json")]


def _gaps(curves: pd.DataFrame, published: Path) -> list[Score]:
    """Return the largest difference to the published shares, both to three decimals, over all layers and by layer."""
    known = json.loads(published.read_text(encoding="utf-8"))
    gaps = {}
    for layer, lines in curves.groupby("layer"):
        ours, theirs = lines.sort_values("removed")["share"].to_numpy(), np.array(known.get(layer, []), dtype=float)
        both = min(len(ours), len(theirs))
        gaps[str(layer)] = float(np.abs(np.round(ours[:both], 3) - np.round(theirs[:both], 3)).max(initial=0.0))
    compared = {layer: gap for layer, gap in gaps.items() if layer in known}
    if not compared:
        return []
    worst = Score(
        "published_gap", PUBLISHED, "ours", max(compared.values()), len(compared), primary=True, part="all layers"
    )
    return [worst, *(Score("published_gap", PUBLISHED, "ours", gap, 1, part=layer) for layer, gap in compared.items())]


CAPABILITY = Capability("disruption", missing, folds, predict, score)
