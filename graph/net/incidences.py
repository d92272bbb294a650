"""Who shares what, as one frame: calls, transfers, handsets, cases, homes, kin and journeys become events with people.

Why actors and not only persons: half the numbers of a gang stand in nobody's name or in a stranger's. A number or account
whose user nobody knows is an actor of its own until somebody knows better.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

COLUMNS = ["person", "layer", "event", "weight", "rows"]
LEAST_CALLS = 2
"""A single call ties nobody: canvassers ring up hundreds of strangers once."""
_PAIRED = {"calls": ("caller", "callee"), "money": ("source", "target")}


def paired(events: pd.DataFrame, layer: str, *, actors: Mapping[str, str], least: int = 1) -> pd.DataFrame:
    """Return calls or transfers as shares of two actors, one event per pair.

    Parameters
    ----------
    events : DataFrame
        For the layer "calls" `caller, callee`, for "money" `source, target`; one line per call or transfer.
    layer : "calls" or "money"
        Which.
    actors : mapping of str to str
        The actor behind a key; a key that is missing stands for itself.
    least : int
        Pairs with fewer calls or transfers are left out.

    Returns
    -------
    DataFrame
        `person, layer, event, weight, rows`: the event is "a~b", its weight log2(1 + calls), its rows the calls.
    """
    ends = [events[column].map(lambda key: actors.get(key, key)) for column in _PAIRED[layer]]
    frame = pd.DataFrame({"one": ends[0], "other": ends[1]}).dropna()
    frame = frame[frame["one"] != frame["other"]]
    both = np.sort(frame.to_numpy(dtype=str), axis=1) if len(frame) else np.zeros((0, 2), dtype=str)
    pairs = pd.DataFrame({"a": both[:, 0], "b": both[:, 1]}).groupby(["a", "b"]).size().rename("rows").reset_index()
    pairs = pairs[pairs["rows"] >= least]
    pairs = pairs.assign(event=pairs["a"] + "~" + pairs["b"], weight=np.log2(1.0 + pairs["rows"]), layer=layer)
    sides = [pairs[[side, *COLUMNS[1:]]].set_axis(COLUMNS, axis=1) for side in ("a", "b")]
    return pd.concat(sides, ignore_index=True)


def shared(lines: pd.DataFrame, layer: str, *, actors: Mapping[str, str], weight: float = 1.0) -> pd.DataFrame:
    """Return things that several actors have in common: a handset, a SIM, a case, a flat, a journey.

    Parameters
    ----------
    lines : DataFrame
        `key, thing`: who has it, and what; repeats are counted in `rows`.
    layer : str
        The layer's name.
    actors : mapping of str to str
        As in `paired`.
    weight : float
        How strongly one such thing ties, beside a single call or case (1).
    """
    frame = lines[["key", "thing"]].dropna()
    person = frame["key"].map(lambda key: actors.get(key, key))
    counted = pd.DataFrame({"person": person, "event": frame["thing"]}).groupby(["person", "event"]).size()
    return counted.rename("rows").reset_index().assign(layer=layer, weight=weight)[COLUMNS]


def sole_users(users: pd.DataFrame) -> dict[str, str]:
    """Return the actor behind each number and account that has exactly one known user.

    Parameters
    ----------
    users : DataFrame
        `key, person`: who uses, holds or controls what; a person who controls an account comes before its holder if a
        column `rank` says so (lower is nearer).
    """
    frame = users.dropna(subset=["key", "person"])
    if "rank" in frame:
        frame = frame[frame["rank"] == frame.groupby("key")["rank"].transform("min")]
    different = frame.drop_duplicates(["key", "person"])
    alone = different[~different["key"].duplicated(keep=False)]
    return dict(zip(alone["key"], alone["person"], strict=True))
