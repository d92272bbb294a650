"""Transfers of ordinary accounts with planted mules that pass money on in rings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def trade():
    """Return what draws transfers and the planted accounts: rings of five, small sums, everybody busy besides."""

    def draw(accounts=300, *, rings=12, seed=0, lines=1_500):
        random = np.random.default_rng(seed)
        ends = np.array([random.choice(accounts, 2, replace=False) for _ in range(lines)])
        frame = pd.DataFrame({"source": ends[:, 0], "target": ends[:, 1], "day": random.integers(0, 60, lines) + 0.5})
        frame["amount"] = np.exp(random.normal(10, 0.5, lines)).astype(int) + 100
        planted, parts = [], [frame]
        for number in range(rings):
            ring = np.arange(5) + 5 * number
            day = random.integers(0, 50)
            sums = 900 - 10 * np.arange(5)
            parts.append(
                pd.DataFrame({"source": ring, "target": np.roll(ring, -1), "day": day + np.arange(5.0), "amount": sums})
            )
            planted += ring.tolist()
        whole = pd.concat(parts, ignore_index=True)
        names = whole[["source", "target"]].map(lambda number: f"A{number:04}")
        whole = whole.assign(**names, event=[f"e{n:05}" for n in range(len(whole))])
        return whole.assign(cycles=(whole["amount"] < 1_000).astype(int)), {f"A{n:04}" for n in planted}

    return draw
