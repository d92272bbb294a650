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

from models.additive import MonotoneEvidence
from models.evaluation.held_out import Figure, calibration, figures
from models.evaluation.splits import group_splits, groups_of
from models.linkage import CaseLinkage
from models.linkage.cases import Cases, read_cases
from models.linkage.compared import DIRECTIONS, LOGARITHMIC, CaseComparer
from models.linkage.plain import LOGISTIC, PRODUCT, closeness, logistic, pairs_of, plain_columns
from models.linkage.unlearned import UnlearnedEvidence
from models.linkage.validation import DECLARED, thinned
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, role_of
from workbench.wording import say

OURS = "monotone evidence"
BASELINES = (PRODUCT, LOGISTIC)
SPLITS = 50
OTHERS = 5
WITHOUT = (0.1, 0.3, 0.5)
_PRIMARY = ("ap", "auc", "tpr@5%", "hit@5", "brier_skill")


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
        poorer = thinned(crimes, share)
        name = f"groups held out, {share:.0%} of the details missing"
        found.append(_fold(name, [_part(poorer, offences, out) for out in few]))
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
    with predictions.method(DECLARED):
        declared = CaseLinkage().fit(learned).compare(pool).score
    with predictions.method(PRODUCT):
        product = closeness(found.cases, found.first, found.second)
    with predictions.method(LOGISTIC):
        cases = read_cases(learned)
        first, second = pairs_of(cases)
        same = np.array([bool(hands[a] & hands[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)])
        model = logistic().fit(plain_columns(cases, first, second), same)
        plain = model.decision_function(plain_columns(found.cases, found.first, found.second))
    scores = {OURS: found.score, DECLARED: declared, PRODUCT: product, LOGISTIC: plain}
    return _frame(found.cases, found.first, found.second, scores, found.probability)


def _of_pairs(pool: pd.DataFrame, taught: pd.DataFrame, predictions: Predictions) -> pd.DataFrame:
    """Learn from some pairs and score the others, with the same cases in both: what a random split of pairs does."""
    cases = read_cases(pool)
    places = dict(zip(cases.keys, range(len(cases)), strict=True))
    ends = [taught[side].map(places).to_numpy(dtype=np.int64) for side in ("first", "second")]
    known, same = set(zip(*(end.tolist() for end in ends), strict=True)), taught["linked"].to_numpy() == "1"
    pairs = [(a, b) for a, b in zip(*(side.tolist() for side in pairs_of(cases)), strict=True) if (a, b) not in known]
    first, second = np.array(pairs, dtype=np.int64).T
    comparer = CaseComparer().fit(cases)
    with predictions.method(OURS):
        values = comparer.compared(cases, *ends)
        names = {name: sign for name, sign in DIRECTIONS.items() if values[name].notna().any()}
        scales = {name: added for name, added in LOGARITHMIC.items() if name in names}
        model = MonotoneEvidence(names, logarithmic=scales, bags=1, prior=float(same.mean())).fit(values, same)
        asked = comparer.compared(cases, first, second)
    plain = logistic().fit(plain_columns(cases, *ends), same).decision_function(plain_columns(cases, first, second))
    declared = UnlearnedEvidence().fit(asked).decision_function(asked)
    product = closeness(cases, first, second)
    scores = {OURS: model.decision_function(asked), DECLARED: declared, PRODUCT: product, LOGISTIC: plain}
    for name in (DECLARED, *BASELINES):
        with predictions.method(name):
            pass  # worked out above, with ours
    return _frame(cases, first, second, scores, model.predict_proba(asked)[:, 1])


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return the figures of every method over all parts; intervals draw whole offence groups."""
    parts = [_judged(predictions / own.name, own) for own in sorted(truth.iterdir())]
    found = [_scored(figure) for figure in figures(parts, ours=OURS, baselines=BASELINES, others=[DECLARED])]
    return [*found, *_reliable(parts)] if found else []


def _scored(figure: Figure) -> Score:
    role = role_of(figure.method, ours=OURS, variants=[DECLARED])
    primary = figure.method == OURS and figure.measure in _PRIMARY
    return Score(figure.measure, figure.method, role, figure.value, figure.n, figure.lo, figure.hi, primary)


def _reliable(parts: Sequence[pd.DataFrame]) -> Iterator[Score]:
    """Yield, of the parts of the probabilities from .05 on with twenty pairs or more, what was said and what was true."""
    table = calibration(parts)
    table = table[(table["said"] >= 0.05) & (table["n"] >= 20)]
    for lo, hi, n, said, true in table.to_numpy(dtype=np.float64).tolist():
        where = f"said {lo:.1f} to {hi:.1f}"
        yield Score("said", OURS, "ours", said, int(n), part=where)
        yield Score("true", OURS, "ours", true, int(n), part=where)


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
    cases: Cases, first: np.ndarray, second: np.ndarray, scores: Mapping[str, np.ndarray], probability: np.ndarray
) -> pd.DataFrame:
    ends = {"first": cases.keys[first], "second": cases.keys[second], "probability": probability}
    return pd.DataFrame(ends | dict(scores))


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
    first, second = pairs_of(cases)
    drawn = np.random.default_rng(seed).random(len(first)) < 0.7
    lines = zip(first[drawn].tolist(), second[drawn].tolist(), strict=True)
    taught = [(cases.keys[a], cases.keys[b], int(bool(hands[a] & hands[b]))) for a, b in lines]
    frame = pd.DataFrame(taught, columns=["first", "second", "linked"])
    return Fold(
        "", seed, {"pool.csv": _written(crimes), "pairs.csv": _written(frame)}, {"offences.csv": _written(offences)}
    )


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
