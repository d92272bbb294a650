"""Splink's columns as weights: log10 Bayes factors per field, the rarity of an equal value apart from its equality.

Why apart: that two are called 张伟 says little and that two are called 尉迟婧 much, and a reader wants to see which it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.resolution.columns import Field
from models.resolution.comparisons import RARE, WEAK

_LOG10_OF_2 = float(np.log10(2))
_RARITY = "_rarity"


def splink_columns(fields: Sequence[Field]) -> list[str]:
    """Return the columns of Splink that weights are made of."""
    return [f"{part}_{field.name}" for field in fields for part in ("gamma", "mw", "mw_tf_adj")]


def weights(found: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Return the weight of every item in log10, shape (pairs, items).

    Items are the fields and, behind each that has one, its rarity: what the value's own frequency adds to equality, 0
    where the values are not equal. NaN where a field is missing on either side.
    """
    made = {}
    for field in fields:
        known = found[f"gamma_{field.name}"].to_numpy() >= 0
        made[field.name] = np.where(known, found[f"mw_{field.name}"].to_numpy(dtype=np.float64) * _LOG10_OF_2, np.nan)
        if field.kind in RARE:
            rarity = found[f"mw_tf_adj_{field.name}"].to_numpy(dtype=np.float64) * _LOG10_OF_2
            made[field.name + _RARITY] = np.where(known, rarity, np.nan)
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
