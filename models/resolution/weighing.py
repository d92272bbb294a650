"""What Splink found as weights: log10 Bayes factors per field, the rarity of an equal value apart from its equality.

Why apart: that two are called 张伟 says little and that two are called 尉迟婧 much, and a reader wants to see which it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.resolution.columns import Field
from models.resolution.comparisons import RARE, WEAK
from models.resolution.learning import Learned

_RARITY = "_rarity"


def splink_columns(fields: Sequence[Field]) -> list[str]:
    """Return the columns of Splink that weights are made of: levels, and frequencies where rarity counts."""
    levels = [f"gamma_{field.name}" for field in fields]
    return levels + [f"tf_{field.name}_{side}" for field in fields if field.kind in RARE for side in "lr"]


def levels(found: pd.DataFrame, fields: Sequence[Field]) -> NDArray[np.int64]:
    """Return the level of each field, 0 for different, -1 where it is missing; shape (pairs, fields)."""
    return found[[f"gamma_{field.name}" for field in fields]].to_numpy(dtype=np.int64)


def weights(found: pd.DataFrame, fields: Sequence[Field], known: Learned) -> pd.DataFrame:
    """Return the weight of every item in log10, shape (pairs, items).

    Parameters
    ----------
    found : DataFrame
        What Splink gives for `splink_columns`.
    fields : sequence of Field
        What was compared.
    known : Learned
        The chances of their levels.

    Returns
    -------
    DataFrame
        Items are the fields and, behind each that has one, its rarity: what the value's own frequency adds to equality,
        0 where the values are not equal. NaN where a field is missing on either side. What Splink's own prediction sums
        in log2 with these chances.
    """
    made = {}
    for place, field in enumerate(fields):
        level = found[f"gamma_{field.name}"].to_numpy(dtype=np.int64)
        worth = np.log10(known.same[place] / known.other[place])
        made[field.name] = np.where(level >= 0, worth[level], np.nan)
        if field.kind in RARE:
            both = found[[f"tf_{field.name}_l", f"tf_{field.name}_r"]].max(axis=1).to_numpy(dtype=np.float64)
            more = np.log10(known.other[place][-1]) - np.log10(both)
            equal = (level == len(worth) - 1) & ~np.isnan(both)
            made[field.name + _RARITY] = np.where(level < 0, np.nan, np.where(equal, more, 0.0))
    return pd.DataFrame(made, index=found.index)


def is_rarity(item: str) -> bool:
    """Return whether an item is the rarity of a field."""
    return item.endswith(_RARITY)


def by_field(weighed: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Return the weight of each field with its rarity, shape (pairs, fields); NaN where it is missing."""
    both = {f.name: weighed[f.name] + weighed.get(f.name + _RARITY, 0.0) for f in fields}
    return pd.DataFrame(both, index=weighed.index)


def on_names_alone(of_fields: pd.DataFrame, fields: Sequence[Field]) -> NDArray[np.bool_]:
    """Return which pairs nothing speaks for but names and categories: such pairs join nobody."""
    own = [field.name for field in fields if field.kind not in WEAK]
    if not own:
        return np.ones(len(of_fields), dtype=np.bool_)
    best = of_fields[own].max(axis=1).fillna(-1.0).to_numpy()
    return np.asarray(best <= 0)
