"""Compiles everything that is compiled, by asking the analyses about next to nothing: `python -m graph.warm`.

Why at set-up: it takes about a minute once, the machine code is then kept on disk, and no page stands still for it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.kernels.warm import warm as warm_kernels
from graph.line.co_travel import co_travel
from graph.line.money.attribution import RULES, attribution
from graph.line.money.book import book
from graph.line.money.bounds import bounds, ground
from graph.line.money.patterns import fan_in
from graph.line.money.turnover import turnover
from graph.net.key_players import key_players
from graph.net.links import Links


def warm() -> None:
    """Ask every analysis that has compiled parts."""
    warm_kernels()
    _money()
    _companions()
    path = Links(np.arange(5), np.arange(1, 6), np.ones(5), 6)
    for k in (2, 4):  # by trying all, and by exchanging
        key_players(path, k=k)


def _money() -> None:
    days = pd.date_range("2026-03-01", periods=3, tz="UTC")
    ends = {"source": list("xvm"), "target": list("mmz")}
    moves = pd.DataFrame({"event": list("abc"), **ends, "amount": [50, 30, 60], "occurred_at": days})
    for rule in RULES:
        attribution(moves, {"b": 30}, rule=rule)
    bounds(ground(moves), {"b": 30}, ["z"])
    fan_in(moves, parties=2)
    turnover(book(moves))


def _companions() -> None:
    days = pd.date_range("2026-03-01", periods=8, tz="UTC").repeat(2)
    who, where = list("ab") * 8, ["place:1"] * 16
    event = [f"e{n}" for n in range(16)]
    co_travel(pd.DataFrame({"event": event, "who": who, "where": where, "means": "hotel", "from_at": days}))


if __name__ == "__main__":
    warm()
