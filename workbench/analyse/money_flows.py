"""Transfers as the triage of accounts reads them: days of local time, and in how many cycles each has part.

Why here: cycles need a compiled kernel, which models must not know.
"""

from __future__ import annotations

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
