"""Which handsets and SIM cards a number was in, run by run, and everything a source links with somebody.

Why runs and not first and last: a card that goes back to its old handset for an evening is what gives a user away.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from graph.point.cited import cited, empty

_RUNS = ("phone", "kind", "value", "first_at", "last_at", "count", "events")
_LINKED = ("type", "outgoing", "other", "first_at", "last_at", "weight", "events")


def device_runs(sides: pd.DataFrame, phones: Collection[str]) -> pd.DataFrame:
    """Return the handsets and SIM cards of some numbers over time.

    Parameters
    ----------
    sides : pandas.DataFrame
        Columns event, phone, imei, imsi (keys, may be missing), started_at (UTC): the numbers' own rows.
    phones : collection of str
        Keys of the numbers.

    Returns
    -------
    pandas.DataFrame
        One line per unbroken run: `phone, kind` (imei or imsi), `value` (key), `first_at, last_at` (UTC), `count` and
        `events`; in the order (phone, kind, first_at). Rows that name no handset or card do not break a run.
    """
    own = sides[sides["phone"].isin(list(phones))].sort_values(["phone", "started_at", "event"], kind="stable")
    runs = [_runs(own.dropna(subset=[kind]), kind) for kind in ("imei", "imsi")]
    found = pd.concat([run for run in runs if len(run)], ignore_index=True) if any(map(len, runs)) else empty(_RUNS)
    return found.sort_values(["phone", "kind", "first_at", "value"], ignore_index=True)[list(_RUNS)]


def _runs(own: pd.DataFrame, kind: str) -> pd.DataFrame:
    changed = (own["phone"] != own["phone"].shift()) | (own[kind] != own[kind].shift())
    return (
        own.assign(run=changed.cumsum(), kind=kind)
        .groupby("run", as_index=False)
        .agg(
            phone=("phone", "first"),
            kind=("kind", "first"),
            value=(kind, "first"),
            first_at=("started_at", "min"),
            last_at=("started_at", "max"),
            count=("event", "nunique"),
            events=("event", cited),
        )
    )


def linked(links: pd.DataFrame, keys: Collection[str]) -> pd.DataFrame:
    """Return what the links of a scope join with somebody, over time.

    Parameters
    ----------
    links : pandas.DataFrame
        Columns source, target, type, id, first_at, last_at (UTC, may be missing), weight; one line per link.
    keys : collection of str
        Keys of one party; links inside it are left out.

    Returns
    -------
    pandas.DataFrame
        One line per (type, direction, other): `type`, `outgoing`, `other`, `first_at, last_at`, `weight` (sum) and
        `events`: the ids of the links; in the order (type, first_at, other), undated ones last.
    """
    own = sorted(set(keys))
    out, into = links["source"].isin(own), links["target"].isin(own)
    parts = [
        links[out & ~into].assign(outgoing=True).rename(columns={"target": "other"}),
        links[into & ~out].assign(outgoing=False).rename(columns={"source": "other"}),
    ]
    both = pd.concat(parts, ignore_index=True)
    if both.empty:
        return empty(_LINKED)
    found = both.groupby(["type", "outgoing", "other"], as_index=False).agg(
        first_at=("first_at", "min"), last_at=("last_at", "max"), weight=("weight", "sum"), events=("id", cited)
    )
    return found.sort_values(["type", "first_at", "other", "outgoing"], ignore_index=True)[list(_LINKED)]
