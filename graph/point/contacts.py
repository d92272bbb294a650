"""With whom somebody is in touch, how much, how lately and how one-sidedly.

Why several rankings: the most frequent contact is often a colleague, the longest talks go home, and who only ever
calls in is another matter again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import pandas as pd

from graph.point.cited import cited, empty, ranks
from graph.point.clock import local_day
from graph.point.exchanges import exchanges

Ranking = Literal["calls", "seconds", "days", "recency", "asymmetry"]
COLUMNS = (
    *("contact", "calls", "texts", "forwards", "outgoing", "incoming", "seconds", "days", "first_at", "last_at"),
    *("quiet_days", "asymmetry", "rank_calls", "rank_seconds", "rank_days", "rank_recency", "rank_asymmetry", "events"),
)
_DAY = pd.Timedelta(days=1)


def contacts(calls: pd.DataFrame, owners: Collection[str], *, by: Ranking = "calls") -> pd.DataFrame:
    """Return the contacts of some numbers, ranked.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee, act (call, text, forward), started_at (UTC), seconds; one line per event.
    owners : collection of str
        Keys of the numbers of one party.
    by : str
        The ranking that orders the answer.

    Returns
    -------
    pandas.DataFrame
        One line per named contact: `calls, texts, forwards` (events by act), `outgoing, incoming` (events by
        direction), `seconds`, `days` (local days with an exchange), `first_at, last_at`, `quiet_days` (whole days
        from the last exchange to the end of all calls given), `asymmetry` ((outgoing − incoming) / all, from −1, only
        called by them, to 1), five `rank_…` (1 is most; recency: the latest; asymmetry: the most one-sided either way)
        and `events`. Ordered by the chosen rank, then the contact's key. O(calls log calls).

    Examples
    --------
    >>> calls = pd.DataFrame({"event": ["f:s:1"], "caller": ["tel:1"], "callee": ["tel:2"], "act": ["call"],
    ...     "started_at": pd.to_datetime(["2026-03-01T08:00Z"]), "seconds": [60]})
    >>> contacts(calls, ["tel:2"])[["contact", "incoming", "asymmetry", "events"]].values.tolist()
    [['tel:1', 1, -1.0, ('f:s:1',)]]
    """
    met = exchanges(calls, owners).dropna(subset=["contact"])
    if met.empty:
        return empty(COLUMNS)
    found = _counted(met)
    found["quiet_days"] = ((calls["started_at"].max() - found["last_at"]) // _DAY).astype("int64")
    found["asymmetry"] = (found["outgoing"] - found["incoming"]) / (found["outgoing"] + found["incoming"])
    for name, measure in _measures(found).items():
        found[f"rank_{name}"] = ranks(measure)
    found = found.sort_values([f"rank_{by}", "contact"], ignore_index=True)
    return found[list(COLUMNS)]


def _counted(met: pd.DataFrame) -> pd.DataFrame:
    marked = met.assign(
        calls=met["act"] == "call",
        texts=met["act"] == "text",
        forwards=met["act"] == "forward",
        incoming=~met["outgoing"],
        day=local_day(met["started_at"]),
    )
    return (
        marked.groupby("contact", sort=True)
        .agg(
            calls=("calls", "sum"),
            texts=("texts", "sum"),
            forwards=("forwards", "sum"),
            outgoing=("outgoing", "sum"),
            incoming=("incoming", "sum"),
            seconds=("seconds", "sum"),
            days=("day", "nunique"),
            first_at=("started_at", "min"),
            last_at=("started_at", "max"),
            events=("event", cited),
        )
        .reset_index()
    )


def _measures(found: pd.DataFrame) -> dict[str, pd.Series[float]]:
    return {
        "calls": found["calls"],
        "seconds": found["seconds"],
        "days": found["days"],
        "recency": found["last_at"],
        "asymmetry": found["asymmetry"].abs(),
    }
