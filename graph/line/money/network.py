"""Everywhere a sum can have been, as a network of events: what came in, what lay where, what left, by each side's order.

Why each statement's own order: clocks of two institutions differ by minutes, but inside one statement the order is
certain, and the balance after each row says how much can have stayed. What no statement covers may have moved in any
way at any time: all of that is one place, "outside".
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.kernels.flow import Network, network
from graph.line.money.balances import Sides
from graph.line.money.book import NOWHERE, Book, Ints

START, END, GOAL = range(3)
"""Nodes: where seeds come from, where money may rest at last, and what an account received (opened per question)."""
ENDLESS = 2**60
SLACK = {"second": 180_000, "minute": 240_000, "day": 86_400_000 + 180_000}
"""How far two institutions' times of one transfer may stand apart, in milliseconds, by precision."""
_ENDINGS = ("cash", "fee")


@dataclass(frozen=True, slots=True)
class EventNetwork:
    """The network of a book.

    Attributes
    ----------
    net : Network
        Its layout.
    room : int64[2m]
        What each link can take before any question.
    through : int64[n]
        For each transfer its own link; the one before it leads from `START` (0 until it is a seed).
    tails, heads : (transfer, link) int64 arrays
        Links into and out of a transfer.
    goals : int64[n]
        For each transfer its link to `GOAL` (0 until its target is asked for).
    """

    net: Network
    room: Ints
    through: Ints
    starts: Ints
    goals: Ints
    tails: tuple[Ints, Ints]
    heads: tuple[Ints, Ints]


@dataclass(slots=True)
class _Draft:
    """Links as they are found: tail, head, room."""

    tail: list[Ints] = field(default_factory=list)
    head: list[Ints] = field(default_factory=list)
    room: list[Ints] = field(default_factory=list)
    size: int = 0

    def add(self, tail: Ints | int, head: Ints | int, room: Ints | int) -> Ints:
        """Add links; returns their numbers."""
        parts = np.broadcast_arrays(np.atleast_1d(tail), np.atleast_1d(head), np.atleast_1d(room))
        for kept, part in zip((self.tail, self.head, self.room), parts, strict=True):
            kept.append(part.astype(np.int64))
        numbers = self.size + np.arange(len(parts[0]))
        self.size += len(parts[0])
        return numbers


def event_network(book: Book, own: Sides) -> EventNetwork:
    """Return the network of a book; `own` is `sides(book)`. O(n log n).

    Notes
    -----
    Nodes: a place in every statement row (money present when it happens), two per transfer (its way in and out), and
    outside at every moment something leaves it. Between two rows of a statement at most the balance stays; where the
    balances do not agree, before the first row and after the last, money may also have gone outside and come back. A
    transfer that the payer's (payee's) own statement does not show may come from (go) outside. Cash and fees are
    endings: cash that comes back is not followed.
    """
    layout = _Layout(book, own)
    draft = _Draft()
    _add_holdings(draft, layout)
    events = np.arange(len(book))
    starts = draft.add(START, layout.into(events), 0)
    through = draft.add(layout.into(events), layout.out_of(events), book.amount)
    goals = draft.add(layout.out_of(events), GOAL, 0)
    tails, heads = _add_tails(draft, layout), _add_heads(draft, layout)
    draft.add(layout.outside, END, ENDLESS)
    draft.add(layout.outside[:-1], layout.outside[1:], ENDLESS)
    return _laid_out(draft, layout.nodes, starts, through, goals, tails=tails, heads=heads)


class _Layout:
    """Numbers of nodes: START, END, GOAL, statement rows, gaps, transfers in and out, outside by time."""

    def __init__(self, book: Book, own: Sides) -> None:
        self.book, self.own = book, own
        self.slack = _slack(book)
        rows = len(own.account)
        self.last = np.append(own.first[1:], True) if rows else np.zeros(0, bool)
        self.open = open_before(own)
        self.gaps = np.flatnonzero(self.open)
        self.row_of_source, self.row_of_target = self._rows()
        self.leaves = np.sort(np.unique(np.concatenate([self.gap_times(), self.late(np.arange(len(book)))])))
        self._transfers = 3 + rows + len(self.gaps) + int(self.last.sum())
        base = self._transfers + 2 * len(book)
        self.outside = base + np.arange(len(self.leaves) + 1)
        self.nodes = base + len(self.leaves) + 1

    def _rows(self) -> tuple[Ints, Ints]:
        found = [np.full(len(self.book), NOWHERE, np.int64) for _ in range(2)]
        for side, mine in enumerate((self.own.out, ~self.own.out)):
            found[side][self.own.transfer[mine]] = np.flatnonzero(mine)
        return found[0], found[1]

    def gap_times(self) -> Ints:
        return self.own.time[self.gaps] + self.slack[self.own.transfer[self.gaps]]

    def late(self, events: Ints) -> Ints:
        return self.book.time[events] + self.slack[events]

    def row(self, rows: Ints) -> Ints:
        return 3 + rows

    def gap(self, order: Ints) -> Ints:
        """Return the nodes before the k-th open row; after those stand the ends of the statements."""
        return 3 + len(self.own.account) + order

    def into(self, events: Ints) -> Ints:
        return self._transfers + 2 * events

    def out_of(self, events: Ints) -> Ints:
        return self._transfers + 2 * events + 1

    def outside_from(self, time: Ints) -> Ints:
        """Return the outside node where money that arrives at `time` or later can still leave."""
        return self.outside[np.searchsorted(self.leaves, time, side="left")]

    def outside_at(self, leaves: Ints) -> Ints:
        return self.outside[np.searchsorted(self.leaves, leaves)]

    def endings(self) -> NDArray[np.bool_]:
        return np.isin(self.book.terminal().astype(str), _ENDINGS)


def _slack(book: Book) -> Ints:
    if "precision" not in book.frame:
        return np.full(len(book), SLACK["second"], np.int64)
    return np.asarray(book.frame["precision"].map(SLACK).fillna(SLACK["day"]), dtype=np.int64)


def open_before(own: Sides) -> NDArray[np.bool_]:
    """Return before which rows of the statements money may have moved without a row.

    That is before the first row, and anywhere between two balances that do not agree.
    """
    rows = len(own.account)
    number = np.arange(rows)
    off = own.gap != 0
    told = own.after >= 0
    since = np.maximum.accumulate(np.where(told | own.first, number, -1)) if rows else number
    before = np.concatenate([[0], since[:-1]])[:rows]
    open_rows = own.first.copy()
    for row in np.flatnonzero(off).tolist():
        open_rows[before[row] + 1 : row + 1] = True
    return open_rows


def _add_holdings(draft: _Draft, layout: _Layout) -> None:
    """Add what lay in accounts between two rows, and how it may have gone outside where a statement is open."""
    own = layout.own
    after = np.where(own.after < 0, ENDLESS, own.after)
    before = np.where(own.before < 0, ENDLESS, own.before)
    held = np.flatnonzero(~layout.open)
    draft.add(layout.row(held - 1), layout.row(held), after[held - 1])
    gap = layout.gap(np.arange(len(layout.gaps)))
    draft.add(gap, layout.row(layout.gaps), before[layout.gaps])
    draft.add(layout.outside_at(layout.gap_times()), gap, ENDLESS)
    inner = ~own.first[layout.gaps]
    rows = layout.gaps[inner] - 1
    _add_leaving(draft, layout, rows, gap=gap[inner], room=after[rows])
    ends = np.flatnonzero(layout.last)
    node = layout.gap(len(layout.gaps) + np.arange(len(ends)))
    _add_leaving(draft, layout, ends, gap=node, room=after[ends])
    draft.add(node, END, ENDLESS)


def _add_leaving(draft: _Draft, layout: _Layout, rows: Ints, *, gap: Ints, room: Ints) -> None:
    time = layout.own.time[rows] - layout.slack[layout.own.transfer[rows]]
    draft.add(layout.row(rows), gap, room)
    draft.add(gap, layout.outside_from(time), ENDLESS)


def _add_tails(draft: _Draft, layout: _Layout) -> tuple[Ints, Ints]:
    """Add where a transfer's money came from: the payer's row, else outside and what the payer had by then."""
    book, row = layout.book, layout.row_of_source
    shown = np.flatnonzero(row >= 0)
    links = [draft.add(layout.row(row[shown]), layout.into(shown), ENDLESS)]
    loose = np.flatnonzero((row < 0) & ((book.source != NOWHERE) | ~layout.endings()))
    links.append(draft.add(layout.outside_at(layout.late(loose)), layout.into(loose), ENDLESS))
    known, places = _neighbouring(layout, loose, book.source, late=True)
    links.append(draft.add(layout.row(places), layout.into(known), ENDLESS))
    return np.concatenate([shown, loose, known]), np.concatenate(links)


def _add_heads(draft: _Draft, layout: _Layout) -> tuple[Ints, Ints]:
    """Add where a transfer's money went: the payee's row, an ending, else outside and what the payee had from then."""
    book, row = layout.book, layout.row_of_target
    shown = np.flatnonzero(row >= 0)
    links = [draft.add(layout.out_of(shown), layout.row(row[shown]), ENDLESS)]
    ends = np.flatnonzero((book.target == NOWHERE) & layout.endings())
    links.append(draft.add(layout.out_of(ends), END, ENDLESS))
    loose = np.flatnonzero((row < 0) & ~((book.target == NOWHERE) & layout.endings()))
    arrive = book.time[loose] - layout.slack[loose]
    links.append(draft.add(layout.out_of(loose), layout.outside_from(arrive), ENDLESS))
    known, places = _neighbouring(layout, loose, book.target, late=False)
    links.append(draft.add(layout.out_of(known), layout.row(places), ENDLESS))
    return np.concatenate([shown, ends, loose, known]), np.concatenate(links)


def _neighbouring(layout: _Layout, events: Ints, account: NDArray[np.int32], *, late: bool) -> tuple[Ints, Ints]:
    """Return, of transfers that a side's own statement lacks, those it has rows near, and its last (first) such row."""
    own, book = layout.own, layout.book
    begin = np.searchsorted(own.account, account[events], side="left")
    end = np.searchsorted(own.account, account[events], side="right")
    found, rows = [], []
    for event, first, last in zip(events.tolist(), begin.tolist(), end.tolist(), strict=True):
        if first == last:
            continue
        near = book.time[event] + (1 if late else -1) * layout.slack[event]
        place = first + np.searchsorted(own.time[first:last], near, side="right" if late else "left") - int(late)
        if first <= place < last:
            found.append(event)
            rows.append(place)
    return np.array(found, dtype=np.int64), np.array(rows, dtype=np.int64)


def _laid_out(
    draft: _Draft,
    nodes: int,
    *links: Ints,
    tails: tuple[Ints, Ints],
    heads: tuple[Ints, Ints],
) -> EventNetwork:
    tail, head, given = (np.concatenate(part) for part in (draft.tail, draft.head, draft.room))
    room = np.zeros(2 * len(given), np.int64)
    room[0::2] = given
    starts, through, goals = links
    net = network(tail.astype(np.int32), head.astype(np.int32), nodes=nodes)
    return EventNetwork(net, room, through, starts, goals, tails, heads)
