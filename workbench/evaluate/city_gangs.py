"""Gangs of the city: found among numbers and accounts, reported when cases touch them, told from their honest doubles.

Why numbers and not persons: two of three business numbers stand in another's name, so joining them to their registrants
joins strangers. Measured are all groups (`ari`), the gang around a number that a case names (`p@gang`), and the share of
honest doubles among what would be reported as gangs (`lookalikes reported`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.ledger import Scope
from graph.net.communities import Method, communities
from graph.net.consensus import Consensus, consensus, links_of
from graph.net.expand import gang_around, nearness
from graph.net.fused import Fused, fused, place_of
from graph.net.gangs import SOFT, mapped, tied_inside
from graph.net.reported import reported
from models.evaluation.measures import agreement, head_share, mean_by_group
from workbench.analyse.incidences import traffic
from workbench.analyse.people import marks
from workbench.evaluate.capability import Predictions, Score, role_of

OURS, WALK, DRAWN, TWICE = "consensus", "nearness", "co-membership alone", "consensus, tied twice"
"""The last: whoever is tied to fewer than two others of its community is left out of it."""
DRAWS = 100
SINGLE: dict[str, Method] = {"modularity": "modularity", "label propagation": "label_propagation"}
_LOOKALIKES = "lookalikes reported"
_NOBODY = -1
_PART = "gangs"


def city_network(scope: Scope) -> Fused:
    """Return who of the numbers and accounts is tied with whom, as the product has it."""
    return fused(traffic(scope), rarity=SOFT)


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `city_labels.csv` (method, person, gang), `city_reported.csv` (method, gang) and `city_ranks.csv`."""
    net = city_network(scope)
    named = marks(scope, ())
    seed, links = predictions.seed, links_of(net).csr()
    with predictions.method(OURS, draws=DRAWS, rarity=SOFT, seed=seed):
        drawn = consensus(net, draws=DRAWS, seed=seed)
        found = mapped(net, drawn).labels
    labels: dict[str, NDArray[np.integer]] = {OURS: found, TWICE: _tied_twice(net, found)}
    for name, single in SINGLE.items():
        with predictions.method(name, seed=seed):
            labels[name] = communities(links, seed=seed, method=single)
    frames = [pd.DataFrame({"method": m, "person": net.people, "gang": of}) for m, of in labels.items()]
    pd.concat(frames).to_csv(predictions.folder / "city_labels.csv", index=False)
    pd.concat(_reports(frames, named)).to_csv(predictions.folder / "city_reported.csv", index=False)
    numbers = sorted({key for key in named["person"] if key.startswith("tel:")} & set(net.people))
    pd.concat(_ranks(net, drawn, numbers, predictions)).to_csv(predictions.folder / "city_ranks.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return the figures of the city's gangs."""
    gangs, doubles = _groups(truth / "gangs.csv", "gang"), _groups(truth / "lookalikes.csv", "group")
    labels = pd.read_csv(predictions / "city_labels.csv", dtype=str)
    told = pd.read_csv(predictions / "city_reported.csv", dtype=str)
    figures: list[Score] = []
    for method, found in labels.groupby("method", sort=False):
        figures += _of_map(str(method), found.set_index("person")["gang"], pd.concat([gangs, doubles]))
    for method, own in told.groupby("method", sort=False):
        base = str(method).removesuffix(", any mark")
        mapped_by = labels[labels["method"] == base].set_index("person")["gang"]
        figures += _of_report(str(method), mapped_by, set(own["gang"]) - {str(_NOBODY)}, truth=(gangs, doubles))
    ranks = pd.read_csv(predictions / "city_ranks.csv", dtype={"seed": str, "person": str})
    for method, found in ranks.groupby("method", sort=False):
        figures += _of_ranking(str(method), found, gangs)
    return figures


def _tied_twice(net: Fused, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the communities without those who hang on to one member only; each of these is alone."""
    alone = tied_inside(net, labels) < 2
    return np.where(alone, labels.max(initial=0) + 1 + np.cumsum(alone), labels)


def _ranks(net: Fused, drawn: Consensus, numbers: list[str], predictions: Predictions) -> Iterator[pd.DataFrame]:
    """Yield who belongs to the gang around each number, by ours and by simpler orders."""
    matrix, nobody = net.matrix(), pd.DataFrame({"method": [], "seed": [], "person": [], "score": []})
    yield nobody
    for one in numbers:
        with predictions.method(OURS):
            ranking = gang_around(net, [one], drawn=drawn).ranking
        yield _ranked(OURS, one, ranking["person"])
        by = ranking.sort_values(["confidence", "nearness", "person"], ascending=[False, False, True])
        yield _ranked(DRAWN, one, by["person"])
        ties, near = matrix[[place_of(net, one)]].toarray()[0], nearness(net, [one])
        for method, value in {"direct ties, weighted": ties, WALK: near}.items():
            order = np.lexsort((net.people.astype(str), -value))
            yield _ranked(method, one, pd.Series(net.people[order[net.people[order] != one]]))


def _reports(frames: list[pd.DataFrame], named: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield what each map reports: by our rule, and naively every community of three that one case touches."""
    for frame in frames:
        if frame["method"].iloc[0] == TWICE:
            continue
        method, members = str(frame["method"].iloc[0]), frame[["person", "gang"]]
        table = reported(members, named)
        if method == OURS:
            yield _told(table.loc[table["reported"], "gang"], method)
        touched = (table["marked"] > 0) & (table["people"] > 2)
        yield _told(table.loc[touched, "gang"], f"{method}, any mark")


def _told(gangs: pd.Series, method: str) -> pd.DataFrame:
    """Return the reported communities of a method, and one line that it was asked at all."""
    return pd.DataFrame({"gang": [_NOBODY, *gangs.tolist()], "method": method})


def _ranked(method: str, seed: str, people: pd.Series) -> pd.DataFrame:
    score = np.arange(len(people), 0, -1)
    frame = pd.DataFrame({"method": method, "seed": seed, "person": people.to_numpy(), "score": score})
    return frame.head(500)


def _groups(path: Path, column: str) -> pd.Series:
    """Return the group of every number that a group's members use."""
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)
    numbers = lines.assign(phone=lines["phones"].str.split()).explode("phone").dropna(subset=["phone"])
    numbers = numbers.assign(key="tel:+86" + numbers["phone"], group=column + " " + numbers[column])
    return numbers.drop_duplicates("key").set_index("key")["group"]


def _of_map(method: str, found: pd.Series, groups: pd.Series) -> Iterator[Score]:
    """Yield how well groups are kept apart, and how well each gang's best community is the gang and nobody else."""
    known = groups[groups.index.isin(found.index)]
    figure = agreement(list(found.loc[known.index]), list(known))
    role, ours = role_of(method, ours=OURS, variants=[TWICE]), method == OURS
    yield Score("ari", method, role, figure.value, len(known), figure.lo, figure.hi, ours, _PART)
    sizes, table = found.value_counts(), pd.crosstab(known, found.loc[known.index])
    table = table[table.index.str.startswith("gang ")]
    best = table.to_numpy() * 2 / (table.sum(axis=1).to_numpy()[:, None] + sizes[table.columns].to_numpy()[None, :])
    yield Score("f1 with outsiders", method, role, float(best.max(axis=1).mean()), len(table), primary=ours, part=_PART)


def _of_report(method: str, found: pd.Series, told: set[str], *, truth: tuple[pd.Series, pd.Series]) -> Iterator[Score]:
    """Yield the shares of gangs and of honest doubles that are reported: at least half of their seen numbers."""
    role, ours = role_of(method, ours=OURS, variants=[TWICE]), method == OURS
    for measure, groups in zip(("gangs reported", _LOOKALIKES), truth, strict=True):
        known = groups[groups.index.isin(found.index)]
        best = pd.crosstab(known, found.loc[known.index]).reindex(columns=sorted(told), fill_value=0)
        half = best.max(axis=1).fillna(0) >= known.value_counts().reindex(best.index) / 2
        yield Score(measure, method, role, float(half.mean()), len(half), primary=ours, part=_PART)


def _of_ranking(method: str, ranks: pd.DataFrame, gangs: pd.Series) -> Iterator[Score]:
    """Yield p@gang from every number that a case names and a gang uses; what is wanted are its seen numbers."""
    heads, groups = [], []
    for seed, found in ranks.groupby("seed", sort=False):
        own = gangs.get(str(seed))
        wanted = set(gangs.index[gangs == own]) - {str(seed)} if own is not None else set()
        if wanted:
            good = found["person"].isin(wanted)
            heads.append(head_share(found["score"], good, head=len(wanted)))
            groups.append(own)
    role, ours = role_of(method, ours=OURS, variants=[WALK, DRAWN]), method == OURS
    figure = mean_by_group(heads, groups)
    yield Score("p@gang", method, role, figure.value, len(heads), figure.lo, figure.hi, ours, _PART)
