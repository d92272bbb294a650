"""Changes of number, from calls alone: the true successor first, and few told that are none.

Sets: `calls.csv` with `caller, callee, at, seconds, cell`; the truth `swaps.csv` with `old, new`. A cell is taken for the
caller's. A change is findable if a contact of the old number is in touch with the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from models.swaps.measuring import Sources
from workbench.evaluate.capability import Capability, Columns, Fold, Predictions, Score, copied
from workbench.evaluate.successors import Truth, figures, simple, successors, written
from workbench.wording import say

_CALLS, _SWAPS = "calls.csv", "swaps.csv"


def missing(files: Columns) -> str:
    """Return why a folder is no set of changes of number, or ""."""
    if not {"caller", "callee", "at"} <= files.get(_CALLS, frozenset()):
        return say("evaluate.no_named", name=f"{_CALLS} (caller, callee, at)")
    if not {"old", "new"} <= files.get(_SWAPS, frozenset()):
        return say("evaluate.no_named", name=f"{_SWAPS} (old, new)")
    return ""


def folds(folder: Path) -> Sequence[Fold]:
    """Return the one fold; the score reads the calls too, to know which changes left a contact."""
    calls, swaps = copied(folder / _CALLS), copied(folder / _SWAPS)
    return [Fold("all", 0, {_CALLS: calls}, {_SWAPS: swaps, _CALLS: calls})]


def sources_in(path: Path) -> Sources:
    """Return the frames of a file of calls; times without a zone are Beijing's."""
    lines = pd.read_csv(path, dtype=str, keep_default_na=False)
    at = pd.to_datetime(lines["at"], format="ISO8601")
    at = (at if at.dt.tz is not None else at.dt.tz_localize("Asia/Shanghai")).dt.tz_convert("UTC").dt.as_unit("us")
    event = [f"{place:09d}" for place in range(len(lines))]
    ends = lines[["caller", "callee"]].replace("", None)
    spoken = pd.to_numeric(lines["seconds"], errors="coerce").fillna(0) if "seconds" in lines else 1
    calls = ends.assign(event=event, started_at=at, seconds=spoken)
    if "cell" not in lines or not (lines["cell"] != "").any():
        return Sources(calls)
    seen = calls.rename(columns={"caller": "phone"})[["event", "phone", "started_at"]]
    return Sources(
        calls, sides=seen.assign(cell=lines["cell"].replace("", None), imei=None, imsi=None).dropna(subset=["phone"])
    )


def predict(given: Path, predictions: Predictions) -> None:
    """Write `successors.csv` (method, old, new, rank, told)."""
    sources = sources_in(given / _CALLS)
    found = [successors(sources, predictions), *simple(sources, predictions)]
    written(found, predictions.folder / "successors.csv")


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return rank1 and false_swaps of every method."""
    told = pd.read_csv(predictions / "successors.csv", dtype={"old": str, "new": str})
    calls = pd.read_csv(truth / _CALLS, dtype=str, keep_default_na=False)
    swaps = pd.read_csv(truth / _SWAPS, dtype=str)
    pairs = list(zip(swaps["old"], swaps["new"], strict=True))
    return list(figures(told, _truth(calls, pairs)))


def _truth(calls: pd.DataFrame, pairs: list[tuple[str, str]]) -> Truth:
    one, other = calls["caller"].to_numpy(), calls["callee"].to_numpy()
    ends = pd.DataFrame({"who": np.concatenate([one, other]), "contact": np.concatenate([other, one])})
    ends = ends[(ends["who"] != "") & (ends["contact"] != "")]
    asked = ends[ends["who"].isin({number for pair in pairs for number in pair})]
    contacts = asked.groupby("who")["contact"].agg(set).to_dict()
    findable = [pair for pair in pairs if contacts.get(pair[0], set()) & contacts.get(pair[1], set())]
    return Truth(pairs, findable, ends["who"].nunique())


CAPABILITY = Capability("swaps", missing, folds, predict, score)
