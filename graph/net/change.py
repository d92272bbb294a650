"""What changed in a network between two periods: ties and people that came, went, grew or faded, and gangs that did.

Why gangs are matched by their members: numbers of communities mean nothing across two maps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.net.fused import Fused, pairs

CHANGED = 1.5
"""A tie is stronger or weaker when its weight is so many times what it was."""
SAME = 0.3
"""Two gangs of two periods are one when so large a share of all their members is in both."""


@dataclass(frozen=True, slots=True, eq=False)
class NetworkChange:
    """Two periods side by side.

    Attributes
    ----------
    ties : DataFrame
        `a, b, before, after, change`, the largest difference first; `change` is new, gone, stronger, weaker or same.
    people : DataFrame
        `person, before, after, change` by their whole weight.
    """

    ties: pd.DataFrame
    people: pd.DataFrame


def network_change(before: Fused, after: Fused) -> NetworkChange:
    """Return what changed in ties and people between the networks of two periods.

    Notes
    -----
    Both periods should be of one length and covered by the same files; otherwise what changed is the coverage. O(pairs).
    """
    sides = [
        pairs(net).set_index(["a", "b"])["weight"].rename(name) for net, name in ((before, "before"), (after, "after"))
    ]
    ties = pd.concat(sides, axis=1).fillna(0.0).reset_index()
    both = pd.concat([ties.drop(columns=end).set_axis(["person", "before", "after"], axis=1) for end in ("b", "a")])
    people = both.groupby("person")[["before", "after"]].sum().reset_index()
    return NetworkChange(_sorted(ties, ["a", "b"]), _sorted(people, ["person"]))


def gang_change(before: pd.DataFrame, after: pd.DataFrame, *, least: int = 3) -> pd.DataFrame:
    """Return what became of the gangs of one period in the next.

    Parameters
    ----------
    before, after : DataFrame
        `person, gang` of each period; gangs of fewer than `least` people are left out.

    Returns
    -------
    DataFrame
        `before, after` (gangs, -1 for none), `stayed` (people in both), `overlap` (of all their people), `change`: same,
        split (into several), merged (of several), part (a smaller overlap), new, gone; by before, after.
    """
    sizes = [_sizes(frame, least) for frame in (before, after)]
    both = before[["person", "gang"]].merge(after[["person", "gang"]], on="person", suffixes=("_before", "_after"))
    both = both[both["gang_before"].isin(sizes[0].index) & both["gang_after"].isin(sizes[1].index)]
    met = both.groupby(["gang_before", "gang_after"]).size().rename("stayed").reset_index()
    met = met.set_axis(["before", "after", "stayed"], axis=1)
    a, b = met["before"].map(sizes[0]), met["after"].map(sizes[1])
    met["overlap"] = met["stayed"] / (a + b - met["stayed"])
    half_of_after = (met["stayed"] * 2 >= b).groupby(met["before"]).transform("sum") > 1
    half_of_before = (met["stayed"] * 2 >= a).groupby(met["after"]).transform("sum") > 1
    kinds = [
        half_of_after & (met["stayed"] * 2 >= b),
        half_of_before & (met["stayed"] * 2 >= a),
        met["overlap"] >= SAME,
    ]
    met["change"] = np.select(kinds, ["split", "merged", "same"], "part")
    lost = [{"before": g, "after": -1, "change": "gone"} for g in sizes[0].index if g not in set(met["before"])]
    found = [{"before": -1, "after": g, "change": "new"} for g in sizes[1].index if g not in set(met["after"])]
    ends = pd.DataFrame([*lost, *found], columns=["before", "after", "change"]).assign(stayed=0, overlap=0.0)
    parts = [frame for frame in (met, ends) if len(frame)] or [met]
    table = pd.concat(parts)[["before", "after", "stayed", "overlap", "change"]]
    return table.sort_values(["before", "after"], ignore_index=True)


def _sizes(frame: pd.DataFrame, least: int) -> pd.Series:
    sizes = frame["gang"].value_counts().sort_index()
    return sizes[sizes >= least]


def _sorted(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the lines with what changed, the largest difference first, equals by key."""
    was, now = frame["before"], frame["after"]
    kinds = [was == 0, now == 0, now >= CHANGED * was, was >= CHANGED * now]
    frame = frame.assign(change=np.select(kinds, ["new", "gone", "stronger", "weaker"], "same"))
    frame["size"] = (now - was).abs().round(12)
    order = frame.sort_values(["size", *keys], ascending=[False, *[True] * len(keys)], ignore_index=True)
    return order.drop(columns="size")
