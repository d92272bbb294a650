"""Who travels together in the city, told from the commuters of one train, beside counting.

Why beside counting: everybody's first idea is to count coincidences, and it finds the people of the morning train. A place
at the head that a method leaves empty counts as wrong; how many of all accepted pairs are false is printed too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from graph.kernels.cotravel import co_occurrences
from graph.ledger import Scope
from graph.ledger.frames import sightings
from graph.line.co_travel import co_travel
from graph.line.companions import Search
from graph.line.presence import Grid, Presence, attributed, counted, presence
from workbench.analyse.people import belongings, owners, people
from workbench.evaluate.capability import Predictions, Score, role_of

TOP = 20
MEANS = frozenset({"hotel", "checkpoint", "ticket", "netbar"})
OURS, COUNT, RARITY = "shifted", "count", "rarity"
_PART = "companions"
Pair = tuple[str, str]
_ROWS = """
SELECT any_value(c.person) AS person, i.file_name AS file, p.sheet, p."row"
FROM persons p JOIN clusters c USING (record) JOIN (SELECT DISTINCT file, file_name FROM imports) i USING (file)
GROUP BY i.file_name, p.sheet, p."row" HAVING count(DISTINCT c.person) = 1 ORDER BY ALL"""


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `companions.csv` (method, a, b; best first) and `companions_people.csv` (person, file, sheet, row)."""
    seen = journeys(scope)
    with predictions.method(OURS, search=Search(), means=sorted(MEANS)):
        found = co_travel(seen, grid=Grid(means=MEANS)).pairs
    ranked = {OURS: list(zip(found["a"], found["b"], strict=True))} | simple(seen, predictions)
    lines = [(method, a, b) for method, pairs in ranked.items() for a, b in pairs]
    pd.DataFrame(lines, columns=["method", "a", "b"]).to_csv(predictions.folder / "companions.csv", index=False)
    rows = scope.sql(_ROWS).to_arrow_table().to_pandas()
    rows.to_csv(predictions.folder / "companions_people.csv", index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return precision at the head of each method, and of ours also what is false and what is missed of all."""
    told = pd.read_csv(predictions / "companions.csv", dtype=str)
    who = _true_people(predictions / "companions_people.csv", truth / "records.csv")
    true = pd.read_csv(truth / "companions.csv", dtype=str)
    pairs = {frozenset(ends) for ends in zip(true["a"], true["b"], strict=True)}
    figures: list[Score] = []
    for method in (OURS, COUNT, RARITY):
        own = told[told["method"] == method]
        said = [frozenset(ends) for ends in zip(own["a"].map(who), own["b"].map(who), strict=True)]
        figures += _of_method(method, said, pairs)
    return figures


def journeys(scope: Scope) -> pd.DataFrame:
    """Return the sightings of people, vehicles under their owners."""
    seen = sightings(scope, people=people(scope, ()))
    return attributed(seen[seen["means"].isin(sorted(MEANS))], owners(belongings(scope, ())))


def simple(seen: pd.DataFrame, predictions: Predictions) -> dict[str, list[Pair]]:
    """Return the first pairs by shared quarters of an hour, each counting one, or one over its other people."""
    grid = Grid(means=MEANS)
    ranked = {}
    for method, rare in ((COUNT, False), (RARITY, True)):
        with predictions.method(method):
            ranked[method] = _ranked(presence(counted(seen, grid), grid), rare=rare)
    return ranked


def _ranked(whole: Presence, *, rare: bool) -> list[Pair]:
    """Return the first pairs; equal ones by key."""
    _, inverse, sizes = np.unique(whole.slot, return_inverse=True, return_counts=True)
    count = len(whole.people)
    worth: dict[int, float] = {}
    for size in np.unique(sizes[sizes > 1]).tolist():
        here = sizes[inverse] == size
        a, b, times, *_ = co_occurrences(whole.who[here], whole.slot[here], people=count, cap=count)
        keys = a.astype(np.int64) * count + b
        for key, shared in zip(keys.tolist(), times.tolist(), strict=True):
            worth[key] = worth.get(key, 0.0) + shared / (size - 1 if rare else 1)
    best = sorted(worth, key=lambda key: (-worth[key], key))[:TOP]
    return [(whole.people[key // count], whole.people[key % count]) for key in best]


def _true_people(found: Path, records: Path) -> dict[str, str]:
    """Return who each person of the ledger truly is: whom most of the rows speak of."""
    rows = pd.read_csv(found, dtype=str, keep_default_na=False)
    told = pd.read_csv(records, dtype=str, keep_default_na=False)
    told = told.assign(file=told["file"].str.rpartition("/")[2]).rename(columns={"person": "truly"})
    both = rows.merge(told, on=["file", "sheet", "row"])
    often = both.groupby(["person", "truly"]).size().reset_index(name="rows")
    often = often.sort_values(["person", "rows", "truly"], ascending=[True, False, True]).drop_duplicates("person")
    return dict(zip(often["person"], often["truly"], strict=True))


def _of_method(method: str, said: list[frozenset[str]], pairs: set[frozenset[str]]) -> Iterator[Score]:
    role, ours = role_of(method, ours=OURS, variants=[RARITY]), method == OURS
    right = [pair in pairs for pair in said]
    yield Score("precision@20", method, role, sum(right[:TOP]) / TOP, TOP, primary=ours, part=_PART)
    if ours:
        false, found = right.count(False) / max(1, len(said)), len(pairs & set(said)) / max(1, len(pairs))
        yield Score("false discovery", method, role, false, len(said), primary=True, part=_PART)
        yield Score("recall of pairs", method, role, found, len(pairs), primary=True, part=_PART)
