"""Every fact that ties two things, as one frame of links: what rows assert, calls, transfers and sightings.

Why beside the graph: a path question over a whole district reads this frame in a breath, and needs no server.
"""

from __future__ import annotations

import pandas as pd

_COLUMNS = ["type", "source", "target", "id", "first_at", "last_at", "weight"]


def ties(links: pd.DataFrame, calls: pd.DataFrame, transfers: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """Return the links of the graph that are facts, in the order (type, source, target, id).

    Parameters
    ----------
    links : pandas.DataFrame
        See `workbench.analyse.people.links`.
    calls, transfers, sightings : pandas.DataFrame
        See `graph.ledger.frames`.

    Returns
    -------
    pandas.DataFrame
        Columns as of `links`; `id` is the link's in the graph, `weight` how many events it stands for. Calls and sightings
        are one line per pair, transfers between two known accounts one each.
    """
    called = _pairs(calls, "CALLED", ("caller", "callee"), "started_at")
    seen = _pairs(sightings, "SEEN_AT", ("who", "where"), "from_at")
    parts = [links[_COLUMNS], called, _transferred(transfers), seen]
    every = pd.concat([part for part in parts if len(part)] or [links[_COLUMNS]], ignore_index=True)
    return every.sort_values(["type", "source", "target", "id"], ignore_index=True)


def _pairs(events: pd.DataFrame, type_: str, ends: tuple[str, str], moment: str) -> pd.DataFrame:
    known = events.dropna(subset=list(ends))
    known = known[known[ends[0]] != known[ends[1]]]
    found = known.groupby(list(ends), as_index=False).agg(
        first_at=(moment, "min"), last_at=(moment, "max"), weight=("event", "nunique")
    )
    found = found.rename(columns={ends[0]: "source", ends[1]: "target"})
    return found.assign(type=type_, id=f"{type_}|" + _escaped(found["source"]) + "|" + _escaped(found["target"]))[
        _COLUMNS
    ]


def _transferred(transfers: pd.DataFrame) -> pd.DataFrame:
    known = transfers.dropna(subset=["source", "target"])
    known = known[known["source"] != known["target"]]
    id_ = "TRANSFERRED|" + _escaped(known["source"]) + "|" + _escaped(known["target"]) + "|" + _escaped(known["event"])
    moment = known["occurred_at"]
    return known.assign(type="TRANSFERRED", id=id_, first_at=moment, last_at=moment, weight=1)[_COLUMNS]


def _escaped(keys: pd.Series) -> pd.Series:
    return keys.str.replace("%", "%25", regex=False).str.replace("|", "%7C", regex=False)
