"""The queue of likely same people as it stands: what was decided since it was worked out is left out, unsure ones go last.

Why from the decisions and not anew: working the queue out takes a while, and after each verdict the next pair must be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from workbench.judgements import Judgement


def waiting(pairs: pd.DataFrame, decided: Iterable[Judgement]) -> pd.DataFrame:
    """Return the pairs that still wait for a verdict, with a column `unsure`.

    Parameters
    ----------
    pairs : DataFrame
        `a, b` (persons), `record_a, record_b` and whatever else, the likeliest first.
    decided : iterable of Judgement
        The decisions in force.

    Returns
    -------
    DataFrame
        Pairs whose persons were joined, directly or through others, or of which any records were judged different, are left
        out; those somebody is unsure of come last. The order is otherwise that of `pairs`.
    """
    verdicts = list(decided)
    root = _joined(pairs, verdicts)
    ends = [(root.get(a, a), root.get(b, b)) for a, b in zip(pairs["a"], pairs["b"], strict=True)]
    person = _persons(pairs)
    judged = [
        (root.get(p, p), root.get(q, q), v.verdict)
        for v in verdicts
        if (p := person.get(v.a)) and (q := person.get(v.b))
    ]
    apart = {frozenset((p, q)) for p, q, verdict in judged if verdict == "different"}
    unsure = {frozenset((v.a, v.b)) for v in verdicts if v.verdict == "unsure"}
    left = [a != b and frozenset((a, b)) not in apart for a, b in ends]
    records = zip(pairs["record_a"], pairs["record_b"], strict=True)
    marked = pairs.assign(unsure=[frozenset(both) in unsure for both in records])
    return marked[left].sort_values("unsure", kind="stable").reset_index(drop=True)


def place_of(queue: pd.DataFrame, record_a: str, record_b: str) -> int | None:
    """Return where a pair stands in the queue, None where it does not."""
    here = (queue["record_a"] == record_a) & (queue["record_b"] == record_b)
    return int(here.to_numpy().argmax()) if here.any() else None


def after(queue: pd.DataFrame, place: int) -> tuple[str, str] | None:
    """Return the records of the pair behind one, of the first behind the last; None when there is no other."""
    if len(queue) < 2:
        return None
    following = queue.iloc[(place + 1) % len(queue)]
    return str(following["record_a"]), str(following["record_b"])


def _persons(pairs: pd.DataFrame) -> dict[str, str]:
    sides = (zip(pairs[f"record_{side}"], pairs[side], strict=True) for side in ("a", "b"))
    return {str(record): str(person) for side in sides for record, person in side}


def _joined(pairs: pd.DataFrame, decided: Sequence[Judgement]) -> dict[str, str]:
    """Return the person that each joined one stands under."""
    person = _persons(pairs)
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while (above := root.get(key, key)) != key:
            key = above
        return key

    for one in decided:
        if one.verdict == "same" and one.a in person and one.b in person:
            keep, lose = sorted((find(person[one.a]), find(person[one.b])))
            if keep != lose:
                root[lose] = keep
    return {key: find(key) for key in root}
