"""Which pairs are learned from: some of those that share a key, and some of all.

Why drawn from the sorted records: the order in which files came must not show in what is learned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.resolution.blocking import Rule
from models.resolution.columns import Field
from models.resolution.prepared import RECORD

DRAWN = 150_000
MET = 400_000


def any_pairs(frame: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return pairs drawn at random, `a, b` with a < b, each once; all of them where there are few."""
    count = len(frame)
    if count * (count - 1) // 2 <= DRAWN:
        first, second = np.triu_indices(count, 1)
    else:
        drawn = np.random.default_rng(seed).integers(0, count, size=(DRAWN, 2))
        ends = np.unique(np.sort(drawn[drawn[:, 0] != drawn[:, 1]], axis=1), axis=0)
        first, second = ends[:, 0], ends[:, 1]
    names = frame[RECORD].to_numpy()
    return pd.DataFrame({"a": names[first], "b": names[second]})


def some(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return at most so many pairs as are needed to learn from, evenly from the sorted ones."""
    return pairs.iloc[:: -(-len(pairs) // MET) or 1].reset_index(drop=True)


def met_otherwise(
    frame: pd.DataFrame, pairs: pd.DataFrame, rules: Sequence[Rule], fields: Sequence[Field]
) -> NDArray[np.bool_]:
    """Return whether a key without the field brought a pair together, shape (pairs, fields)."""
    place = pd.Series(np.arange(len(frame)), index=frame[RECORD])
    a, b = place[pairs["a"]].to_numpy(), place[pairs["b"]].to_numpy()
    met = np.zeros((len(pairs), len(fields)), dtype=np.bool_)
    for number, rule in enumerate(rules):
        code = pd.factorize(frame[f"key_{number}"])[0]
        same = (code[a] == code[b]) & (code[a] >= 0)
        for column, field in enumerate(fields):
            if field.name not in rule.fields:
                met[:, column] |= same
    return met
