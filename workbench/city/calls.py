"""The calls of one number, worked out when its file is written and the same in the other party's file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.city.options import DAY
from workbench.city.rows import Floats, Ints, both_ends, concatenated_ranges
from workbench.city.world import CALL, NEVER, TEXT, World

_TABLE = 1_000_000
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
SECRET = 5
_WEEKEND = np.array([1.0, 0.25, 1.0, 0.8, 0.6, 0.9])


@dataclass(frozen=True)
class CallBook:
    """The ties between numbers, findable by number.

    Attributes
    ----------
    ties : DataFrame
        a, b (phones), mean, start, end (seconds), rhythm, texts, outgoing; its row numbers name the events.
    planted : DataFrame
        Single calls put there by a crime or a meeting.
    """

    ties: pd.DataFrame
    planted: pd.DataFrame
    _ends: Ints
    _rows: Ints
    _planted_ends: Ints
    _planted_rows: Ints
    world: World

    @classmethod
    def of(cls, world: World) -> CallBook:
        """Resolve the ties between lines into ties between numbers."""
        ties, planted = resolved(world), world.calls.table()
        return cls(ties, planted, *both_ends(ties, "a", "b"), *both_ends(planted, "caller", "callee"), world)

    def calls_of(self, phone: int) -> pd.DataFrame:
        """Return the calls of a number by time: event, caller, callee, second, seconds, act, forwarded_to."""
        calls = pd.concat([self._habitual(phone), self._planted(phone)], ignore_index=True)
        inside = (calls["second"] >= 0) & (calls["second"] < self.world.options.seconds)
        return calls[inside].sort_values(["second", "event"], kind="stable", ignore_index=True)

    def _planted(self, phone: int) -> pd.DataFrame:
        rows = np.unique(self._planted_rows[slice(*np.searchsorted(self._planted_ends, [phone, phone + 1]))])
        return self.planted.iloc[rows].assign(event=[f"P{row}" for row in rows.tolist()])

    def _habitual(self, phone: int) -> pd.DataFrame:
        rows = self._rows[slice(*np.searchsorted(self._ends, [phone, phone + 1]))]
        ties = self.ties.iloc[rows]
        dice = self.world.dice
        count = dice.poisson(ties["mean"].to_numpy(), "calls", rows)
        tie, k = np.repeat(rows, count), concatenated_ranges(count)
        of = self.ties.iloc[tie]
        second = moments(self.world, of, tie, k)
        text = dice.chance(of["texts"].to_numpy(), "is.text", tie, k)
        forth = dice.chance(of["outgoing"].to_numpy(), "forth", tie, k)
        a, b = of["a"].to_numpy(), of["b"].to_numpy()
        seconds = np.exp(3.9 + 1.15 * dice.normal("seconds", tie, k)).astype(np.int64) + 1
        return pd.DataFrame(
            {
                "event": [f"C{t}.{i}" for t, i in zip(tie.tolist(), k.tolist(), strict=True)],
                "caller": np.where(forth, a, b),
                "callee": np.where(forth, b, a),
                "second": second,
                "seconds": np.where(text, 0, np.minimum(seconds, 5_400)),
                "act": np.where(text, TEXT, CALL),
                "forwarded_to": -1,
            }
        )


def moments(world: World, of: pd.DataFrame, tie: Ints, k: Ints) -> Ints:
    """Return when the k-th event of each tie happens: a day by the week's rhythm, an hour by the day's."""
    dice, rhythm = world.dice, of["rhythm"].to_numpy()
    first = of["start"].to_numpy() // DAY
    span = np.maximum(1, -(-np.minimum(of["end"].to_numpy(), world.options.seconds) // DAY) - first)
    day = first + dice.below(span, "day", tie, k)
    other = first + dice.below(span, "day.2", tie, k)
    weekend = (day % 7 == 0) | (day % 7 == 6)
    day = np.where(weekend & ~dice.chance(_WEEKEND[rhythm], "weekend", tie, k), other, day)
    second = day * DAY + _second_of_day(dice.unit("hour", tie, k), rhythm)
    inside = (second >= of["start"].to_numpy()) & (second < of["end"].to_numpy())
    return np.where(inside, second, -1)


def _second_of_day(unit: Floats, rhythm: Ints) -> Ints:
    edges = np.concatenate([np.zeros((len(_HOURS), 1)), np.cumsum(_HOURS, axis=1)], axis=1)
    edges /= edges[:, -1:]
    hour = np.empty(len(unit))
    for kind in range(len(_HOURS)):
        mine = rhythm == kind
        hour[mine] = np.interp(unit[mine], edges[kind], np.arange(25.0))
    return np.minimum(hour * 3600, DAY - 1).astype(np.int64)


def resolved(world: World) -> pd.DataFrame:
    """Return ties between numbers: a tie of a line that changed its number is cut there, if the contact followed."""
    ties, lines = world.ties.table(), world.lines.table()
    pieces = [_pieces(world, ties, lines, new_a, new_b) for new_a in (False, True) for new_b in (False, True)]
    return pd.concat(pieces, ignore_index=True)


def _pieces(world: World, ties: pd.DataFrame, lines: pd.DataFrame, new_a: bool, new_b: bool) -> pd.DataFrame:
    start, end = ties["start"].to_numpy().copy(), np.minimum(ties["end"].to_numpy(), world.options.seconds)
    whole = np.maximum(1, end - start)
    ends: list[Ints] = []
    for side, new in (("a", new_a), ("b", new_b)):
        line = lines.iloc[ties[side].to_numpy()]
        change = line["change"].to_numpy()
        if new:
            start = np.maximum(start, change + _delay(world, ties, side))
        else:
            end = np.minimum(end, change)
        ends.append(line["new" if new else "old"].to_numpy())
    keep = (end > start) & (ends[0] >= 0) & (ends[1] >= 0)
    mean = ties["mean"].to_numpy() * (end - start) / whole
    cut = ties.assign(a=ends[0], b=ends[1], start=start, end=end, mean=mean)
    return cut[keep].drop(columns="follow")


def _delay(world: World, ties: pd.DataFrame, side: str) -> Ints:
    """Return how long each contact keeps calling nobody: most follow at once, some late, some never."""
    a, b = ties["a"].to_numpy(), ties["b"].to_numpy()
    luck = world.dice.unit("follow." + side, a, b)
    late = 2 * DAY + world.dice.below(16 * DAY, "late." + side, a, b)
    delay = np.select([ties["follow"].to_numpy() | (luck < 0.45), luck < 0.72], [0, late], NEVER)
    return np.asarray(delay, dtype=np.int64)
