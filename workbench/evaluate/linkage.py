"""Case linkage: cases of one hand found again among cases of offenders whom the model has never seen.

Sets: `crimes.csv` with `crime_id` and any of `x_m, y_m`, `from, to`, `mo_*`, `text`; the truth `offences.csv`. Each split holds
out three in ten of the offence groups whole and gives the others with their offenders. `hit@5` is the share of cases with
a link among whose five likeliest others one is; `ap gain` is that over the better of the baselines, on the same links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.additive import MonotoneEvidence
from models.evaluation.measures import Interval, ratio_by_group
from models.evaluation.ranking import below_each, errors, found_each, hits, precision_at_each, reliability
from models.evaluation.splits import group_splits, groups_of
from models.linkage import CaseLinkage
from models.linkage.cases import Cases, read_cases
from models.linkage.compared import DIRECTIONS, LOGARITHMIC, CaseComparer
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, role_of
from workbench.wording import say

OURS = "monotone evidence"
PRODUCT, LOGISTIC = "distance x time", "logistic regression"
BASELINES = (PRODUCT, LOGISTIC)
SPLITS = 50
OTHERS = 5
WITHOUT = (0.1, 0.3, 0.5)
BUDGETS = (10, 50, 100)
Ints = np.ndarray


def missing(files: Columns) -> str:
    """Return why a folder is no set of linkage, or ""."""
    if "crime_id" not in files.get("crimes.csv", frozenset()):
        return say("evaluate.no_named", name="crimes.csv (crime_id)")
    if not {"offender_id", "crime_id"} <= files.get("offences.csv", frozenset()):
        return say("evaluate.no_named", name="offences.csv (offender_id, crime_id)")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return fifty group splits, then fewer: with details missing, by time, with permuted labels, and a leaky one."""
    crimes, offences = _read(folder / "crimes.csv"), _read(folder / "offences.csv")
    crimes = crimes[crimes["crime_id"].isin(offences["crime_id"])].reset_index(drop=True)
    held = list(group_splits(groups_of(_hands(crimes, offences)), count=SPLITS))
    few = held[:OTHERS]
    found = [_fold("groups held out", [_part(crimes, offences, out) for out in held])]
    for share in WITHOUT:
        thinned = _thinned(crimes, share)
        name = f"groups held out, {share:.0%} of the details missing"
        found.append(_fold(name, [_part(thinned, offences, out) for out in few]))
    if "from" in crimes:
        found.append(_fold("later cases", [_part(crimes, offences, _later(crimes))]))
    shuffled = [_part(crimes, *_shuffled(crimes, offences, seed=seed)) for seed in range(OTHERS)]
    leaky = [_leaky(crimes, offences, seed=seed) for seed in range(OTHERS)]
    return [*found, _fold("permuted labels", shuffled), _fold("random pairs (leaky)", leaky)]


def predict(given: Path, predictions: Predictions) -> None:
    """Write `pairs.csv`: first, second, probability, and one column of scores per method, for every pair of the pool."""
    pool = _read(given / "pool.csv")
    taught = given / "pairs.csv"
    frame = _of_pairs(pool, _read(taught), predictions) if taught.exists() else _of_cases(given, pool, predictions)
    frame.to_csv(predictions.folder / "pairs.csv", index=False)


def _of_cases(given: Path, pool: pd.DataFrame, predictions: Predictions) -> pd.DataFrame:
    """Learn from the cases of other groups, and score the pool."""
    learned = _read(given / "learn.csv")
    hands = _hands(learned, _read(given / "offences.csv"))
    with predictions.method(OURS):
        found = CaseLinkage().fit(learned, hands).compare(pool)
    with predictions.method(PRODUCT):
        product = _closeness(found.cases, found.first, found.second)
    with predictions.method(LOGISTIC):
        cases = read_cases(learned)
        first, second = _pairs_of(cases)
        same = np.array([bool(hands[a] & hands[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)])
        model = _logistic().fit(_plain(cases, first, second), same)
        logistic = model.decision_function(_plain(found.cases, found.first, found.second))
    scores = {OURS: found.score, PRODUCT: product, LOGISTIC: logistic}
    return _frame(found.cases, found.first, found.second, scores, found.probability)


def _of_pairs(pool: pd.DataFrame, taught: pd.DataFrame, predictions: Predictions) -> pd.DataFrame:
    """Learn from some pairs and score the others, with the same cases in both: what a random split of pairs does."""
    cases = read_cases(pool)
    places = dict(zip(cases.keys, range(len(cases)), strict=True))
    ends = [taught[side].map(places).to_numpy(dtype=np.int64) for side in ("first", "second")]
    known, same = set(zip(*(end.tolist() for end in ends), strict=True)), taught["linked"].to_numpy() == "1"
    pairs = [(a, b) for a, b in zip(*(side.tolist() for side in _pairs_of(cases)), strict=True) if (a, b) not in known]
    first, second = np.array(pairs, dtype=np.int64).T
    comparer = CaseComparer().fit(cases)
    with predictions.method(OURS):
        values = comparer.compared(cases, *ends)
        names = {name: sign for name, sign in DIRECTIONS.items() if values[name].notna().any()}
        scales = {name: added for name, added in LOGARITHMIC.items() if name in names}
        model = MonotoneEvidence(names, logarithmic=scales, bags=1, prior=float(same.mean())).fit(values, same)
        asked = comparer.compared(cases, first, second)
    plain = _logistic().fit(_plain(cases, *ends), same).decision_function(_plain(cases, first, second))
    scores = {OURS: model.decision_function(asked), PRODUCT: _closeness(cases, first, second), LOGISTIC: plain}
    for name in BASELINES:
        with predictions.method(name):
            pass  # worked out above, with ours
    return _frame(cases, first, second, scores, model.predict_proba(asked)[:, 1])


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return the figures of every method over all parts; intervals draw whole offence groups."""
    parts = [_judged(predictions / own.name, own) for own in sorted(truth.iterdir())]
    parts = [part for part in parts if part["truth"].any()]
    if not parts:
        return []
    figures = [figure for method in (OURS, *BASELINES) for figure in _ranked(parts, method)]
    return [*figures, *_gains(parts), *_calibrated(parts)]


def _ranked(parts: Sequence[pd.DataFrame], method: str) -> Iterator[Score]:
    role, ours = role_of(method, ours=OURS), method == OURS
    for name, measured in (("ap", precision_at_each), ("auc", below_each), ("tpr@5%", found_each)):
        values = [measured(part[method], part["truth"]) for part in parts]
        yield _score(name, method, _over(parts, values), sum(map(len, values)), primary=ours)
    found = [hits(part["first"], part["second"], part[method], part["truth"], k=5) for part in parts]
    groups = [part.set_index("first")["group_first"] for part in parts]
    others = [part.set_index("second")["group_second"] for part in parts]
    known = [pd.concat(sides).groupby(level=0).first() for sides in zip(groups, others, strict=True)]
    of = [group[hit.index].to_numpy() for group, hit in zip(known, found, strict=True)]
    yield _score("hit@5", method, _mean([hit.to_numpy() for hit in found], of), sum(map(len, found)), primary=ours)
    for budget in BUDGETS:
        heads = [part.nlargest(budget, method)["truth"] for part in parts]
        yield Score(f"p@{budget}", method, role, float(np.mean([head.mean() for head in heads])), len(parts))


def _gains(parts: Sequence[pd.DataFrame]) -> Iterator[Score]:
    """Yield by how much our average precision is above that of the best baseline, link by link."""
    each = {name: [precision_at_each(part[name], part["truth"]) for part in parts] for name in (OURS, *BASELINES)}
    best = max(BASELINES, key=lambda name: _over(parts, each[name]).value)
    values = [ours - other for ours, other in zip(each[OURS], each[best], strict=True)]
    yield _score("ap gain", OURS, _over(parts, values), sum(map(len, values)))


def _calibrated(parts: Sequence[pd.DataFrame]) -> Iterator[Score]:
    """Yield the Brier skill, and the largest error of a part of the probabilities from .05 on with twenty pairs or more."""
    missed = [errors(part["probability"], part["truth"]) for part in parts]
    groups = np.concatenate([part["group_first"].to_numpy() for part in parts])
    above, beneath = (np.concatenate(side) for side in zip(*missed, strict=True))
    skill = ratio_by_group(beneath - above, beneath, groups.tolist())
    yield _score("brier_skill", OURS, skill, len(above), primary=True)
    chance = np.concatenate([part["probability"].to_numpy() for part in parts])
    table = reliability(chance, np.concatenate([part["truth"].to_numpy() for part in parts]))
    table = table[(table["said"] >= 0.05) & (table["n"] >= 20)]
    for lo, hi, n, said, true in table.to_numpy(dtype=np.float64).tolist():
        where = f"said {lo:.1f} to {hi:.1f}"
        yield Score("said", OURS, "ours", said, int(n), part=where)
        yield Score("true", OURS, "ours", true, int(n), part=where)


def _score(measure: str, method: str, found: Interval, n: int, *, primary: bool = False) -> Score:
    role = role_of(method, ours=OURS)
    return Score(measure, method, role, found.value, n, found.lo, found.hi, primary)


def _over(parts: Sequence[pd.DataFrame], values: Sequence[np.ndarray]) -> Interval:
    """Return the mean over parts of each part's mean over its links, drawn by offence group."""
    return _mean(values, [part.loc[part["truth"], "group_first"].to_numpy() for part in parts])


def _mean(values: Sequence[np.ndarray], groups: Sequence[np.ndarray]) -> Interval:
    weight = np.concatenate([np.full(len(part), 1 / len(part)) for part in values])
    drawn = np.concatenate(groups).tolist()
    return ratio_by_group(np.concatenate(values) * weight, weight, drawn)


def _judged(predictions: Path, truth: Path) -> pd.DataFrame:
    """Return the predicted pairs with the truth of each and the offence groups of both ends."""
    frame = pd.read_csv(predictions / "pairs.csv", dtype={"first": str, "second": str})
    offences = _read(truth / "offences.csv")
    names = pd.DataFrame({"crime_id": np.unique(offences["crime_id"])})
    hands = _hands(names, offences)
    called = names["crime_id"].groupby(groups_of(hands)).transform("first")  # one name in every part it is held out in
    who, group = (dict(zip(names["crime_id"], of, strict=True)) for of in (hands, called))
    frame["truth"] = [bool(who[a] & who[b]) for a, b in zip(frame["first"], frame["second"], strict=True)]
    return frame.assign(group_first=frame["first"].map(group), group_second=frame["second"].map(group))


def _frame(
    cases: Cases, first: Ints, second: Ints, scores: Mapping[str, np.ndarray], probability: np.ndarray
) -> pd.DataFrame:
    ends = {"first": cases.keys[first], "second": cases.keys[second], "probability": probability}
    return pd.DataFrame(ends | dict(scores))


def _pairs_of(cases: Cases) -> tuple[Ints, Ints]:
    """Return all pairs within a year, or of unknown time."""
    first, second = np.triu_indices(len(cases), 1)
    near = ~(np.abs(cases.middle[first] - cases.middle[second]) > CaseLinkage().days)
    return first[near].astype(np.int64), second[near].astype(np.int64)


def _closeness(cases: Cases, first: Ints, second: Ints) -> np.ndarray:
    """Return the baseline that learns nothing: less than the logarithm of the distance and half that of the days."""
    distance, days = _plain(cases, first, second)[:, :2].T
    return np.asarray(-distance - 0.5 * days)


def _plain(cases: Cases, first: Ints, second: Ints) -> np.ndarray:
    """Return log distance, log days, hours of the day apart and codes that agree; what is unknown is as usual."""
    distance = np.hypot(*(cases.where[first] - cases.where[second]).T) / 1000
    days = np.abs(cases.middle[first] - cases.middle[second])
    hours = np.abs(cases.middle[first] % 1 - cases.middle[second] % 1) * 24
    agree = np.sum([_agree(codes, first, second) for codes in cases.codes.values()] or [np.zeros(len(first))], axis=0)
    table = np.column_stack([np.log(distance + 0.05), np.log(days + 0.5), np.minimum(hours, 24 - hours), agree])
    usual = [np.nanmedian(column) if not np.isnan(column).all() else 0.0 for column in table.T]
    return np.where(np.isnan(table), usual, table)


def _agree(codes: np.ndarray, first: Ints, second: Ints) -> np.ndarray:
    known = np.array([code is not None for code in codes], dtype=np.bool_)
    numbers = pd.factorize(codes)[0]
    return np.asarray((numbers[first] == numbers[second]) & known[first] & known[second])


def _logistic() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression())


def _fold(split: str, parts: Sequence[Fold]) -> Fold:
    return Fold(split, 0, {}, {}, tuple(parts))


def _shuffled(crimes: pd.DataFrame, offences: pd.DataFrame, *, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the offences with the cases dealt out anew, and which cases to hold out then: nothing is left to be learned."""
    dealt = offences.assign(crime_id=np.random.default_rng(seed).permutation(offences["crime_id"]))
    return dealt, next(group_splits(groups_of(_hands(crimes, dealt)), count=1, seed=seed))


def _part(crimes: pd.DataFrame, offences: pd.DataFrame, out: np.ndarray) -> Fold:
    """Return the split that gives all cases but some with their offenders, and asks about those."""
    learned, pool = crimes[~out], crimes[out]
    known = offences[offences["crime_id"].isin(learned["crime_id"])]
    truth = offences[offences["crime_id"].isin(pool["crime_id"])]
    given = {"learn.csv": _written(learned), "pool.csv": _written(pool), "offences.csv": _written(known)}
    return Fold("", 0, given, {"offences.csv": _written(truth)})


def _leaky(crimes: pd.DataFrame, offences: pd.DataFrame, *, seed: int) -> Fold:
    """Return the split that gives the truth of seven in ten of the pairs and asks about the others."""
    cases, hands = read_cases(crimes), _hands(crimes, offences)
    first, second = _pairs_of(cases)
    drawn = np.random.default_rng(seed).random(len(first)) < 0.7
    lines = zip(first[drawn].tolist(), second[drawn].tolist(), strict=True)
    taught = [(cases.keys[a], cases.keys[b], int(bool(hands[a] & hands[b]))) for a, b in lines]
    frame = pd.DataFrame(taught, columns=["first", "second", "linked"])
    return Fold(
        "", seed, {"pool.csv": _written(crimes), "pairs.csv": _written(frame)}, {"offences.csv": _written(offences)}
    )


def _thinned(crimes: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return the cases without some of the details: the place, the time and each code of a case go missing apart."""
    thinned, generator = crimes.copy(), np.random.default_rng(0)
    places = [list(names) for names in ({"x_m", "y_m"}, {"from", "to"}) if names <= set(crimes.columns)]
    for names in [*places, *([name] for name in crimes.columns if name.startswith("mo_"))]:
        thinned.loc[generator.random(len(crimes)) < share, names] = None
    return thinned


def _later(crimes: pd.DataFrame) -> np.ndarray:
    """Return which cases are the later three in ten."""
    begin = read_cases(crimes).begin
    return np.asarray(begin > np.nanquantile(begin, 0.7))


def _hands(crimes: pd.DataFrame, offences: pd.DataFrame) -> list[frozenset[str]]:
    """Return the offenders of each case."""
    who = offences.groupby("crime_id")["offender_id"].agg(frozenset)
    return [who.get(name, frozenset()) for name in crimes["crime_id"]]


def _read(path: Path) -> pd.DataFrame:
    """Return a table; only the coordinates are numbers."""
    frame = pd.read_csv(path, dtype=str)
    numbers = [name for name in ("x_m", "y_m", "lat", "lon") if name in frame]
    return frame.astype(dict.fromkeys(numbers, float))


def _written(frame: pd.DataFrame) -> Callable[[Path], None]:
    return partial(frame.to_csv, index=False)


CAPABILITY = Capability("linkage", missing, folds, predict, score)
