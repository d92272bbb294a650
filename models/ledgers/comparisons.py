"""What two records say of each other: ratio, days, common beginning and likeness of memos, with the chance of each.

Why a beginning for itself: institutions cut memos off and append codes, so the beginning survives where the whole does not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from models.ledgers.candidates import common_start
from models.ledgers.rarity import Rarity, amount_chance, day_chance, ratio_bins, start_chance
from models.ledgers.records import LETTERS, Floats, Ints, Records

ENDS = ("none", "in_a_word", "late_in_a_word", "between_words", "whole")
"""Where a common beginning of two memos ends, from the least to the most that it says."""
LIKE = 8
"""So many bins has the likeness of two memos."""
_BLOCK = 200_000
_BLANK = ord(" ")


def comparisons(
    debits: Records, credits: Records, pairs: tuple[Ints, Ints], *, known: Rarity, grams: object
) -> pd.DataFrame:
    """Return a line per pair.

    Parameters
    ----------
    debits, credits : Records
        The two sides.
    pairs : tuple of ndarray of int64
        Places of debits and of credits.
    known : Rarity
        Counts that a coincidence is measured by.
    grams : TfidfVectorizer or None
        Fitted on memos; None when neither side has any.

    Returns
    -------
    DataFrame
        `debit, credit` (places), `amount` (credit / debit), `days` (credit after debit), `memo_start` (letters in common
        from the start), `memo_end` (a place of ENDS), `memo_likeness` (cosine of rarity-weighted letter n-grams, 0 … 1;
        the three are NaN where a memo is missing), and the chances `chance_of_amount, chance_of_day, chance_of_start`
        that an unrelated credit agrees so well.
    """
    first, second = pairs
    ratio = credits.amounts[second] / debits.amounts[first]
    shared = common_start(debits.letters[first], credits.letters[second])
    silent = ~(debits.says[first] & credits.says[second])
    begun = start_chance(known, debits.letters)[first, shared]
    frame = pd.DataFrame({
        "debit": first,
        "credit": second,
        "amount": ratio,
        "days": credits.days[second] - debits.days[first],
        "memo_start": np.where(silent, np.nan, shared),
        "memo_end": np.where(silent, np.nan, _ends(debits.letters[first], credits.letters[second], shared)),
        "memo_likeness": _likeness(debits, credits, pairs, grams=grams),
        "chance_of_amount": amount_chance(known, debits.amounts)[first, ratio_bins(ratio)],
        "chance_of_day": day_chance(known, credits.days)[second],
        "chance_of_start": np.where(silent, np.nan, begun),
    })  # fmt: skip
    frame.loc[silent, "memo_likeness"] = np.nan
    return frame


def fitted_grams(*sides: Records) -> TfidfVectorizer | None:
    """Return how rare each two and three letters of a word are in the memos of some sides, None without memos."""
    told = [memo for side in sides for memo in side.memos if memo]
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3)).fit(told) if told else None


def _likeness(debits: Records, credits: Records, pairs: tuple[Ints, Ints], *, grams: object) -> Floats:
    first, second = pairs
    if not len(first) or not isinstance(grams, TfidfVectorizer):
        return np.full(len(first), np.nan)
    one, other = (csr_matrix(grams.transform(side.memos)) for side in (debits, credits))
    found = np.zeros(len(first))
    for begin in range(0, len(first), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        found[part] = np.asarray(one[first[part]].multiply(other[second[part]]).sum(axis=1)).ravel()
    return np.clip(found, 0, 1)


def _ends(a: NDArray[np.uint8], b: NDArray[np.uint8], shared: Ints) -> Ints:
    """Return where each common beginning ends, as places of ENDS."""
    short = np.minimum((a > 0).sum(axis=1), (b > 0).sum(axis=1))
    between = _is_between(a, shared) & _is_between(b, shared)
    late = 2 * shared > short
    found = np.select([shared == short, shared == 0, between, late], [4, 0, 3, 2], default=1)
    return np.asarray(found, dtype=np.int64)


def _is_between(letters: NDArray[np.uint8], shared: Ints) -> NDArray[np.bool_]:
    """Return whether a beginning of each memo ends with a word."""
    lines = np.arange(len(letters))
    after = letters[lines, np.minimum(shared, LETTERS - 1)]
    before = letters[lines, np.maximum(shared - 1, 0)]
    found: NDArray[np.bool_] = (after == _BLANK) | (after == 0) | (before == _BLANK)
    return found
