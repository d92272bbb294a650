"""Changes of number in the city: from call records, handsets and the carriers' register, beside calls alone.

Why two figures of ours: the register tells when a number was opened, and a set of calls has none. Short numbers of closed
circles stand for others and belong to nobody, so none is told as replaced; a change whose old number the files show in short
form only cannot be found, and counts as missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from graph.ledger import Scope
from graph.ledger.frames import call_events, call_sides
from models.swaps.measuring import Sources
from workbench.analyse.numbers import complete, registered
from workbench.analyse.people import belongings
from workbench.evaluate.capability import Predictions, Score
from workbench.evaluate.successors import Truth, figures, simple, successors, written

CALLS_ONLY = "swaps, calls only"
_PART = "swaps"
_COUNT = "swaps_numbers.csv"


def predict(scope: Scope, predictions: Predictions) -> None:
    """Write `swaps_successors.csv` (method, old, new, rank, told) and `swaps_numbers.csv`, how many numbers there are."""
    calls = call_events(scope)
    sources = Sources(calls, call_sides(scope), registered(belongings(scope, ())))
    whole = complete(calls)
    found = [
        successors(sources, predictions, whole=whole),
        successors(Sources(calls), predictions, whole=whole, method=CALLS_ONLY),
        *simple(Sources(calls), predictions, whole=whole),
    ]
    written(found, predictions.folder / "swaps_successors.csv")
    pd.DataFrame({"numbers": [len(whole)]}).to_csv(predictions.folder / _COUNT, index=False)


def score(predictions: Path, truth: Path) -> Sequence[Score]:
    """Return rank1 and false_swaps of every method."""
    told = pd.read_csv(predictions / "swaps_successors.csv", dtype={"old": str, "new": str})
    swaps = pd.read_csv(truth / "swaps.csv", dtype={"old": str, "new": str})
    swaps = swaps.assign(old="tel:+86" + swaps["old"], new="tel:+86" + swaps["new"])
    pairs = list(zip(swaps["old"], swaps["new"], strict=True))
    left = [pair for pair, both in zip(pairs, swaps["both"], strict=True) if both > 0]
    numbers = int(pd.read_csv(predictions / _COUNT)["numbers"].iloc[0])
    return list(figures(told, Truth(pairs, left, numbers), part=_PART, variants=[CALLS_ONLY]))
