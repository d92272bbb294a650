"""Handset and SIM changes: one SIM that moved to another handset, one handset that came to another number.

Why the order of use decides: a SIM that lay in a friend's handset for a day came back; only what ended before the next began
was changed. Why shops are left out: a handset through which dozens of SIMs went says nothing of who they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from models.swaps.handsets import SHOP

OVERLAP = pd.Timedelta(days=1)
_CHANGE = ["kind", "kept", "before", "after", "left_at", "taken_at", "times", "events"]
_USE = ["chain", "phone", "imei", "first_at", "last_at", "times", "events"]


@dataclass(frozen=True, slots=True)
class HandsetChains:
    """Who used which handsets, one after the other.

    Attributes
    ----------
    changes : DataFrame
        `kind` (new_handset: the number `kept` went from one handset to another; new_number: the handset `kept` went from one number to
        another), `kept, before, after` (keys), `left_at, taken_at` (UTC: the last use of the former and the first of the
        next), `times` (uses of the two), `events` (tuple: the last and the first use), in the order of taken_at.
    uses : DataFrame
        `chain` (numbers that handsets join are one chain, counted from 0 by the first use), `phone, imei, first_at, last_at,
        times, events` (tuple: the first and the last), in the order (chain, first_at).
    left_out : DataFrame
        Handsets of too many numbers: `imei, phones`, most first.
    """

    changes: pd.DataFrame
    uses: pd.DataFrame
    left_out: pd.DataFrame


def handset_chains(sides: pd.DataFrame, *, most: int = SHOP, identity: str = "phone") -> HandsetChains:
    """Return the changes of handsets and numbers that files show.

    Parameters
    ----------
    sides : DataFrame
        `event, phone, imei, imsi, started_at` (UTC), one line per call and number; without a handset it tells nothing.
    most : int
        A handset of more numbers than this is a shop's and joins nobody.
    identity : "phone" or "imsi"
        What moves between handsets: numbers, or the cards themselves; a renewed card keeps its number.

    Notes
    -----
    A change is the next use of one after another that had ended, at most a day before its end; uses that lie within a longer
    one (lent, repaired) are none. O(lines log lines).
    """
    used = _used(sides, identity)
    phones = used.groupby("imei")["phone"].transform("size")
    shops = used[phones > most].groupby("imei", as_index=False).agg(phones=("phone", "size"))
    own = used[phones <= most]
    parts = [
        _changes(own, "new_handset", kept="phone", moved="imei"),
        _changes(own, "new_number", kept="imei", moved="phone"),
    ]
    changes = pd.concat(parts, ignore_index=True).sort_values(["taken_at", "kind", "kept", "after"], ignore_index=True)
    left_out = shops.sort_values(["phones", "imei"], ascending=[False, True], ignore_index=True)
    return HandsetChains(changes, _chained(own), left_out)


def _used(sides: pd.DataFrame, identity: str) -> pd.DataFrame:
    """Return a line per number and handset: when it was first and last there, and how often."""
    known = sides.dropna(subset=[identity, "imei"])
    lines = pd.DataFrame({"phone": known[identity], **{name: known[name] for name in ("imei", "started_at", "event")}})
    ordered = lines.sort_values(["started_at", "event"])
    found = ordered.groupby(["phone", "imei"], as_index=False).agg(
        first_at=("started_at", "first"),
        last_at=("started_at", "last"),
        times=("event", "size"),
        first=("event", "first"),
        last=("event", "last"),
    )
    return found.sort_values(["first_at", "first", "phone", "imei"], ignore_index=True)


def _changes(used: pd.DataFrame, kind: str, *, kept: str, moved: str) -> pd.DataFrame:
    """Return the changes of every number, or of every handset: a use that lasted, and the next one that did."""
    lasting = used[~_within(used, kept)].sort_values([kept, "first_at", "first"], kind="stable")
    later = lasting.groupby(kept)[["first_at", moved, "times", "first"]].shift(-1)
    over = later[moved].notna() & (later["first_at"] >= lasting["last_at"] - OVERLAP)
    now, then = lasting[over], later[over]
    found = {
        "kind": kind,
        "kept": now[kept],
        "before": now[moved],
        "after": then[moved],
        "left_at": now["last_at"],
        "taken_at": then["first_at"],
        "times": (now["times"] + then["times"]).astype(np.int64),
        "events": pd.Series(list(zip(now["last"], then["first"], strict=True)), now.index, dtype=object),
    }
    return pd.DataFrame(found)[_CHANGE]


def _within(used: pd.DataFrame, kept: str) -> pd.Series:
    """Return which uses lie within a longer one of the same number, or of the same handset."""
    ordered = used.sort_values([kept, "first_at", "last_at"], ascending=[True, True, False], kind="stable")
    longest = ordered.groupby(kept)["last_at"].cummax().groupby(ordered[kept]).shift()
    found: pd.Series = (longest > ordered["last_at"]).reindex(used.index)
    return found


def _chained(used: pd.DataFrame) -> pd.DataFrame:
    """Return the uses of all numbers that a handset joins to another, or that moved between handsets."""
    phone, phones = pd.factorize(used["phone"], sort=True)
    imei, imeis = pd.factorize(used["imei"], sort=True)
    size = len(phones) + len(imeis)
    table = sparse.coo_array((np.ones(len(used)), (phone, len(phones) + imei)), shape=(size, size))
    part = connected_components(table, directed=False)[1][phone] if len(used) else np.zeros(0, np.int64)
    joined = used.assign(
        part=part, events=pd.Series([*zip(used["first"], used["last"], strict=True)], used.index, dtype=object)
    )
    several = joined[joined.groupby("part")["part"].transform("size") > 1]
    chain = pd.factorize(several["part"])[0]
    return several.assign(chain=chain).sort_values(["chain", "first_at", "phone", "imei"], ignore_index=True)[_USE]
