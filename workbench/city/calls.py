"""The calls of one number, worked out when its file is written and the same in the other party's file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.city.options import DAY
from workbench.city.rows import Floats, Ints, Lookup, Table, concatenated_ranges
from workbench.city.world import CALL, NEVER, TEXT, World

SECRET = 5
"""The rhythm of people who would rather not be seen."""
# Calls per hour of the day, by rhythm: family, work, friends, errands, hubs, secret.
_HOURS = np.array(
    [
        [1, 0, 0, 0, 0, 1, 4, 9, 6, 4, 4, 8, 9, 5, 4, 4, 6, 11, 13, 12, 11, 9, 5, 2],
        [0, 0, 0, 0, 0, 0, 1, 5, 14, 17, 16, 12, 7, 10, 14, 15, 13, 10, 5, 3, 2, 1, 0, 0],
        [2, 1, 0, 0, 0, 0, 1, 3, 4, 5, 6, 8, 8, 5, 5, 5, 6, 9, 11, 13, 13, 11, 7, 4],
        [0, 0, 0, 0, 0, 0, 1, 4, 8, 12, 14, 14, 10, 9, 10, 11, 11, 9, 6, 4, 2, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 3, 8, 13, 14, 10, 8, 9, 11, 11, 9, 7, 5, 4, 3, 1, 0, 0],
        [7, 6, 4, 2, 1, 0, 0, 1, 1, 2, 3, 4, 6, 6, 5, 5, 5, 5, 6, 7, 8, 9, 10, 9],
    ],
    dtype=np.float64,
)
_EDGES = np.concatenate([np.zeros((len(_HOURS), 1)), np.cumsum(_HOURS, axis=1)], axis=1) / _HOURS.sum(axis=1)[:, None]
_WEEKEND = np.array([1.0, 0.25, 1.0, 0.8, 0.6, 0.9])
_STRIDE = 1_000_000  # no tie has so many calls


@dataclass(frozen=True)
class CallBook:
    """The ties between numbers and the planted calls, findable by number.

    Attributes
    ----------
    ties : Table
        a, b (phones), mean, start, end (seconds), rhythm, texts, outgoing; its row numbers name the events.
    planted : Table
        Single calls put there by a crime or a meeting.
    """

    world: World
    ties: Table
    planted: Table
    _ties: Lookup
    _planted: Lookup

    @classmethod
    def of(cls, world: World) -> CallBook:
        """Resolve the ties between lines into ties between numbers."""
        ties, planted = resolved(world), world.calls.table()
        return cls(world, ties, planted, Lookup(ties["a"], ties["b"]), Lookup(planted["caller"], planted["callee"]))

    def calls_of(self, phone: int) -> Table:
        """Return the calls of a number by time.

        Returns
        -------
        Table
            ident (one number per event), caller, callee, second, seconds, act, forwarded_to.
        """
        calls = Table.stacked([self._habitual(phone), self._single(phone)])
        calls = calls.take((calls["second"] >= 0) & (calls["second"] < self.world.options.seconds))
        return calls.take(np.lexsort((calls["ident"], calls["second"])))

    def _single(self, phone: int) -> Table:
        rows = self._planted.rows(phone)
        return Table({"ident": -1 - rows, **self.planted.take(rows).columns})

    def _habitual(self, phone: int) -> Table:
        rows = self._ties.rows(phone)
        dice = self.world.dice
        count = dice.poisson(self.ties["mean"][rows], "calls", rows)
        tie, k = np.repeat(rows, count), concatenated_ranges(count)
        of = self.ties.take(tie)
        text = dice.chance(of["texts"], "is.text", tie, k)
        forth = dice.chance(of["outgoing"], "forth", tie, k)
        seconds = np.exp(3.9 + 1.15 * dice.normal("seconds", tie, k)).astype(np.int64) + 1
        return Table(
            {
                "ident": tie * _STRIDE + k,
                "caller": np.where(forth, of["a"], of["b"]),
                "callee": np.where(forth, of["b"], of["a"]),
                "second": moments(self.world, of, (tie, k)),
                "seconds": np.where(text, 0, np.minimum(seconds, 5_400)),
                "act": np.where(text, TEXT, CALL),
                "forwarded_to": np.full(len(tie), -1),
            }
        )


def event_name(ident: int) -> str:
    """Return the name of an event in the truth: P for planted, else the tie and the place in it."""
    return f"P{-1 - ident}" if ident < 0 else f"C{ident // _STRIDE}.{ident % _STRIDE}"


def moments(world: World, of: Table, ids: tuple[Ints, Ints]) -> Ints:
    """Return when the k-th event of each tie happens: a day by the week's rhythm, an hour by the day's.

    `of` has start, end (seconds) and rhythm, `ids` the tie and k; an event that would fall outside is put at -1.
    """
    dice, rhythm = world.dice, of["rhythm"]
    first = of["start"] // DAY
    span = np.maximum(1, -(-np.minimum(of["end"], world.options.seconds) // DAY) - first)
    day = first + dice.below(span, "day", *ids)
    other = first + dice.below(span, "day.2", *ids)
    weekend = (day % 7 == 0) | (day % 7 == 6)
    day = np.where(weekend & ~dice.chance(_WEEKEND[rhythm], "weekend", *ids), other, day)
    of_day = day_fraction(dice.unit("hour", *ids), rhythm) * DAY
    second = day * DAY + np.minimum(of_day, DAY - 1).astype(np.int64)
    return np.where((second >= of["start"]) & (second < of["end"]), second, -1)


def day_fraction(unit: Floats, rhythm: Ints) -> Floats:
    """Return moments of the day in [0, 1): increasing in `unit`, denser where the rhythm has more calls."""
    hour = np.empty(len(unit))
    for kind in range(len(_HOURS)):
        mine = rhythm == kind
        hour[mine] = np.interp(unit[mine], _EDGES[kind], np.arange(25.0))
    return hour / 24.0


def resolved(world: World) -> Table:
    """Return ties between numbers: a tie of a line that changed its number is cut there, if the contact followed."""
    ties, lines = world.ties.table(), world.lines.table()
    pieces = [_piece(world, ties, lines, new=(a, b)) for a in (False, True) for b in (False, True)]
    return Table.stacked(pieces)


def _piece(world: World, ties: Table, lines: Table, *, new: tuple[bool, bool]) -> Table:
    start, end = ties["start"], np.minimum(ties["end"], world.options.seconds)
    whole = np.maximum(1, end - start)
    ends: list[Ints] = []
    for side, changed in zip("ab", new, strict=True):
        line = lines.take(ties[side])
        if changed:
            start = np.maximum(start, line["change"] + _delay(world, ties, side))
        else:
            end = np.minimum(end, line["change"])
        ends.append(line["new" if changed else "old"])
    keep = (end > start) & (ends[0] >= 0) & (ends[1] >= 0)
    mean = ties["mean"] * (end - start) / whole
    return ties.changed(a=ends[0], b=ends[1], start=start, end=end, mean=mean).take(keep)


def _delay(world: World, ties: Table, side: str) -> Ints:
    """Return how long each contact keeps calling nobody: most follow at once, some late, some never."""
    luck = world.dice.unit("follow." + side, ties["a"], ties["b"])
    late = 2 * DAY + world.dice.below(16 * DAY, "late." + side, ties["a"], ties["b"])
    delay = np.select([ties["follow"] | (luck < 0.45), luck < 0.72], [np.zeros_like(late), late], NEVER)
    return np.asarray(delay, dtype=np.int64)
