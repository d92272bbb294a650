"""Series of the city: cases of one crew found again among everyday ones that use the same words, without any label.

Measured are the ranking of all pairs (`series ap`), whether one of a case's five likeliest others is of its crew
(`series hit@5`), and of the pairs inside the series reported how many are of one crew (`series precision`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from graph.ledger import Scope
from models.evaluation.measures import mean_by_group
from models.evaluation.ranking import hits, precision_at_each
from models.linkage import CaseLinkage, found_series
from models.linkage.plain import PRODUCT
from models.linkage.validation import DECLARED
from workbench.analyse.cases import cases
from workbench.analyse.linked_cases import compare
from workbench.evaluate.capability import Predictions, Score, role_of

OURS = DECLARED


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `city_case_pairs.csv` (first, second and a score per method) and `city_case_series.csv` (series, case)."""
    frame = cases(scope, ())
    with predictions.method(OURS):
        found = compare(CaseLinkage().fit(frame), frame)
        series = list(found_series(found))
    with predictions.method(PRODUCT):
        values = found.values.fillna(found.values.median())
        product = -np.log(values["distance"] + 0.05) - 0.5 * np.log(values["days"] + 0.5)
    ends = {"first": found.cases.keys[found.first], "second": found.cases.keys[found.second]}
    pairs = pd.DataFrame(ends | {OURS: found.score, PRODUCT: product})
    pairs.to_csv(predictions.folder / "city_case_pairs.csv", index=False)
    members = [(number, case) for number, own in enumerate(series) for case in own]
    listed = pd.DataFrame(members, columns=["series", "case"])
    listed.to_csv(predictions.folder / "city_case_series.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return the figures of the city's series."""
    planted = pd.read_csv(truth / "series.csv", dtype=str)
    crew = dict(zip("case:" + planted["case"], planted["series"], strict=True))
    pairs = pd.read_csv(predictions / "city_case_pairs.csv")
    of = pairs["first"].map(crew)
    wanted = (of == pairs["second"].map(crew)).to_numpy()
    figures = []
    for method in (OURS, PRODUCT):
        role, ours = role_of(method, ours=OURS), method == OURS
        each = mean_by_group(precision_at_each(pairs[method], wanted), of[wanted].tolist())
        count = int(wanted.sum())
        figures.append(Score("series ap", method, role, each.value, count, each.lo, each.hi, ours))
        found = hits(pairs["first"], pairs["second"], pairs[method], wanted, k=5)
        share = mean_by_group(found, found.index.map(crew).tolist())
        figures.append(Score("series hit@5", method, role, share.value, len(found), share.lo, share.hi, ours))
    return [*figures, *_reported(pd.read_csv(predictions / "city_case_series.csv"), crew)]


def _reported(series: pd.DataFrame, crew: dict[str, str]) -> Sequence[Score]:
    reported = [pair for _, own in series.groupby("series")["case"] for pair in combinations(sorted(own), 2)]
    true = [crew.get(a) is not None and crew.get(a) == crew.get(b) for a, b in reported]
    share = float(np.mean(true)) if true else 0.0
    return [Score("series precision", OURS, "ours", share, len(true), primary=True)]
