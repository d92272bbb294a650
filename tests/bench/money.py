"""The benchmarks' transfers: accounts of very unequal activity, two busy months, and chains planted among them.

Why planted and so busy: a search that finds nothing is fast; these chains it has to find whole, and from a thousand transfers
drawn at random a hundred thousand others come into question, as in the measured starting points.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TRANSFERS = int(os.environ.get("FUSION_BENCH_TRANSFERS") or 10_000_000)
DAY = 86_400_000
RULE = {"window_ms": 3 * DAY, "least_ratio": 0.85, "most_ratio": 1.0, "hops": 8}
PLANTED = 500


@dataclass(frozen=True, slots=True)
class Transfers:
    """Columns of transfers, and the first transfers of the planted chains."""

    source: np.ndarray
    target: np.ndarray
    time: np.ndarray
    amount: np.ndarray
    planted: np.ndarray

    @property
    def nodes(self) -> int:
        """Return how many accounts there are: one for ten transfers."""
        return max(len(self.source) // 10, 1000)

    @property
    def columns(self) -> tuple[np.ndarray, ...]:
        """Return source, target, time and amount."""
        return self.source, self.target, self.time, self.amount


def transfers(data: Path, size: int = TRANSFERS, *, busiest: int = 3000, days: int = 60) -> Transfers:
    """Return so many transfers, drawn the first time; no account is more active than `busiest` times the idlest."""
    path = data / f"transfers-{size}-{busiest}-{days}.npz"
    if not path.exists():
        part = path.with_suffix(".part.npz")
        np.savez(part, **_drawn(size, busiest, days))
        part.rename(path)
    with np.load(path) as kept:
        return Transfers(**{name: kept[name] for name in kept.files})


def seeds(drawn: Transfers) -> np.ndarray:
    """Return 1,000 first transfers: the planted chains' and random ones."""
    others = np.setdiff1d(np.arange(len(drawn.source)), drawn.planted)
    return np.concatenate([drawn.planted, np.random.default_rng(2).choice(others, 500, replace=False)])


def _drawn(size: int, busiest: int, days: int) -> dict[str, np.ndarray]:
    random, nodes = np.random.default_rng(1), max(size // 10, 1000)
    activity = np.cumsum(np.minimum(random.pareto(1.2, nodes) + 1, busiest))

    def ends() -> np.ndarray:
        return np.searchsorted(activity, random.random(size) * activity[-1]).clip(0, nodes - 1).astype(np.int32)

    source, target = ends(), ends()
    time = random.integers(1, days * 86_400, size) * 1000  # a peer keeps 32 bits, and takes the instant 0 for none
    amount = np.exp(random.normal(11, 1.5, size)).astype(np.int64) + 100
    planted = _plant(random, (source, target, time, amount), days)
    return {"source": source, "target": target, "time": time, "amount": amount, "planted": planted}


def _plant(random: np.random.Generator, columns: tuple[np.ndarray, ...], days: int) -> np.ndarray:
    """Overwrite transfers with chains of five to eight hops, each within 60 hours of the last and 0.5–10 % smaller."""
    source, target, time, amount = columns
    nodes, places = int(source.max()) + 1, iter(random.permutation(len(source)))
    begun = []
    for _ in range(PLANTED):
        hops = int(random.integers(5, 9))
        chain = [next(places) for _ in range(hops)]
        way = random.choice(nodes, hops + 1, replace=False)
        source[chain], target[chain] = way[:-1], way[1:]
        begin = int(random.integers(1, days // 3 * 86_400))
        time[chain] = 1000 * (begin + np.cumsum(random.integers(300, 216_000, hops)))
        amount[chain] = (int(random.integers(10**6, 10**8)) * np.cumprod(random.uniform(0.9, 0.995, hops))).astype(
            np.int64
        )
        begun.append(chain[0])
    return np.array(begun)
