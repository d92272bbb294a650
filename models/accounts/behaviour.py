"""What an account does by itself: how much, how evenly, how fast it passes on, in which amounts, when and with whom.

Why shares beside counts: a busy shop has many of everything, and only what is unusual for its size says something.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.accounts.flows import Floats, Flows, Ints, Side, most, share, total, within

SOON = 3.0
"""Days within which money is passed on."""
_ROUND = 10_000.0
_NIGHT = (23 / 24, 6 / 24)


def sizes(flows: Flows) -> dict[str, Floats]:
    """Return `transfers`, `amount` (both log10), `parties_in`, `parties_out`, `new_parties`, `both_ways`, `symmetry`, `lean`."""
    size = len(flows.accounts)
    came, went = (np.ones(len(side.line)) for side in (flows.came, flows.went))
    sums = [total(side, side.amount, size) for side in (flows.came, flows.went)]
    parties = [_parties(side, size) for side in (flows.came, flows.went)]
    count, everybody = flows.both(came, went), parties[0] + parties[1]
    return {
        "transfers": np.log10(np.maximum(count, 1)),
        "amount": np.log10(np.maximum(sums[0] + sums[1], 1)),
        "parties_in": parties[0],
        "parties_out": parties[1],
        "new_parties": share(everybody, count),
        "both_ways": share(_mutual(flows), everybody),
        "symmetry": 1 - share(np.abs(sums[0] - sums[1]), sums[0] + sums[1]),
        "lean": share(parties[0] - parties[1], everybody),
    }


def passing(flows: Flows) -> dict[str, Floats]:
    """Return `passed_on`, `dwell` (median days from an arrival to the next departure) and `nearly_whole`."""
    size, came, went = len(flows.accounts), flows.came, flows.went
    begin, end = within(went, came.account, since=came.day, until=came.day + SOON)
    paid = np.concatenate([[0.0], np.cumsum(went.amount)])
    onward = np.minimum(paid[end] - paid[begin], came.amount)
    next_, _ = within(went, came.account, since=came.day, until=np.full(len(came.day), np.inf))
    there = _at(went, next_, came.account)
    wait = np.where(there, went.day[np.minimum(next_, len(went.day) - 1)] - came.day, np.nan)
    arrived = total(came, np.ones(len(came.line)), size)
    return {
        "passed_on": share(total(came, onward, size), total(came, came.amount, size)),
        "dwell": _median(came, wait, size),
        "nearly_whole": share(total(came, _whole(flows, begin, end), size), arrived),
    }


def amounts(flows: Flows) -> dict[str, Floats]:
    """Return how an account's amounts look: `least`, `most` (shares of all transfers below), `spread`, `odd`, `repeated`, `round`."""
    size = len(flows.accounts)
    whole, rank = _both_sides(flows), _ranks(flows)
    log = np.log10(np.maximum(whole.amount, 1))
    own = _median(whole, log, size)
    count = total(whole, np.ones(len(log)), size)
    mean = share(total(whole, log, size), count)
    variance = share(total(whole, (log - mean[whole.account]) ** 2, size), count)
    lines = pd.DataFrame({"account": whole.account, "amount": whole.amount})
    commonest = lines.groupby(["account", "amount"]).size().groupby("account").max()
    return {
        "least": -most(whole, -rank, size, least=-1.0),
        "most": most(whole, rank, size),
        "spread": np.sqrt(variance),
        "odd": most(whole, np.abs(log - own[whole.account]), size),
        "repeated": share(_of_all(commonest, size, missing=0.0), count),
        "round": share(total(whole, (whole.amount % _ROUND == 0).astype(np.float64), size), count),
    }


def times(flows: Flows) -> dict[str, Floats]:
    """Return `active_days` (log10 of days with a transfer), `burst` (share of the busiest three days), `night` (NaN without hours)."""
    size, whole = len(flows.accounts), _both_sides(flows)
    count = total(whole, np.ones(len(whole.line)), size)
    begin, end = within(whole, whole.account, since=whole.day, until=whole.day + SOON)
    seen = pd.DataFrame({"account": whole.account, "day": np.floor(whole.day)}).drop_duplicates()
    active = np.bincount(seen["account"].to_numpy(dtype=np.int64), minlength=size).astype(np.float64)
    hour, timed = whole.day % 1, flows.timed[whole.line].astype(np.float64)
    dark = ((hour >= _NIGHT[0]) | (hour < _NIGHT[1])) * timed
    return {
        "active_days": np.log10(np.maximum(active, 1)),
        "burst": share(most(whole, np.asarray(end - begin, dtype=np.float64), size), count),
        "night": share(total(whole, dark, size), total(whole, timed, size)),
    }


def _parties(side: Side, size: int) -> Floats:
    pairs = np.unique(side.account * size + side.party)
    return np.asarray(np.bincount(pairs // max(size, 1), minlength=size), dtype=np.float64)


def _mutual(flows: Flows) -> Floats:
    """Return, per account, how many others it both pays and is paid by, counted on either side."""
    size = len(flows.accounts)
    one, other = (np.unique(side.account * size + side.party) for side in (flows.came, flows.went))
    pairs = np.intersect1d(one, other)
    return 2.0 * np.asarray(np.bincount(pairs // max(size, 1), minlength=size), dtype=np.float64)


def _at(side: Side, place: Ints, account: Ints) -> NDArray[np.bool_]:
    """Return whether there is a row at a place of a side and it is of this account."""
    inside = place < len(side.account)
    found: NDArray[np.bool_] = inside & (side.account[np.minimum(place, len(side.account) - 1)] == account)
    return found


def _whole(flows: Flows, begin: Ints, end: Ints) -> Floats:
    """Return 1 for each arrival of which one of the first eight departures soon after is nearly all."""
    came, went, found = flows.came, flows.went, np.zeros(len(flows.came.line), dtype=np.bool_)
    for step in range(8):
        place = np.minimum(begin + step, len(went.amount) - 1)
        ratio = went.amount[place] / came.amount
        found |= (begin + step < end) & (ratio >= 0.85) & (ratio <= 1.0)
    return np.asarray(found, dtype=np.float64)


def _median(side: Side, values: Floats, size: int) -> Floats:
    return _of_all(pd.Series(values).groupby(side.account).median(), size)


def _of_all(values: pd.Series, size: int, *, missing: float = np.nan) -> Floats:
    """Return values by account for all accounts."""
    return np.asarray(values.reindex(range(size), fill_value=missing), dtype=np.float64)


def _both_sides(flows: Flows) -> Side:
    """Return arrivals and departures of every account as one side in time."""
    parts = [np.concatenate(both) for both in zip(_columns(flows.came), _columns(flows.went), strict=True)]
    order = np.lexsort((parts[2], parts[0]))
    account, party, day, amount, line = (part[order] for part in parts)
    return Side(account, party, day, amount, line)


def _columns(side: Side) -> tuple[np.ndarray, ...]:
    return side.account, side.party, side.day, side.amount, side.line


def _ranks(flows: Flows) -> Floats:
    """Return, per row of both sides, the share of all transfers of a lesser amount."""
    known = np.sort(flows.came.amount)
    return np.searchsorted(known, _both_sides(flows).amount, "left") / max(1, len(known))
