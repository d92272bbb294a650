"""The events behind a line of an answer, and the lines made of them.

Why one place: whatever is counted is counted from distinct events in one order, so that the order of rows never shows.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def cited(events: pd.Series[str]) -> tuple[str, ...]:
    """Return the distinct event ids of a column, sorted.

    Examples
    --------
    >>> cited(pd.Series(["f:s:2", "f:s:1", "f:s:2"]))
    ('f:s:1', 'f:s:2')
    """
    return tuple(sorted(set(events.tolist())))


def empty(columns: Sequence[str]) -> pd.DataFrame:
    """Return a frame of these columns without a line, for questions that nothing answers."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


def ranks(values: pd.Series[float]) -> pd.Series[int]:
    """Return the place of each value, 1 for the largest; equal values share the better place."""
    return values.rank(method="min", ascending=False).astype("int64")
