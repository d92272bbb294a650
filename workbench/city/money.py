"""The transfers of one account, worked out when its statement is written and the same in the other party's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.city.calls import moments
from workbench.city.rows import Ints, both_ends, concatenated_ranges
from workbench.city.world import World

_RHYTHM = np.array([1, 1, 3, 2, 2, 2, 3, 1, 1, 1, 3, 2, 1, 1, 1])


@dataclass(frozen=True)
class MoneyBook:
    """The habitual and the planted transfers, findable by account."""

    streams: pd.DataFrame
    planted: pd.DataFrame
    _ends: Ints
    _rows: Ints
    _planted_ends: Ints
    _planted_rows: Ints
    world: World

    @classmethod
    def of(cls, world: World) -> MoneyBook:
        """Index the tables of a finished world."""
        streams = world.streams.table().assign(rhythm=lambda t: _RHYTHM[t["kind"].to_numpy()])
        planted = world.transfers.table()
        return cls(streams, planted, *both_ends(streams, "a", "b"), *both_ends(planted, "source", "target"), world)

    def transfers_of(self, account: int) -> pd.DataFrame:
        """Return the transfers of an account by time: event, source, target, second, amount (cents), kind, chain."""
        both = pd.concat([self._habitual(account), self._planted(account)], ignore_index=True)
        inside = (both["second"] >= 0) & (both["second"] < self.world.options.seconds)
        return both[inside].sort_values(["second", "event"], kind="stable", ignore_index=True)

    def _planted(self, account: int) -> pd.DataFrame:
        rows = np.unique(self._planted_rows[slice(*np.searchsorted(self._planted_ends, [account, account + 1]))])
        return self.planted.iloc[rows].assign(event=[f"M{row}" for row in rows.tolist()]).drop(columns="layer")

    def _habitual(self, account: int) -> pd.DataFrame:
        rows = np.unique(self._rows[slice(*np.searchsorted(self._ends, [account, account + 1]))])
        dice = self.world.dice
        count = dice.poisson(self.streams["mean"].to_numpy()[rows], "transfers", rows)
        stream, k = np.repeat(rows, count), concatenated_ranges(count)
        of = self.streams.iloc[stream]
        yuan = np.exp(of["middle"].to_numpy() + of["spread"].to_numpy() * dice.normal("amount", stream, k))
        step = of["step"].to_numpy()
        cents = np.maximum(step, np.rint(np.minimum(yuan, 200_000) * 100 / step).astype(np.int64) * step)
        return pd.DataFrame(
            {
                "event": [f"T{s}.{i}" for s, i in zip(stream.tolist(), k.tolist(), strict=True)],
                "source": of["a"].to_numpy(),
                "target": of["b"].to_numpy(),
                "second": moments(self.world, of, stream, k),
                "amount": cents,
                "kind": of["kind"].to_numpy(),
                "chain": -1,
            }
        )
