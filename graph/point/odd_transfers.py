"""Transfers worth a second look: at night, of round sums, and small ones that try out a way before a large one.

Why only a look: people pay rent in round sums and taxis at night; each line says what it rests on and no more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from graph.point.account_side import account_side
from graph.point.cited import empty
from graph.point.clock import within_hours

_COLUMNS = ("kind", "event", "moment", "paid", "other", "amount", "currency", "events")


@dataclass(frozen=True, slots=True)
class Oddity:
    """What counts as odd.

    Attributes
    ----------
    night : (int, int)
        Local hours, from and to.
    round_to : int
        A round sum is a multiple of so many minor units.
    test_below : int
        A test is at most so many minor units …
    test_times : int
        … and followed the same way by a sum at least so many times larger …
    test_minutes : int
        … within so many minutes.
    """

    night: tuple[int, int] = (0, 6)
    round_to: int = 1_000_000
    test_below: int = 1_000
    test_times: int = 100
    test_minutes: int = 60


def odd_transfers(transfers: pd.DataFrame, accounts: Collection[str], *, oddity: Oddity | None = None) -> pd.DataFrame:
    """Return the night, round and test transfers of some accounts.

    Parameters
    ----------
    transfers : pandas.DataFrame
        As for `graph.point.account_side.account_side`.
    accounts : collection of str
        Keys of the accounts of one party.
    oddity : Oddity, optional
        The limits; by default 0 to 6, multiples of 10,000 yuan, and up to 10 yuan before a hundredfold within an hour.

    Returns
    -------
    pandas.DataFrame
        `kind` (night, round, test), `event, moment` (UTC), `paid` (whether it left), `other`, `amount` (minor units),
        `currency` and `events`: the transfer and, for a test, the large one after it. In the order (kind, moment,
        event). A transfer known only to the day is never a night or test transfer.
    """
    limits = oddity or Oddity()
    side = account_side(transfers, accounts)
    timed = side[side["precision"] != "day"]
    found = {
        "night": timed[within_hours(timed["moment"], limits.night)],
        "round": side[side["amount"] % limits.round_to == 0],
    }
    made = [part.assign(kind=kind, events=part["event"].map(lambda event: (event,))) for kind, part in found.items()]
    odd = pd.concat([*made, _tests(timed, limits)], ignore_index=True)
    if odd.empty:
        return empty(_COLUMNS)
    return odd.sort_values(["kind", "moment", "event"], ignore_index=True)[list(_COLUMNS)]


def _tests(side: pd.DataFrame, limits: Oddity) -> pd.DataFrame:
    """Return the small transfers with the first large one that follows on the same way."""
    small = side[side["amount"] <= limits.test_below]
    way = ["account", "other", "paid", "currency"]
    pairs = small.dropna(subset=["other"]).merge(side, on=way, suffixes=("", "_then"))
    later = (pairs["moment_then"] - pairs["moment"]).dt.total_seconds()
    order = (later > 0) | ((later == 0) & (pairs["seq_then"] > pairs["seq"]))
    grown = pairs["amount_then"] >= limits.test_times * pairs["amount"]
    met = pairs[order & grown & (later <= 60 * limits.test_minutes)]
    first = met.sort_values(["event", "moment_then", "seq_then", "event_then"]).drop_duplicates("event")
    return first.assign(kind="test", events=first[["event", "event_then"]].apply(tuple, axis=1))
