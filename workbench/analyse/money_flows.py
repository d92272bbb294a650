"""Transfers as the triage of accounts reads them: days of local time, and in how many cycles each has part.

Why here: cycles need a compiled kernel, which models must not know.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from graph.kernels.cycles import temporal_cycles
from graph.kernels.transfers import transfer_index
from workbench.view.asking import LOCAL

LONGEST, WINDOW_DAYS = 6, 10.0
_CAP = 3_000
_DAY_MS = 86_400_000


def flows_of(transfers: pd.DataFrame) -> pd.DataFrame:
    """Return the transfers between two different accounts of a scope, as `models.accounts.account_features` wants them.

    Parameters
    ----------
    transfers : DataFrame
        See `graph.ledger.frames.transfer_events`.
    """
    kept = transfers.dropna(subset=["source", "target"])
    kept = kept[kept["source"] != kept["target"]]
    local = kept["occurred_at"].dt.tz_convert(LOCAL).dt.tz_localize(None)
    day = (local - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    columns = kept[["event", "source", "target", "amount"]]
    return with_cycles(columns.assign(day=day, timed=kept["precision"] != "day").reset_index(drop=True))


def with_cycles(transfers: pd.DataFrame) -> pd.DataFrame:
    """Return transfers (`source, target, amount, day`) with `cycles`: those of at most six accounts within ten days.

    Notes
    -----
    See `graph.kernels.cycles.temporal_cycles`; the search from one transfer stops after 3,000 accounts.
    """
    ends = transfers[["source", "target"]].to_numpy(dtype=str)
    names, places = np.unique(ends, return_inverse=True)
    source, target = places.reshape(ends.shape).T
    moment = np.rint((transfers["day"] - transfers["day"].min()) * _DAY_MS).astype("int64").to_numpy()
    index = transfer_index(source, target, moment, transfers["amount"].to_numpy(), nodes=len(names))
    found = temporal_cycles(index, window_ms=round(WINDOW_DAYS * _DAY_MS), longest=LONGEST, cap=_CAP)
    return transfers.assign(cycles=found.counts.sum(axis=1))


def read_flows(path: Path) -> pd.DataFrame:
    """Return the transfers between two accounts of a labelled file; amounts with decimals become minor units."""
    lines = pd.read_csv(path, dtype={"source": str, "target": str})
    lines = lines[lines["source"] != lines["target"]].reset_index(drop=True)
    if not pd.api.types.is_numeric_dtype(lines["day"]):
        lines["day"] = (pd.to_datetime(lines["day"]) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    if not pd.api.types.is_integer_dtype(lines["amount"]):
        lines["amount"] = np.rint(lines["amount"] * 100).astype("int64")
    return lines


def account_groups(transfers: pd.DataFrame) -> pd.Series:
    """Return the community of every account of some transfers, by account; connected parts are never joined."""
    from graph.kernels.csr import csr
    from graph.net.communities import communities  # needs networkit

    names, places = np.unique(transfers[["source", "target"]].to_numpy(dtype=str), return_inverse=True)
    ends = np.sort(places.reshape(-1, 2), axis=1)
    pairs, weight = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0, return_counts=True)
    links = csr(pairs[:, 0], pairs[:, 1], nodes=len(names), weight=weight.astype(np.float64), undirected=True)
    return pd.Series(communities(links, seed=0, method="modularity"), index=pd.Index(names, dtype=object), name="group")
