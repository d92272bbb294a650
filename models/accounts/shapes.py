"""What an account is part of: cycles in time, fans, money scattered and gathered again, and how busy its partners are.

Why beside behaviour: a mule's own rows look like anybody's; the shape that it closes does not.
"""

from __future__ import annotations

import numpy as np

from models.accounts.flows import Floats, Flows, Ints, Side, share, within

_WINDOW = 3.0
_MIDDLE = 7.0
_ONWARD = 10


def cycles(flows: Flows) -> dict[str, Floats]:
    """Return `cycles` (log10 of 1 + those of its transfers) and `cycle_share` of its transfers; NaN where nobody counted."""
    came, went = (flows.cycles[side.line] for side in (flows.came, flows.went))
    through = np.minimum(*(_sum(side, values, flows) for side, values in ((flows.came, came), (flows.went, went))))
    part = flows.both((came > 0) + 0 * came, (went > 0) + 0 * went)
    return {
        "cycles": np.log10(1 + through),
        "cycle_share": share(part, flows.both(np.ones(len(came)), np.ones(len(went)))),
    }


def fans(flows: Flows) -> dict[str, Floats]:
    """Return `fan_in` and `fan_out`: the most different parties within three days of a calendar."""
    return {"fan_in": _fan(flows.came, flows), "fan_out": _fan(flows.went, flows)}


def scattered(flows: Flows) -> dict[str, Floats]:
    """Return `scatter` and `gather`: by how many middlemen, at most, money reached one other account within a week."""
    first, middle, last = _two_steps(flows)
    size = len(flows.accounts)
    pair = first * size + last
    different = np.unique(np.stack([pair, middle]), axis=1)[0]
    pairs, ways = np.unique(different, return_counts=True)
    found = {}
    for name, own in (("scatter", pairs // max(size, 1)), ("gather", pairs % max(size, 1))):
        found[name] = np.zeros(size)
        np.maximum.at(found[name], own, ways.astype(np.float64))
    return found


def partners(flows: Flows) -> dict[str, Floats]:
    """Return `busy_partners`: the mean log10 of the transfers that an account's partners have, hers included."""
    ones = [np.ones(len(side.line)) for side in (flows.came, flows.went)]
    count = flows.both(*ones)
    busy = [np.log10(np.maximum(count[side.party], 1)) for side in (flows.came, flows.went)]
    return {"busy_partners": share(flows.both(*busy), count)}


def _sum(side: Side, values: Floats, flows: Flows) -> Floats:
    return np.bincount(side.account, values, len(flows.accounts)).astype(np.float64)


def _fan(side: Side, flows: Flows) -> Floats:
    size = len(flows.accounts)
    spell = np.floor(side.day / _WINDOW).astype(np.int64)
    different = np.unique(np.stack([side.account, spell - spell.min(initial=0), side.party]), axis=1)
    groups, count = np.unique(different[:2], axis=1, return_counts=True)
    found = np.zeros(size)
    np.maximum.at(found, groups[0], count.astype(np.float64))
    return found


def _two_steps(flows: Flows) -> tuple[Ints, Ints, Ints]:
    """Return giver, middleman and getter of every arrival and the next ten departures within a week."""
    came, went = flows.came, flows.went
    begin, end = within(went, came.account, since=came.day, until=came.day + _MIDDLE)
    steps = np.arange(_ONWARD)
    place = begin[:, None] + steps
    arrival, step = np.nonzero(place < end[:, None])
    onward = place[arrival, step]
    first, middle, last = came.party[arrival], came.account[arrival], went.party[onward]
    kept = first != last
    return first[kept], middle[kept], last[kept]
