"""What truly happened to a payment, in the ledger's words: its transfers by their events, and where it arrived.

Why by rows: truth and ledger name an event differently; what both know is the file, the sheet and the row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def true_events(chains: pd.DataFrame, rows: pd.DataFrame, truth: Path) -> pd.DataFrame:
    """Return the city's chains with the ledger's events: `seed` of the payment, `found` of the transfer, if in the data.

    Parameters
    ----------
    chains : pandas.DataFrame
        `payment, event` and others; the payment's own transfer is an event too.
    rows : pandas.DataFrame
        `event, file, sheet, row`: the rows of every event of the ledger; files by their names, which a city gives once.
    truth : Path
        The city's `transfer_events.csv`: `event, file, sheet, row`.

    Notes
    -----
    Of a true event that the ledger took for two, the one that is first in order of text stands.
    """
    told = pd.read_csv(truth, dtype={"event": str, "file": str, "sheet": str}, keep_default_na=False)
    told = told.assign(file=told["file"].str.rpartition("/")[2])
    both = told.merge(rows, on=["file", "sheet", "row"], suffixes=("", "_found"))
    names = both.groupby("event")["event_found"].min()
    seed, found = chains["payment"].astype(str).map(names), chains["event"].astype(str).map(names)
    return chains.assign(seed=seed.astype(object), found=found.astype(object))


def followed(chains: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the transfers in the data that carry part of a payment: `seed, source, target, share`, in order of time.

    Parameters
    ----------
    chains : pandas.DataFrame
        `true_events`.
    events : pandas.DataFrame
        `event, source, target` in order of time; "" for a side that no row names.
    """
    told = chains.dropna(subset=["seed", "found"]).drop_duplicates(["seed", "found"])
    place = events.reset_index(names="place").rename(columns={"event": "found"})
    moves = told[["seed", "found", "share"]].merge(place, on="found")
    return moves.sort_values(["seed", "place"], ignore_index=True)[["seed", "source", "target", "share"]]


def reached(moves: pd.DataFrame) -> dict[str, float]:
    """Return how much of a payment came to each account for the first time, given its transfers in order of time.

    The city moves money through a payment account and later back through it; what an account sends on is taken to have
    been there before in proportion, as the city mixes it.

    Examples
    --------
    >>> reached(pd.DataFrame({"source": list("vwcw"), "target": list("wcwx"), "share": 100}))
    {'c': 100.0, 'w': 100.0, 'x': 100.0}
    """
    lines = list(moves[["source", "target", "share"]].itertuples(index=False, name=None))
    return {account: _once(lines, account) for account in sorted({target for _, target, _ in lines if target})}


def _once(moves: list[tuple[str, str, int]], account: str) -> float:
    """Return how much came to one account, what had been there before left out."""
    here: dict[str, tuple[float, float]] = {}  # what an account holds, and what of it has been at `account`
    fresh = 0.0
    for payer, payee, share in moves:
        held, been = here.get(payer, (0.0, 0.0))
        again = share * been / max(held, share) if payer else 0.0
        here[payer] = max(0.0, held - share), been - again
        if payee == account:
            fresh, again = fresh + share - again, float(share)
        held, been = here.get(payee, (0.0, 0.0))
        here[payee] = held + share, been + again
    return fresh
