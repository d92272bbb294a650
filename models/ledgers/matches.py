"""Debits and credits that are one record, one to one, each with how sure that is, its best rival, and who has none.

Why "none" is an answer: a partner may be missing from the other file, and a forced pair would be false evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.evidence import Evidence
from models.ledgers.assignment import probabilities, taken
from models.ledgers.model import LedgerModel
from models.ledgers.records import Ints


@dataclass(frozen=True, slots=True)
class Matches:
    """What belongs together.

    Attributes
    ----------
    pairs : DataFrame
        `debit, credit` (ids), `score` (log10 Bayes factor), `confidence` (probability beside every rival and beside having
        no partner), `rival` (the next likeliest credit of the debit, missing where none was compared) and
        `rival_confidence`; in order of debit.
    unmatched_debits, unmatched_credits : DataFrame
        `id`, `nearest` (the likeliest partner that was not believed, or missing) and its `confidence`; in order of id.
    compared : DataFrame
        Of each line of `pairs`, what was compared (see `comparisons`).
    """

    pairs: pd.DataFrame
    unmatched_debits: pd.DataFrame
    unmatched_credits: pd.DataFrame
    compared: pd.DataFrame


def matches(
    debits: pd.DataFrame, credits: pd.DataFrame, *, model: LedgerModel | None = None, least: float = 0.4
) -> Matches:
    """Return which debits and credits are one record.

    Parameters
    ----------
    debits, credits : DataFrame
        `id`, `date`, `amount`, perhaps `memo`; see `models.ledgers.records.records`.
    model : LedgerModel, optional
        A fitted one; without, one is fitted on these two.
    least : float
        A pair less probable than this is not believed, and both stay unmatched.

    Notes
    -----
    O(pairs in reach); 45,000 by 45,000 records within a minute. The same whatever the order of the lines.
    """
    fitted = model or LedgerModel()
    ids = {side: np.sort(frame["id"].astype(str).to_numpy(dtype=str)) for side, frame in _sides(debits, credits)}
    compared = fitted.compared(debits, credits) if model else fitted.learned(debits, credits)
    first, second = (compared[side].to_numpy(dtype=np.int64) for side in ids)
    odds = fitted.odds(compared)
    told = compared.assign(
        score=fitted.decision_function(compared),
        confidence=probabilities(first, second, odds),
        id=ids["credit"][second],
    )
    believed = taken(first, second, np.log10(odds)) & (told["confidence"].to_numpy() >= least)
    pairs = _with_rivals(told[believed], told[~believed]).assign(
        debit=ids["debit"][first[believed]], credit=ids["credit"][second[believed]]
    )
    lone = [
        _unmatched(told[~believed], side, ids=ids, left=_left(told[believed], side, len(ids[side]))) for side in ids
    ]
    shown = pairs[["debit", "credit", "score", "confidence", "rival", "rival_confidence"]]
    return Matches(shown, lone[0], lone[1], compared[believed].reset_index(drop=True))


def reasons(model: LedgerModel, found: Matches) -> list[Evidence]:
    """Return the evidence of each pair: items that sum to its score, each naming the two records it was read from."""
    about: list[tuple[str, ...]] = [
        (str(a), str(b)) for a, b in zip(found.pairs["debit"], found.pairs["credit"], strict=True)
    ]
    rows = [dict.fromkeys(("amount", "days", "memo_start", "memo_likeness"), pair) for pair in about]
    return model.evidence(found.compared, about=about, rows=rows)


def _sides(debits: pd.DataFrame, credits: pd.DataFrame) -> tuple[tuple[str, pd.DataFrame], ...]:
    return ("debit", debits), ("credit", credits)


def _with_rivals(pairs: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with the likeliest other credit of each debit."""
    best = _best(others, "debit")
    rivals = best.reindex(pairs["debit"])
    return pairs.assign(rival=rivals["id"].to_numpy(), rival_confidence=rivals["confidence"].to_numpy()).reset_index(
        drop=True
    )


def _unmatched(others: pd.DataFrame, side: str, *, ids: dict[str, np.ndarray], left: Ints) -> pd.DataFrame:
    """Return the records of a side that stay alone, with the partner that came nearest."""
    far = "credit" if side == "debit" else "debit"
    best = _best(others, side).reindex(left)
    near = [ids[far][int(place)] if place == place else None for place in best[far]]  # NaN is not itself  # noqa: PLR0124
    return pd.DataFrame({"id": ids[side][left], "nearest": near, "confidence": best["confidence"].to_numpy()})


def _left(pairs: pd.DataFrame, side: str, count: int) -> Ints:
    return np.setdiff1d(np.arange(count), pairs[side].to_numpy(dtype=np.int64))


def _best(pairs: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the most probable pair of each place of a side, the first of equals."""
    ordered = pairs.sort_values(["confidence", "debit", "credit"], ascending=[False, True, True])
    return ordered.drop_duplicates(side).set_index(side, drop=False)
