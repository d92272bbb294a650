"""The behaviour and flow features of every account in one frame.

Why about twenty-five and not hundreds: each must be a sentence that somebody who follows money would say himself.
"""

from __future__ import annotations

import pandas as pd

from models.accounts.behaviour import amounts, passing, sizes, times
from models.accounts.flows import flows
from models.accounts.shapes import cycles, fans, partners, scattered

FEATURES = (
    *("transfers", "amount", "parties_in", "parties_out", "new_parties", "both_ways", "symmetry", "lean"),
    *("passed_on", "dwell", "nearly_whole", "least", "most", "spread", "odd", "repeated", "round"),
    *(
        "active_days",
        "burst",
        "night",
        "cycles",
        "cycle_share",
        "fan_in",
        "fan_out",
        "scatter",
        "gather",
        "busy_partners",
    ),
)


def account_features(transfers: pd.DataFrame) -> pd.DataFrame:
    """Return what every account does and is part of.

    Parameters
    ----------
    transfers : DataFrame
        `source, target` (keys), `amount` (minor units), `day` (days since any beginning, fractions where the hour is
        known), perhaps `timed` (whether it is) and `cycles` (in how many cycles in time a transfer has part). Lines that
        lack an end or go to the same account are left out.

    Returns
    -------
    DataFrame
        A line per account, by key, with the columns FEATURES; NaN is what cannot be known.

    Notes
    -----
    O(transfers log transfers).
    """
    seen = flows(transfers)
    parts = (sizes, passing, amounts, times, cycles, fans, scattered, partners)
    columns = {name: values for part in parts for name, values in part(seen).items()}
    return pd.DataFrame(columns, index=pd.Index(seen.accounts, name="account", dtype=object))[list(FEATURES)]
