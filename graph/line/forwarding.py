"""Calls that are handed on by a number's setting: who forwards to whom, and calls forwarded more than once.

Why apart from relays: a forwarding is stated by the switch, so nothing about it is left to chance.
"""

from __future__ import annotations

import pandas as pd

from graph.point.cited import cited, empty

_FORWARDINGS = ("number", "to", "times", "callers", "first_at", "last_at", "events")
_CHAINS = ("caller", "path", "started_at", "events")


def forwardings(calls: pd.DataFrame) -> pd.DataFrame:
    """Return which numbers forward to which, most often first.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee, act, started_at (UTC), forwarded_to; lines with act `forward` count.

    Returns
    -------
    pandas.DataFrame
        `number, to` (keys), `times`, `callers` (how many different ones), `first_at, last_at`, `events`; equal ones by
        keys.
    """
    handed = _handed(calls)
    if handed.empty:
        return empty(_FORWARDINGS)
    found = handed.groupby(["callee", "forwarded_to"], as_index=False).agg(
        times=("event", "nunique"),
        callers=("caller", "nunique"),
        first_at=("started_at", "min"),
        last_at=("started_at", "max"),
        events=("event", cited),
    )
    found = found.rename(columns={"callee": "number", "forwarded_to": "to"})
    return found.sort_values(["times", "number", "to"], ascending=[False, True, True], ignore_index=True)


def forwarding_chains(calls: pd.DataFrame, *, seconds: int = 60, hops: int = 6) -> pd.DataFrame:
    """Return the calls that were forwarded at least twice, step by step.

    Parameters
    ----------
    calls : pandas.DataFrame
        As for `forwardings`.
    seconds : int
        The next forwarding begins at the same instant as the one before or at most so much later.
    hops : int
        Forwardings in a chain at most.

    Returns
    -------
    pandas.DataFrame
        `caller` of the first call, `path` (keys: the number called, and each it was handed on to), `started_at` of the
        first forwarding, `events` in the order of the chain. In the order (started_at, events). A chain that is part of
        a longer one is not shown. The next step is a forwarding by the number that was forwarded to, of a call by the same
        caller or by the number that forwarded; no number stands in a chain twice.
    """
    handed = _handed(calls).sort_values(["started_at", "event"], ignore_index=True)
    after = _next(handed, seconds=seconds)
    begun = [event for event in handed["event"] if event not in {e for later in after.values() for e in later}]
    known = handed.set_index("event")
    lines: list[tuple[str, tuple[str, ...], pd.Timestamp, tuple[str, ...]]] = []
    for event in begun:
        for chain in _grown((event,), after, known, hops=hops):
            path = (str(known["callee"][event]), *(str(known["forwarded_to"][e]) for e in chain))
            lines.append((str(known["caller"][event]), path, known["started_at"][event], chain))
    long = [line for line in lines if len(line[3]) > 1]
    if not long:
        return empty(_CHAINS)
    found = pd.DataFrame(long, columns=list(_CHAINS))
    return found.sort_values(["started_at", "events"], ignore_index=True)


def _handed(calls: pd.DataFrame) -> pd.DataFrame:
    handed = calls[(calls["act"] == "forward")].dropna(subset=["callee", "forwarded_to"])
    return handed[handed["callee"] != handed["forwarded_to"]]


def _next(handed: pd.DataFrame, *, seconds: int) -> dict[str, list[str]]:
    """Return for each forwarding those that can be its next step."""
    both = handed.merge(handed, left_on="forwarded_to", right_on="callee", suffixes=("", "_next"))
    wait = (both["started_at_next"] - both["started_at"]).dt.total_seconds()
    same = (both["caller_next"] == both["caller"]) | (both["caller_next"] == both["callee"])
    ordered = (wait > 0) | ((wait == 0) & (both["event"] != both["event_next"]))
    back = both["forwarded_to_next"] == both["callee"]
    steps = both[same & ordered & ~back & (wait <= seconds)].sort_values(["event", "started_at_next", "event_next"])
    return {str(event): part["event_next"].tolist() for event, part in steps.groupby("event")}


def _grown(
    chain: tuple[str, ...], after: dict[str, list[str]], known: pd.DataFrame, *, hops: int
) -> list[tuple[str, ...]]:
    to = known["forwarded_to"]
    reached = {known["callee"][chain[0]], *(to[event] for event in chain)}
    further = [event for event in after.get(chain[-1], []) if to[event] not in reached]
    if len(chain) == hops or not further:
        return [chain]
    return [grown for event in further for grown in _grown((*chain, event), after, known, hops=hops)]
