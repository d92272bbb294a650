"""Labelled sets written by the tests, in the formats that the harness reads."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def gangs_set():
    """Return what writes a set of planted gangs, as events or as edges, into a folder."""

    def write(folder, *, form="events", gangs=3, size=6, seed=0):
        folder.mkdir(parents=True)
        generator = np.random.default_rng(seed)
        people = {f"P{gang}{n}": f"G{gang}" for gang in range(gangs) for n in range(size)}
        lines = []
        for gang in range(gangs):
            own = [person for person, of in people.items() if of == f"G{gang}"]
            for meeting in range(10):
                lines += [(person, f"E{gang}{meeting}") for person in generator.choice(own, 4, replace=False)]
            lines.append((own[0], "Eall"))
        if form == "events":
            pd.DataFrame(lines, columns=["person", "event"]).to_csv(folder / "events.csv", index=False)
        else:
            table = pd.DataFrame(lines, columns=["person", "event"])
            both = table.merge(table, on="event")
            both = both[both["person_x"] < both["person_y"]].groupby(["person_x", "person_y"]).size().reset_index()
            both.set_axis(["source", "target", "weight"], axis=1).to_csv(folder / "edges.csv", index=False)
        pd.DataFrame(people.items(), columns=["id", "gang"]).to_csv(folder / "members.csv", index=False)
        return folder

    return write


@pytest.fixture
def barbell():
    """Return what writes a set of curves: one layer, two full groups of four with one node between."""

    def write(folder):
        folder.mkdir(parents=True)
        groups = [(a, b) for first in (0, 4) for a in range(first, first + 4) for b in range(a + 1, first + 4)]
        table = pd.DataFrame([*groups, (0, 8), (8, 4)], columns=["source", "target"]).assign(weight=1)
        table.to_csv(folder / "talks.csv", index=False)
        (folder / "published.json").write_text(json.dumps({"measure": "…", "talks": [1, 0.444]}), encoding="utf-8")
        return folder

    return write
