"""How much of a sum an account must and can have received: bounds that hold whatever rule the money followed.

Why bounds beside rules: a rule is a convention, while the most that can have flowed through the events, and the part
that had no other way, are facts of the records (temporal maximum flow on the network of events).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.kernels.flow import most_flow
from graph.line.money.attribution import seed_amounts
from graph.line.money.balances import Sides, sides
from graph.line.money.book import Book, Ints, book
from graph.line.money.network import END, GOAL, START, EventNetwork, event_network


@dataclass(frozen=True, slots=True)
class Ground:
    """A book with its network, laid out once for many questions."""

    book: Book
    own: Sides
    network: EventNetwork


def ground(transfers: pd.DataFrame) -> Ground:
    """Lay out the network of a frame of transfers. O(n log n)."""
    kept = book(transfers)
    own = sides(kept)
    return Ground(kept, own, event_network(kept, own))


def bounds(place: Ground, seeds: Mapping[str, int], accounts: Iterable[str]) -> pd.DataFrame:
    """Return the least and the most of a sum that reached each account by transfers in the data.

    Parameters
    ----------
    place : Ground
        `ground(transfers)`.
    seeds : mapping of str to int
        Event → how much of it is traced, in minor units.
    accounts : iterable of str
        Keys.

    Returns
    -------
    pandas.DataFrame
        `account, least, most` in the given order. `most`: the largest flow from the seeds into transfers that name the
        account as payee; a unit that comes twice counts once. `least`: the sum less the largest flow that avoids those
        transfers, the part that had no other place to be.

    Raises
    ------
    KeyError, ValueError
        As `attribution`.

    Notes
    -----
    They hold if statements are complete wherever their balances agree, balances are right, two institutions' clocks
    differ by no more than `network.SLACK`, and money drawn in cash does not come back. Accounts without a statement
    may have passed money on among each other at any time: that widens bounds, and is meant to. Two maximum flows per
    account; exact integers.
    """
    seed = seed_amounts(place.book, seeds)
    total = int(seed.sum())
    room = _seeded(place.network, place.book, seed)
    found = [(account, *_bounds(place, room, account, total=total)) for account in accounts]
    return pd.DataFrame(found, columns=["account", "least", "most"]).astype({"least": "int64", "most": "int64"})


def _seeded(net: EventNetwork, book: Book, seed: Ints) -> Ints:
    room = net.room.copy()
    room[2 * net.starts] = seed
    events, links = net.tails
    room[2 * links] = np.where(seed[events] > 0, (book.amount - seed)[events], room[2 * links])
    return room


def _bounds(place: Ground, room: Ints, account: str, *, total: int) -> tuple[int, int]:
    number = place.book.number(account)
    if number < 0:
        return 0, 0
    net = place.network
    into = place.book.target == number
    elsewhere = room.copy()
    elsewhere[2 * net.through[into]] = 0
    avoided = most_flow(net.net, elsewhere, ends=(START, END), limit=total)
    here = _opened(place, room.copy(), into)
    return total - avoided, most_flow(net.net, here, ends=(START, GOAL), limit=total)


def _opened(place: Ground, room: Ints, into: NDArray[np.bool_]) -> Ints:
    """Let transfers into the account lead to `GOAL` and nowhere else."""
    net = place.network
    room[2 * net.goals[into]] = place.book.amount[into]
    events, links = net.heads
    room[2 * links[into[events]]] = 0
    return room
