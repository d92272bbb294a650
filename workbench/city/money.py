"""The transfers of one account, worked out when its statement is written and the same in the other party's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.city.calls import moments
from workbench.city.rows import Lookup, Table, concatenated_ranges
from workbench.city.world import World

_RHYTHM = np.array([1, 1, 3, 2, 2, 2, 3, 1, 1, 1, 3, 2, 1, 1, 1])  # of calls.moments, by kind of transfer
_STRIDE = 1_000_000
_MOST = 200_000  # yuan


@dataclass(frozen=True)
class MoneyBook:
    """The habitual and the planted transfers, findable by account."""

    world: World
    streams: Table
    planted: Table
    _streams: Lookup
    _planted: Lookup

    @classmethod
    def of(cls, world: World) -> MoneyBook:
        """Index the tables of a finished world."""
        streams, planted = world.streams.table(), world.transfers.table()
        streams = streams.changed(rhythm=_RHYTHM[streams["kind"]])
        return cls(
            world, streams, planted, Lookup(streams["a"], streams["b"]), Lookup(planted["source"], planted["target"])
        )

    def transfers_of(self, account: int) -> Table:
        """Return the transfers of an account by time.

        Returns
        -------
        Table
            ident (one number per event), source, target, second, amount (cents), kind.
        """
        moves = Table.stacked([self._habitual(account), self._single(account)])
        moves = moves.take((moves["second"] >= 0) & (moves["second"] < self.world.options.seconds))
        return moves.take(np.lexsort((moves["ident"], moves["second"])))

    def _single(self, account: int) -> Table:
        rows = self._planted.rows(account)
        of = self.planted.take(rows)
        return Table({"ident": -1 - rows, **{n: of[n] for n in ("source", "target", "second", "amount", "kind")}})

    def _habitual(self, account: int) -> Table:
        rows = self._streams.rows(account)
        dice = self.world.dice
        count = dice.poisson(self.streams["mean"][rows], "transfers", rows)
        stream, k = np.repeat(rows, count), concatenated_ranges(count)
        of = self.streams.take(stream)
        yuan = np.exp(of["middle"] + of["spread"] * dice.normal("amount", stream, k))
        step = of["step"]
        cents = np.maximum(step, np.rint(np.minimum(yuan, _MOST) * 100 / step).astype(np.int64) * step)
        return Table(
            {
                "ident": stream * _STRIDE + k,
                "source": of["a"],
                "target": of["b"],
                "second": moments(self.world, of, (stream, k)),
                "amount": cents,
                "kind": of["kind"],
            }
        )


def event_name(ident: int) -> str:
    """Return the name of an event in the truth: M for planted, else the habit and the place in it."""
    return f"M{-1 - ident}" if ident < 0 else f"T{ident // _STRIDE}.{ident % _STRIDE}"
