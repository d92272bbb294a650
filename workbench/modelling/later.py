"""What people made later of what models found: the only hit rate that is not of solved cases.

Why beside the card and not in it: it goes on changing, and a card says what was known on the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from graph.ledger.runs import Run
from workbench.judgements import Judgement


@dataclass(frozen=True, slots=True)
class Later:
    """How many findings people kept or confirmed, and how many of the same they withdrew or refused since.

    Attributes
    ----------
    found : int
        Links that were kept, or pairs that were judged.
    fallen : int
        Those of them that were withdrawn, or judged different.
    """

    found: int
    fallen: int


def kept_links(runs: Sequence[Run], items: Callable[[Iterable[Run]], pa.Table], *, type_: str) -> Later:
    """Return how many links of a type the runs of a workspace kept, and how many of these were withdrawn since."""
    withdrawn = {run.of_run for run in runs if run.action == "withdraw"}
    kept = [run for run in runs if run.action == "keep"]
    lines = items(kept).select(["run", "type"]).to_pylist() if kept else []
    of = [line["run"] for line in lines if line["type"] == type_]
    return Later(len(of), sum(run in withdrawn for run in of))


def judged_pairs(decisions: Iterable[Judgement]) -> Later:
    """Return how many pairs of records were judged the same or different, and how many of these different."""
    verdicts = [made.verdict for made in decisions if made.verdict in ("same", "different")]
    return Later(len(verdicts), verdicts.count("different"))
