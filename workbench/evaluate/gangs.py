"""Gangs from who attended what, or who is linked with whom: the map, and the gang around one known member.

Sets: any CSV with `person, event` or `source, target[, weight]`, several being layers; the truth a CSV with `id, gang`.
Besides the whole set, folds with a fifth and a half of the lines left out at random say what missing files cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from graph.net.communities import communities
from graph.net.consensus import consensus, links_of
from graph.net.expand import gang_around, nearness
from graph.net.fused import Fused, fused
from graph.net.gangs import SOFT, mapped
from models.evaluation.measures import agreement, area, head_share, mean_by_group
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, role_of, whole
from workbench.wording import say

DRAWS = 300
MOST_SEEDS = 200
"""So many seeds are asked at most; every person of a smaller set."""
LOST = (0.2, 0.5)
DROPS = 3
OURS = "consensus"
WALK = "nearness"


def missing(files: Columns) -> str:
    """Return why a folder is no set of gangs, or ""."""
    if not any({"id", "gang"} <= columns for columns in files.values()):
        return say("evaluate.no_file", columns="id, gang")
    if not any(_is_given(columns) for columns in files.values()):
        return say("evaluate.no_file", columns="person, event / source, target")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return the whole set, and sets with lines left out."""
    truth = [path.name for path in folder.glob("*.csv") if {"id", "gang"} <= set(_header(path))]
    full = whole(folder, truth)
    thinned = [
        Fold(f"{lost:.0%} of the records removed", seed, _thinned(folder, full, lost=lost, seed=seed), full.truth)
        for lost in LOST
        for seed in range(DROPS)
    ]
    return [full, *thinned]


def incidences(given: Path) -> pd.DataFrame:
    """Return what a folder's files say as `person, layer, event, weight`; a link is an event of its two ends."""
    parts = [
        _attended(path) if {"person", "event"} <= set(_header(path)) else _linked(path)
        for path in sorted(given.glob("*.csv"))
        if _is_given(frozenset(_header(path)))
    ]
    return pd.concat(parts, ignore_index=True)


def predict(given: Path, predictions: Predictions) -> None:
    """Write `labels.csv` (method, person, gang) and `ranks.csv` (method, seed, person, score)."""
    lines, seed = incidences(given), predictions.seed
    net, plain = fused(lines, rarity=SOFT), fused(lines, rarity=0)
    labels: dict[str, object] = {}
    with predictions.method(OURS, draws=DRAWS, rarity=SOFT, seed=seed):
        drawn = consensus(net, draws=DRAWS, seed=seed)
        labels[OURS] = mapped(net, drawn).labels
    singles: dict[str, Callable[[], object]] = {
        "louvain, binary": partial(communities, links_of(_binary(plain)).csr(), seed=seed, method="modularity"),
        "label propagation": partial(communities, links_of(net).csr(), seed=seed),
        "modularity": partial(communities, links_of(plain).csr(), seed=seed, method="modularity"),
    }
    for name, run in singles.items():
        with predictions.method(name, seed=seed):
            labels[name] = run()
    frames = [pd.DataFrame({"method": m, "person": net.people, "gang": found}) for m, found in labels.items()]
    pd.concat(frames).to_csv(predictions.folder / "labels.csv", index=False)
    seeds = _seeds(net, seed)
    with predictions.method(OURS, draws=DRAWS, rarity=SOFT, seed=seed):
        ranks = [_rank(OURS, one, gang_around(net, [one], drawn=drawn).ranking) for one in seeds]
    ranks += _simple(net, plain, seeds, predictions=predictions)
    pd.concat(ranks).to_csv(predictions.folder / "ranks.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return `ari ami k` of every map and `p@gang auc` of every ranking from one seed."""
    gang = _gangs(truth)
    labels = pd.read_csv(predictions / "labels.csv", dtype=str)
    ranks = pd.read_csv(predictions / "ranks.csv", dtype={"seed": str, "person": str})
    figures: list[Score] = []
    for method, found in labels.groupby("method", sort=False):
        figures += _of_map(str(method), found.set_index("person")["gang"], gang)
    for method, found in ranks.groupby("method", sort=False):
        figures += _of_ranking(str(method), found, gang)
    return figures


def _is_given(columns: frozenset[str]) -> bool:
    return {"person", "event"} <= columns or {"source", "target"} <= columns


def _header(path: Path) -> list[str]:
    return [str(name).strip() for name in pd.read_csv(path, nrows=0).columns]


def _thinned(folder: Path, full: Fold, *, lost: float, seed: int) -> dict[str, Callable[[Path], None]]:
    """Return the given files, those with records without a share of their lines."""

    def fewer(source: Path, target: Path) -> None:
        lines = pd.read_csv(source, dtype=str, keep_default_na=False)
        kept = np.random.default_rng(seed).permutation(len(lines))[: round(len(lines) * (1 - lost))]
        lines.iloc[np.sort(kept)].to_csv(target, index=False)

    return {
        name: partial(fewer, folder / name) if name.endswith(".csv") and _is_given(frozenset(_header(folder / name))) else write
        for name, write in full.given.items()
    }  # fmt: skip


def _attended(path: Path) -> pd.DataFrame:
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)
    return lines[["person", "event"]].assign(layer=path.stem, weight=1.0)


def _linked(path: Path) -> pd.DataFrame:
    """Return each linked pair as one event; parallel links and both directions add up."""
    lines = pd.read_csv(path, dtype={"source": str, "target": str}, keep_default_na=False)
    ends = np.sort(lines[["source", "target"]].to_numpy(dtype=str), axis=1)
    weight = pd.to_numeric(lines["weight"]) if "weight" in lines else pd.Series(1.0, index=lines.index)
    pairs = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "weight": weight.to_numpy(dtype=float)})
    sums = pairs[pairs["a"] != pairs["b"]].groupby(["a", "b"])[["weight"]].sum().reset_index()
    sums["event"] = sums["a"] + "~" + sums["b"]
    both = [sums[[end, "event", "weight"]].set_axis(["person", "event", "weight"], axis=1) for end in ("a", "b")]
    return pd.concat(both).assign(layer=path.stem)


def _binary(net: Fused) -> Fused:
    """Return the network in which every pair weighs 1."""
    once = np.bincount(net.pair, minlength=len(net.first))
    return Fused(
        net.people, net.first, net.second, net.pair, net.event, 1.0 / once[net.pair], net.attended, net.attender,
        net.events, net.left_out, net.rarity,
    )  # fmt: skip


def _seeds(net: Fused, seed: int) -> list[str]:
    people = net.people[np.unique(np.concatenate([net.first, net.second]))]
    if len(people) > MOST_SEEDS:
        people = np.sort(np.random.default_rng(seed).choice(people, MOST_SEEDS, replace=False))
    return [str(person) for person in people]


def _rank(method: str, seed: str, ranking: pd.DataFrame) -> pd.DataFrame:
    """Return a ranking as scores that only say the order."""
    score = np.arange(len(ranking), 0, -1)
    return pd.DataFrame({"method": method, "seed": seed, "person": ranking["person"], "score": score})


def _simple(net: Fused, plain: Fused, seeds: list[str], *, predictions: Predictions) -> Iterator[pd.DataFrame]:
    """Yield the rankings of the simple methods and of nearness alone."""
    binary, weighted = _binary(plain).matrix(), fused_by_person(net).matrix()
    degree = np.asarray(binary.sum(axis=0), dtype=np.float64)
    place = {str(person): number for number, person in enumerate(net.people)}
    with predictions.method(WALK, rarity=SOFT):
        near = {one: nearness(net, [one]) for one in seeds}
    for one in seeds:
        values = {
            "direct ties": binary[[place[one]]].toarray()[0],
            "direct ties, weighted": weighted[[place[one]]].toarray()[0],
            "degree": degree,
            WALK: near[one],
        }
        for method, value in values.items():
            frame = pd.DataFrame({"method": method, "seed": one, "person": net.people, "score": np.round(value, 12)})
            yield frame[frame["person"] != one]


def fused_by_person(net: Fused) -> Fused:
    """Return the network in which an event counts once per person (rarity 1)."""
    people = net.events["people"].to_numpy(np.float64)[net.event]
    share = net.share * (people - 1) ** (net.rarity - 1)
    return Fused(
        net.people, net.first, net.second, net.pair, net.event, share, net.attended, net.attender, net.events,
        net.left_out, 1.0,
    )  # fmt: skip


def _gangs(truth: Path) -> pd.Series:
    """Return each labelled person's gang; of several the first as written."""
    path = next(path for path in sorted(truth.glob("*.csv")))
    lines = pd.read_csv(path, dtype=str, keep_default_na=False).drop_duplicates("id")
    return lines[lines["gang"] != ""].set_index("id")["gang"]


def _of_map(method: str, found: pd.Series, gang: pd.Series) -> Iterator[Score]:
    """Yield the figures of a map; whoever it does not know is alone."""
    labels = [str(found.get(person, f"alone {person}")) for person in gang.index]
    role, primary = role_of(method, ours=OURS), method == OURS
    for measure, mutual in (("ari", False), ("ami", True)):
        figure = agreement(labels, list(gang), mutual=mutual)
        yield Score(measure, method, role, figure.value, len(gang), figure.lo, figure.hi, primary)
    sizes = found.value_counts()
    yield Score("k", method, role, float((sizes > 1).sum()), len(gang), primary=primary)


def _of_ranking(method: str, ranks: pd.DataFrame, gang: pd.Series) -> Iterator[Score]:
    """Yield the figures of a ranking: the mean over labelled seeds that are not the only one of their gang."""
    sizes = gang.value_counts()
    head, whole_list, groups = [], [], []
    for seed, found in ranks[ranks["person"].isin(gang.index)].groupby("seed", sort=False):
        own = gang.get(seed)
        if own is None or sizes[own] < 2:
            continue
        wanted = gang.loc[found["person"]].to_numpy() == own
        head.append(head_share(found["score"], wanted, head=int(sizes[own]) - 1))
        whole_list.append(area(found["score"], wanted))
        groups.append(own)
    role, primary = role_of(method, ours=OURS, variants=[WALK]), method == OURS
    for measure, values in (("p@gang", head), ("auc", whole_list)):
        figure = mean_by_group(values, groups)
        yield Score(measure, method, role, figure.value, len(values), figure.lo, figure.hi, primary)


CAPABILITY = Capability("gangs", missing, folds, predict, score)
