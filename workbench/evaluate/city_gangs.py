"""Gangs of the city: found among numbers and accounts, reported when cases touch them, told from their honest doubles.

Why numbers and not persons: two of three business numbers stand in another's name, so joining them to their registrants
joins strangers. Measured are all groups (`ari`), the gang around a number that a case names (`p@gang`), and the share of
honest doubles among what would be reported as gangs (`lookalikes reported`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from graph.ledger import Scope
from graph.ledger.frames import call_events, call_sides, transfer_events
from graph.net.consensus import consensus, links_of
from graph.net.expand import gang_around, nearness
from graph.net.fused import Fused, fused, place_of
from graph.net.gangs import SOFT, mapped
from graph.net.incidences import LEAST_CALLS, paired, shared
from graph.net.partition import modular, propagated
from graph.net.reported import reported
from workbench.evaluate.capability import Predictions, Score, role_of
from workbench.evaluate.measures import agreement, head_share, mean_by_group

OURS, WALK = "consensus", "nearness"
DRAWS = 100
_LOOKALIKES = "lookalikes reported"
_NOBODY = -1
# What a case names as the offender's: mentioned numbers and accounts that are not of its own victims, and suspects'.
_MARKS = """
WITH people AS (
    SELECT record, coalesce(CASE WHEN id_valid THEN id_number END, record) AS person FROM persons),
has AS (
    SELECT DISTINCT p.person, l.target AS key FROM links l JOIN people p ON p.record = l.source
    WHERE l.type IN ('USES', 'HOLDS', 'CONTROLS')),
parts AS (
    SELECT DISTINCT l.type, p.person, l.target AS "case" FROM links l JOIN people p ON p.record = l.source
    WHERE l.type IN ('VICTIM_IN', 'REPORTED', 'SUSPECT_IN')),
own AS (SELECT h.key, p."case" FROM parts p JOIN has h USING (person) WHERE p.type <> 'SUSPECT_IN')
SELECT DISTINCT target AS person, source AS "case" FROM links
WHERE type = 'MENTIONS' AND target_label IN ('Phone', 'Account') AND (target, source) NOT IN (SELECT key, "case" FROM own)
ORDER BY 1, 2"""


def city_network(scope: Scope) -> Fused:
    """Return who of the numbers and accounts is tied with whom, by calls, money and shared handsets."""
    handsets = call_sides(scope).rename(columns={"phone": "key", "imei": "thing"})
    lines = [
        paired(call_events(scope), "calls", actors={}, least=LEAST_CALLS),
        paired(transfer_events(scope), "money", actors={}, least=LEAST_CALLS),
        shared(handsets, "handset", actors={}, weight=3.0),
    ]
    return fused(pd.concat(lines, ignore_index=True), rarity=SOFT)


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `city_labels.csv` (method, person, gang), `city_reported.csv` (method, gang) and `city_ranks.csv`."""
    net = city_network(scope)
    marks: pd.DataFrame = scope.sql(_MARKS).to_arrow_table().to_pandas()
    seed, links = predictions.seed, links_of(net)
    with predictions.method(OURS, draws=DRAWS, rarity=SOFT, seed=seed):
        drawn = consensus(net, draws=DRAWS, seed=seed)
        labels = {OURS: mapped(net, drawn).labels}
    for name, run in {"modularity": modular, "label propagation": propagated}.items():
        with predictions.method(name, seed=seed):
            labels[name] = partial(run, links, seed=seed)()
    frames = [pd.DataFrame({"method": m, "person": net.people, "gang": found}) for m, found in labels.items()]
    pd.concat(frames).to_csv(predictions.folder / "city_labels.csv", index=False)
    pd.concat(_reports(frames, marks)).to_csv(predictions.folder / "city_reported.csv", index=False)
    seeds = sorted(set(marks["person"]) & set(net.people))
    with predictions.method(OURS):
        ranks = [_ranked(OURS, s, gang_around(net, [s], drawn=drawn).ranking["person"]) for s in seeds]
    matrix = net.matrix()
    for one in seeds:
        ties, near = matrix[[place_of(net, one)]].toarray()[0], nearness(net, [one])
        for method, value in {"direct ties, weighted": ties, WALK: near}.items():
            order = np.lexsort((net.people.astype(str), -value))
            ranks.append(_ranked(method, one, pd.Series(net.people[order[net.people[order] != one]])))
    pd.concat(ranks).to_csv(predictions.folder / "city_ranks.csv", index=False)


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


def _reports(frames: list[pd.DataFrame], marks: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield what each map reports: by our rule, and naively every community of three that one case touches."""
    for frame in frames:
        method, members = str(frame["method"].iloc[0]), frame[["person", "gang"]]
        table = reported(members, marks)
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
    role, ours = role_of(method, ours=OURS), method == OURS
    yield Score("ari", method, role, figure.value, len(known), figure.lo, figure.hi, ours)
    sizes, table = found.value_counts(), pd.crosstab(known, found.loc[known.index])
    table = table[table.index.str.startswith("gang ")]
    best = table.to_numpy() * 2 / (table.sum(axis=1).to_numpy()[:, None] + sizes[table.columns].to_numpy()[None, :])
    yield Score("f1 with outsiders", method, role, float(best.max(axis=1).mean()), len(table), primary=ours)


def _of_report(method: str, found: pd.Series, told: set[str], *, truth: tuple[pd.Series, pd.Series]) -> Iterator[Score]:
    """Yield the shares of gangs and of honest doubles that are reported: at least half of their seen numbers."""
    role, ours = role_of(method, ours=OURS), method == OURS
    for measure, groups in zip(("gangs reported", _LOOKALIKES), truth, strict=True):
        known = groups[groups.index.isin(found.index)]
        best = pd.crosstab(known, found.loc[known.index]).reindex(columns=sorted(told), fill_value=0)
        half = best.max(axis=1).fillna(0) >= known.value_counts().reindex(best.index) / 2
        yield Score(measure, method, role, float(half.mean()), len(half), primary=ours)


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
    role, ours = role_of(method, ours=OURS, variants=[WALK]), method == OURS
    figure = mean_by_group(heads, groups)
    yield Score("p@gang", method, role, figure.value, len(heads), figure.lo, figure.hi, ours)
