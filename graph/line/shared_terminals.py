"""The same device behind several accounts: an IP address, a network card (MAC), a counter or cash machine.

Why weighed: one laptop that moves money of five holders is a laundry, the counter of a bank serves a quarter of the town.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.line.chance import false_discovery, overlap_chance
from graph.point.cited import cited, empty

KINDS = ("ip", "mac", "counter")
_TERMINALS = ("kind", "value", "accounts", "rarity", "first_at", "last_at", "days", "holders", "events")
_PAIRS = ("a", "b", "score", "shared", "terminals_a", "terminals_b", "chance", "q", "terminals", "events")


@dataclass(frozen=True, slots=True, eq=False)
class SharedTerminals:
    """Devices behind several accounts.

    Attributes
    ----------
    terminals : pandas.DataFrame
        One line per device of two accounts or more: `kind` (ip, mac, counter), `value`, `accounts` (how many), `rarity`
        (ln(all accounts with any device / these)), `first_at, last_at, days`, `holders`: the accounts, `events`. Fewest
        accounts first, then by kind and value.
    pairs : pandas.DataFrame
        One line per pair of accounts that share a device: `score`: sum over what they share of rarity / (accounts − 1),
        `shared` devices, how many each has, `chance` of at least so many shared (hypergeometric tail over all devices),
        `q`, `terminals` (tuple of (kind, value), rarest first), `events`. Highest score first, then by keys.
    left_out : pandas.DataFrame
        Devices of more accounts than the cap, which make no pairs: columns as of `terminals`, the fullest first.
    """

    terminals: pd.DataFrame
    pairs: pd.DataFrame
    left_out: pd.DataFrame


def shared_terminals(transfers: pd.DataFrame, *, cap: int = 50) -> SharedTerminals:
    """Return which devices stand behind several accounts, and which accounts share devices.

    Parameters
    ----------
    transfers : pandas.DataFrame
        Columns event, source, target, occurred_at (UTC), ip, mac, counter (texts, may be missing). A device is the
        paying account's; where no payer is named, a counter or machine is the receiving one's.
    cap : int
        A device of more accounts is a public one: it is shown as left out and makes no pairs.

    Notes
    -----
    O(transfers log transfers + Σ accounts² of devices within the cap).
    """
    uses = _uses(transfers)
    if uses.empty:
        return SharedTerminals(empty(_TERMINALS), empty(_PAIRS), empty(_TERMINALS))
    found = _devices(uses)
    public = found["accounts"] > cap
    left_out = found[public].sort_values(["accounts", "kind", "value"], ascending=[False, True, True])
    shown = found[~public & (found["accounts"] > 1)].reset_index(drop=True)
    private = uses.merge(found.loc[~public, ["kind", "value", "rarity", "accounts"]], on=["kind", "value"])
    return SharedTerminals(shown, _pairs(private), left_out.reset_index(drop=True))


def _uses(transfers: pd.DataFrame) -> pd.DataFrame:
    """Return which account used which device in which event: kind, value, account, event, occurred_at."""
    parts = []
    for kind in KINDS:
        side = transfers["source"].fillna(transfers["target"]) if kind == "counter" else transfers["source"]
        part = transfers[["event", "occurred_at"]].assign(kind=kind, value=transfers[kind], account=side)
        parts.append(part.dropna(subset=["value", "account"]))
    return pd.concat(parts, ignore_index=True)


def _devices(uses: pd.DataFrame) -> pd.DataFrame:
    found = (
        uses.assign(day=uses["occurred_at"].dt.normalize())
        .groupby(["kind", "value"], as_index=False)
        .agg(
            accounts=("account", "nunique"),
            first_at=("occurred_at", "min"),
            last_at=("occurred_at", "max"),
            days=("day", "nunique"),
            holders=("account", cited),
            events=("event", cited),
        )
    )
    found["rarity"] = np.log(uses["account"].nunique() / found["accounts"].to_numpy(dtype=np.float64))
    return found.sort_values(["accounts", "kind", "value"], ignore_index=True)[list(_TERMINALS)]


def _pairs(uses: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of accounts with a device in common."""
    held = uses.groupby(["kind", "value", "account"], as_index=False).agg(
        events=("event", cited), rarity=("rarity", "first"), accounts=("accounts", "first")
    )
    both = held.merge(held, on=["kind", "value"], suffixes=("", "_b"))
    both = both[both["account"] < both["account_b"]]
    if both.empty:
        return empty(_PAIRS)
    both["worth"] = both["rarity"] / (both["accounts"] - 1)
    both = both.sort_values(
        ["account", "account_b", "worth", "kind", "value"], ascending=[True, True, False, True, True]
    )
    lines = [
        _pair(str(ends[0]), str(ends[1]), part) for ends, part in both.groupby(["account", "account_b"], sort=True)
    ]
    found = pd.DataFrame(lines, columns=["a", "b", "score", "shared", "terminals", "events"])
    counts = held.groupby("account").size()
    found["terminals_a"], found["terminals_b"] = (found[end].map(counts).astype("int64") for end in ("a", "b"))
    devices = len(held[["kind", "value"]].drop_duplicates())
    found["chance"] = overlap_chance(
        found["shared"], first=found["terminals_a"], second=found["terminals_b"], population=devices
    )
    every = held["account"].nunique()
    found["q"] = false_discovery(found["chance"], tests=every * (every - 1) // 2)
    return found.sort_values(["score", "a", "b"], ascending=[False, True, True], ignore_index=True)[list(_PAIRS)]


def _pair(
    a: str, b: str, part: pd.DataFrame
) -> tuple[str, str, float, int, tuple[tuple[str, str], ...], tuple[str, ...]]:
    devices = tuple(zip(part["kind"], part["value"], strict=True))
    events = {*itertools.chain.from_iterable(part["events"]), *itertools.chain.from_iterable(part["events_b"])}
    return a, b, round(float(part["worth"].sum()), 9), len(part), devices, tuple(sorted(events))
