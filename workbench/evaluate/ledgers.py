"""Two sides of a record: debits and credits matched one to one, where amounts, dates and memos do not agree.

Sets: `debits.csv` and `credits.csv` with `id, date, amount[, memo]`; the truth `pairs.csv` with `debit, credit`. Also matched
without memos, and with two of five records of either side gone: who has lost the partner must be said to have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from models.evaluation.measures import mean_by_group
from models.ledgers import matches
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, copied, role_of
from workbench.wording import say

OURS = "learned likeness, one to one"
EXACT = "exact amount + window"
WINDOW = (0, 7)
KEPT = 0.6
SIDES = ("debits.csv", "credits.csv")
TRUTH = "pairs.csv"


def missing(files: Columns) -> str:
    """Return why a folder is no set of ledgers, or ""."""
    for name in SIDES:
        if not {"id", "date", "amount"} <= files.get(name, frozenset()):
            return say("evaluate.no_named", name=f"{name} (id, date, amount)")
    if not {"debit", "credit"} <= files.get(TRUTH, frozenset()):
        return say("evaluate.no_named", name=f"{TRUTH} (debit, credit)")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return the set as it is, without its memos, and with a part of either side gone."""
    truth = {TRUTH: copied(folder / TRUTH)}
    silent = {name: _changed(folder / name, _without_memo) for name in SIDES}
    lost = {name: _changed(folder / name, _thinned) for name in SIDES}
    return [
        Fold("all", 0, {name: copied(folder / name) for name in SIDES}, truth),
        Fold("without memos", 0, silent, truth),
        Fold(
            f"{KEPT:.0%} of either side", 0, lost, {**truth, **{f"left_{name}": write for name, write in lost.items()}}
        ),
    ]


def predict(given: Path, predictions: Predictions) -> None:
    """Write `pairs.csv`: method, debit, credit, confidence."""
    debits, credits = (_side(given / name) for name in SIDES)
    with predictions.method(OURS):
        ours = matches(debits, credits).pairs.assign(method=OURS)
    with predictions.method(EXACT, window=WINDOW):
        exact = exact_pairs(debits, credits, window=WINDOW).assign(method=EXACT, confidence=1.0)
    columns = ["method", "debit", "credit", "confidence"]
    pd.concat([ours[columns], exact[columns]]).to_csv(predictions.folder / "pairs.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return precision, recall and f1 of both methods; the intervals draw debits."""
    found = pd.read_csv(predictions / "pairs.csv", dtype={"debit": str, "credit": str})
    true = pd.read_csv(truth / TRUTH, dtype=str)[["debit", "credit"]]
    for name, side in zip(SIDES, true.columns, strict=True):
        if (truth / f"left_{name}").exists():
            true = true[true[side].isin(_side(truth / f"left_{name}")["id"])]
    return [
        figure
        for method in (OURS, EXACT)
        for figure in _figures(method, found.loc[found["method"] == method, ["debit", "credit"]], true)
    ]


def exact_pairs(debits: pd.DataFrame, credits: pd.DataFrame, *, window: tuple[int, int]) -> pd.DataFrame:
    """Return `debit, credit` of equal amounts with the credit so many days later, the nearest first, one to one."""
    columns = {"id": "debit", "date": "from"}
    joined = debits.rename(columns=columns).merge(credits.rename(columns={"id": "credit", "date": "to"}), on="amount")
    apart = (pd.to_datetime(joined["to"]) - pd.to_datetime(joined["from"])).dt.days
    near = joined.assign(days=apart)[apart.between(*window)].sort_values(["days", "debit", "credit"])
    while True:
        best = near.drop_duplicates("debit").drop_duplicates("credit")
        rest = near[~near["debit"].isin(best["debit"]) & ~near["credit"].isin(best["credit"])]
        if rest.empty:
            return best[["debit", "credit"]]
        near = pd.concat([best, rest])


def _figures(method: str, found: pd.DataFrame, true: pd.DataFrame) -> Iterator[Score]:
    """Yield the figures of one method; each debit counts its hits, its findings and its truths."""
    pairs = found.merge(true, on=["debit", "credit"], how="outer", indicator=True)
    side = pairs["_merge"].astype(str)
    role, ours = role_of(method, ours=OURS), method == OURS
    counts = pd.DataFrame({"hit": side == "both", "found": side != "right_only", "true": side != "left_only"})
    by_debit = counts.groupby(pairs["debit"]).sum()
    both = by_debit["found"] + by_debit["true"]
    for measure, part, whole in (
        ("precision", by_debit["hit"], by_debit["found"]),
        ("recall", by_debit["hit"], by_debit["true"]),
        ("f1", 2 * by_debit["hit"], both),
    ):
        value, lo, hi = _ratio(part.to_numpy(), whole.to_numpy())
        yield Score(measure, method, role, value, len(true), lo, hi, primary=ours)


def _ratio(part: np.ndarray, whole: np.ndarray) -> tuple[float, float, float]:
    """Return a ratio of sums with the interval of a bootstrap over its lines (the deviations' mean, to first order)."""
    total = whole.sum()
    value = float(part.sum() / total) if total else 0.0
    spread = mean_by_group((part - value * whole) * len(part) / max(1, total), np.arange(len(part)).tolist(), draws=200)
    return value, max(0.0, value + spread.lo), min(1.0, value + spread.hi)


def _side(path: Path) -> pd.DataFrame:
    """Return one side as it is in the file; a sign of an amount only says which side it is of."""
    lines = pd.read_csv(path, dtype={"id": str, "memo": str}, keep_default_na=False)
    lines["amount"] = lines["amount"].abs()
    return lines[lines["amount"] > 0]


def _changed(path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    def write(target: Path) -> None:
        change(_side(path)).to_csv(target, index=False)

    return write


def _without_memo(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="memo", errors="ignore")


def _thinned(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a part of the lines; which ones goes by their order, the two sides apart by their first id."""
    generator = np.random.default_rng([len(frame), *map(ord, str(frame["id"].iloc[0]))])
    return frame[generator.random(len(frame)) < KEPT]


CAPABILITY = Capability("ledgers", missing, folds, predict, score)
