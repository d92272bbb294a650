"""What a person works out by hand on one account's statement: who was first in, and which amounts look alike."""

from __future__ import annotations

import pandas as pd

WINDOW = pd.Timedelta(hours=72)
LEAST = 0.85


def first_in_first_out(statement: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the later payments of an account that carry an arrival, if what came first leaves first.

    Parameters
    ----------
    statement : pandas.DataFrame
        `event, change, balance` of one account in its own order, index 0 … n-1.
    event : str
        The arrival, with a balance.

    Returns
    -------
    pandas.DataFrame
        The lines that carry part of it, with `traced`, minor units.

    Examples
    --------
    50 of one's own, then 30 arrive, then 60 leave: FIFO says that 10 of them are of the 30.

    >>> rows = pd.DataFrame({"event": ["a", "b"], "change": [30, -60], "balance": [80, 20]})
    >>> first_in_first_out(rows, "a")["traced"].tolist()
    [10]
    """
    place = int(statement.index[statement["event"] == event][0])
    amount = int(statement["change"].iloc[place])
    others = max(0, int(statement["balance"].iloc[place]) - amount)
    after = statement.iloc[place + 1 :]
    paid = after[after["change"] < 0]
    until = (-paid["change"]).cumsum()
    begin = until + paid["change"]
    part = until.clip(upper=others + amount) - begin.clip(lower=others)
    carried: pd.DataFrame = paid.assign(traced=part)[part > 0]
    return carried


def amount_matches(statement: pd.DataFrame, event: str) -> pd.DataFrame:
    """Return the payments within `WINDOW` after an arrival that are `LEAST` to all of its amount: what a glance would pair."""
    came = statement[statement["event"] == event].iloc[0]
    waited = statement["moment"] - came["moment"]
    near = (waited > pd.Timedelta(0)) & (waited <= WINDOW)
    alike = (-statement["change"]).between(LEAST * came["change"], came["change"])
    found: pd.DataFrame = statement[near & alike]
    return found
