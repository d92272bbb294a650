"""Which transfers are behind an account's figures, so that every item on the list opens its rows.

Why not simply all: "its amounts are unlike its own" is said by one transfer, and whoever checks it wants to see that one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from models.accounts.features import FEATURES

_ONE = ("least", "most", "odd")
_CYCLES = ("cycles", "cycle_share")
_CAME = ("parties_in", "fan_in", "gather")
_WENT = ("parties_out", "fan_out", "scatter")


def rows_behind(transfers: pd.DataFrame, accounts: Iterable[str]) -> list[dict[str, tuple[str, ...]]]:
    """Return, per account, the events behind each feature.

    Parameters
    ----------
    transfers : DataFrame
        As for `account_features`, with `event` (str).
    accounts : iterable of str
        Keys.

    Returns
    -------
    list of dict
        By feature: the one transfer of the least, the greatest and the oddest amount; those in cycles; arrivals or
        departures only where a feature counts one side; else all of the account's. In the order of (day, event).
    """
    known = transfers["source"].notna() & transfers["target"].notna() & (transfers["source"] != transfers["target"])
    ordered = transfers[known].sort_values(["day", "event"], kind="stable").reset_index(drop=True)
    wanted = list(accounts)
    sides = [ordered[ordered[side].isin(wanted)].groupby(side).indices for side in ("source", "target")]
    places = {side: ordered.index[ordered[side].isin(wanted)].to_numpy() for side in ("source", "target")}
    return [
        _of_account(
            ordered,
            account,
            [places[s][of.get(account, np.zeros(0, int))] for s, of in zip(places, sides, strict=True)],
        )
        for account in wanted
    ]


def _of_account(ordered: pd.DataFrame, account: str, sides: list[np.ndarray]) -> dict[str, tuple[str, ...]]:
    went, came = sides
    own = ordered.loc[np.sort(np.concatenate(sides))]
    found = dict.fromkeys(FEATURES, tuple(own["event"]))
    found |= dict.fromkeys(_CAME, tuple(ordered.loc[came, "event"])) | dict.fromkeys(
        _WENT, tuple(ordered.loc[went, "event"])
    )
    if "cycles" in own:
        found |= dict.fromkeys(_CYCLES, tuple(own.loc[own["cycles"] > 0, "event"]))
    return found | dict(zip(_ONE, ((event,) for event in _extremes(own)), strict=False))


def _extremes(own: pd.DataFrame) -> list[str]:
    """Return the events of the least, the greatest and the oddest amount, the first of equals."""
    if own.empty:
        return []
    log = np.log10(own["amount"].to_numpy(dtype=np.float64))
    places = (log.argmin(), log.argmax(), np.abs(log - np.median(log)).argmax())
    return [str(own["event"].iloc[int(place)]) for place in places]
