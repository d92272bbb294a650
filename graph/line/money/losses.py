"""Which transfers make up a loss of which only sum, account and time are known, or an arrival that no file shows yet.

Why a search for the sum: a victim says "53,000 that morning", and the statement of that morning also has the groceries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

STATED = "stated"
"""Id of the event that stands for an arrival which somebody states and no row shows."""
Basis = Literal["one", "all", "together", "largest", "short"]
_MOST_SEARCHED = 16


@dataclass(frozen=True, slots=True)
class Loss:
    """The transfers that a loss is taken for.

    Attributes
    ----------
    seeds : dict of str to int
        Event → how much of it, in minor units.
    basis : str
        How sure that is: one transfer of exactly this sum; all of them are exactly it; some together are; none are, so the
        largest were taken until the sum was reached; all of them are less than the sum (short).
    """

    seeds: dict[str, int]
    basis: Basis


def loss(transfers: pd.DataFrame, amount: int) -> Loss:
    """Return which of some transfers make up a loss.

    Parameters
    ----------
    transfers : pandas.DataFrame
        `event, amount, occurred_at, seq`: what the account paid (got) in the time in question; at least one line.
    amount : int
        The loss in minor units, positive.

    Notes
    -----
    Of several answers the one with the fewest transfers, and of these the earliest. Sums of several are searched among
    the 16 largest that fit: 2^16 steps at most.

    Examples
    --------
    >>> day = pd.date_range("2026-03-01", periods=3, tz="UTC")
    >>> paid = pd.DataFrame({"event": list("abc"), "amount": [20_000, 35, 33_000], "occurred_at": day, "seq": 0})
    >>> loss(paid, 53_000)
    Loss(seeds={'a': 20000, 'c': 33000}, basis='together')
    """
    ordered = transfers.sort_values(["occurred_at", "seq", "event"])
    lines = list(zip(ordered["event"], ordered["amount"].tolist(), strict=True))
    for event, fen in lines:
        if fen == amount:
            return Loss({event: fen}, "one")
    total = sum(fen for _, fen in lines)
    if total <= amount:
        return Loss(dict(lines), "all" if total == amount else "short")
    if together := _together(lines, amount):
        return Loss(together, "together")
    return Loss(_largest(lines, amount), "largest")


def with_stated(transfers: pd.DataFrame, account: str, amount: int, *, at: pd.Timestamp) -> pd.DataFrame:
    """Return the transfers and one more, from nobody known to an account, that somebody states: its event is `STATED`."""
    known = {
        "event": STATED,
        "target": account,
        "terminal": "unknown",
        "amount": amount,
        "occurred_at": at,
        "precision": "minute",
    }
    whole = {name for name, kind in transfers.dtypes.items() if str(kind) == "int64"}
    line = {name: [known.get(str(name), 0 if name in whole else None)] for name in transfers}
    return pd.concat([transfers, pd.DataFrame(line).astype(transfers.dtypes)], ignore_index=True)


def _together(lines: list[tuple[str, int]], amount: int) -> dict[str, int]:
    """Return the fewest transfers that are exactly the sum, the earliest of equals; nothing when there are none."""
    fit = {
        event
        for event, _ in sorted((line for line in lines if line[1] < amount), key=lambda of: -of[1])[:_MOST_SEARCHED]
    }
    sums: dict[int, tuple[tuple[str, int], ...]] = {0: ()}
    for line in (line for line in lines if line[0] in fit):
        for reached, parts in list(sums.items()):
            new = reached + line[1]
            if new <= amount and (new not in sums or len(parts) + 1 < len(sums[new])):
                sums[new] = (*parts, line)
    return dict(sums.get(amount, ()))


def _largest(lines: list[tuple[str, int]], amount: int) -> dict[str, int]:
    taken: dict[str, int] = {}
    for event, fen in sorted(lines, key=lambda line: -line[1]):
        if part := min(fen, amount - sum(taken.values())):
            taken[event] = part
    return taken
