"""Small worlds of people who share events: drawn ones, planted gangs and random tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from graph.net.links import Links


@pytest.fixture(scope="session")
def shared():
    """Return what reads a drawing, "layer event: people", into incidences."""

    def read(text):
        lines = []
        for line in filter(None, map(str.strip, text.splitlines())):
            head, _, people = line.partition(":")
            layer, event = head.split()
            lines += [(person, layer, event) for person in people.split()]
        return pd.DataFrame(lines, columns=["person", "layer", "event"])

    return read


@pytest.fixture(scope="session")
def planted():
    """Return what plants gangs: `size` people each who meet among themselves, a share of the guests from elsewhere."""

    def plant(*, gangs=4, size=8, meetings=12, guests=4, stray=0.1, seed=0):
        generator = np.random.default_rng(seed)
        lines = []
        for gang in range(gangs):
            own = [f"p{gang:02}{number:02}" for number in range(size)]
            for meeting in range(meetings):
                for person in generator.choice(own, guests, replace=False).tolist():
                    away = generator.random() < stray
                    other = f"p{generator.integers(gangs):02}{generator.integers(size):02}"
                    lines.append((other if away else person, "meeting", f"m{gang:02}{meeting:02}"))
        return pd.DataFrame(lines, columns=["person", "layer", "event"]).drop_duplicates(ignore_index=True)

    return plant


@pytest.fixture(scope="session")
def links_between():
    """Return what makes links of pairs of numbers."""

    def make(pairs, size):
        different = sorted({(min(a, b), max(a, b)) for a, b in pairs if a != b})
        ends = np.array(different, dtype=np.int64).reshape(-1, 2)
        return Links(ends[:, 0], ends[:, 1], np.ones(len(ends)), size)

    return make
