"""The calls and texts of some numbers as seen from them: whom with, which way.

Why apart: contacts, rhythms, silences and changes around an event all count the same exchanges.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

_KEPT = ["event", "act", "started_at", "seconds"]


def exchanges(calls: pd.DataFrame, owners: Collection[str]) -> pd.DataFrame:
    """Return the exchanges of some numbers with others.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee, act, started_at, seconds; one line per event.
    owners : collection of str
        Keys of the numbers, taken as one party: what they say to each other is left out.

    Returns
    -------
    pandas.DataFrame
        Columns owner, contact (missing where no row names one), outgoing, event, act, started_at, seconds; in the order
        (started_at, event, owner). O(calls log calls).
    """
    own = sorted(set(owners))
    caller_own, callee_own = calls["caller"].isin(own), calls["callee"].isin(own)
    out = _side(calls[caller_own & ~callee_own], owner="caller", contact="callee")
    into = _side(calls[callee_own & ~caller_own], owner="callee", contact="caller")
    both = pd.concat([out, into], ignore_index=True)
    return both.sort_values(["started_at", "event", "owner"], kind="stable", ignore_index=True)


def _side(calls: pd.DataFrame, *, owner: str, contact: str) -> pd.DataFrame:
    side = calls[[owner, contact, *_KEPT]].rename(columns={owner: "owner", contact: "contact"})
    side.insert(2, "outgoing", owner == "caller")
    return side
