"""Messages that are passed on: A calls B and minutes later B calls C, more often than chance makes of their habits.

Why chance: a busy number calls somebody after every call; only what exceeds its own hours is a relay.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.line.chance import count_chance, false_discovery
from graph.point.cited import empty
from graph.point.clock import wall

_COLUMNS = (
    *("first", "relay", "last", "times", "of_first", "of_last", "expected", "chance", "q", "median_minutes"),
    *("pairs", "events"),
)
_CHAINS = ("path", "times", "first_at", "last_at", "chains", "events")
_WAY = ["first", "relay", "last"]
Int64s = NDArray[np.int64]


def call_relays(calls: pd.DataFrame, *, minutes: int = 10, least: int = 3) -> pd.DataFrame:
    """Return who passes whose calls on to whom.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee, started_at (UTC), seconds; one line per event.
    minutes : int
        The second call begins at or after the end of the first, at most so much later.
    least : int
        Fewer repetitions are not shown.

    Returns
    -------
    pandas.DataFrame
        `first` → `relay` → `last` (keys, first and last different), `times`, `of_first` and `of_last`: all calls on either
        way, `expected` times, `chance` of at least so many (Poisson tail), `q` (false discovery rate over every way two
        calls could have met in), `median_minutes` between the calls, `pairs` of events in the order of time, `events`.
        Least likely first, equal ones by keys.

    Notes
    -----
    Each call is in at most one repetition of a way: a second call goes with the last first call before it, a first call
    with the first second one after it. Expected: for each first call the chance that the relay calls the last within the
    window anyway, at its usual rate in that local hour. O(calls log calls + meetings).
    """
    known = _timed(calls)
    met = _once(_followed(known, minutes=minutes))
    if met.empty:
        return empty(_COLUMNS)
    found = _counted(met)
    found = found.merge(_expected(known, found, minutes=minutes), on=_WAY)
    found["chance"] = count_chance(found["times"], expected=found["expected"])
    found["q"] = false_discovery(found["chance"], tests=_ways(known))
    found = found[found["times"] >= least]
    return found.sort_values(["chance", *_WAY], ignore_index=True)[list(_COLUMNS)] if len(found) else empty(_COLUMNS)


def relay_chains(relays: pd.DataFrame, calls: pd.DataFrame, *, hops: int = 6) -> pd.DataFrame:
    """Return the longer chains that relays make: A → B → C → D where one call is the second of one and first of the next.

    Parameters
    ----------
    relays : pandas.DataFrame
        As `call_relays` gives them, only those to be believed.
    calls : pandas.DataFrame
        The same calls.
    hops : int
        Calls in a chain at most.

    Returns
    -------
    pandas.DataFrame
        One line per path of keys with three calls or more that no longer chain holds: `path` (tuple), `times`,
        `first_at, last_at` (beginnings of the first and last of its calls), `chains` (tuples of events in the order of
        time) and `events`. Longest first, then most often, then by keys.
    """
    pairs = sorted({pair for some in relays["pairs"] for pair in some})
    after: dict[str, list[str]] = {}
    for first, second in pairs:
        after.setdefault(first, []).append(second)
    begun = [first for first in after if first not in {second for _, second in pairs}]
    chains = [chain for first in sorted(begun) for chain in _grown((first,), after, hops=hops) if len(chain) > 2]
    ends = calls.set_index("event")[["caller", "callee", "started_at"]]
    lines: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for chain in chains:
        path = (str(ends["caller"][chain[0]]), *(str(ends["callee"][event]) for event in chain))
        lines.setdefault(path, []).append(chain)
    return _chained(lines, ends["started_at"])


def _grown(chain: tuple[str, ...], after: dict[str, list[str]], *, hops: int) -> list[tuple[str, ...]]:
    if len(chain) == hops or chain[-1] not in after:
        return [chain]
    return [grown for event in after[chain[-1]] for grown in _grown((*chain, event), after, hops=hops)]


def _chained(lines: dict[tuple[str, ...], list[tuple[str, ...]]], began: pd.Series[pd.Timestamp]) -> pd.DataFrame:
    made = []
    for path, chains in lines.items():
        events = sorted({event for chain in chains for event in chain})
        ordered = sorted(chains, key=lambda chain: (began[chain[0]], chain))
        made.append((path, len(chains), began[events].min(), began[events].max(), tuple(ordered), tuple(events)))
    if not made:
        return empty(_CHAINS)
    made.sort(key=lambda line: (-len(line[0]), -line[1], line[0]))
    return pd.DataFrame(made, columns=list(_CHAINS))


def _timed(calls: pd.DataFrame) -> pd.DataFrame:
    """Return the calls between two named ends with whole seconds of their begin and end, and the local hour of both."""
    known = calls.dropna(subset=["caller", "callee"])
    known = known[known["caller"] != known["callee"]].sort_values(["started_at", "event"], ignore_index=True)
    begin = known["started_at"].dt.as_unit("s").astype("int64")
    hours = wall(known["started_at"]).dt.hour
    return known.assign(begin=begin, end=begin + known["seconds"], hour=hours)


def _followed(known: pd.DataFrame, *, minutes: int) -> pd.DataFrame:
    """Return every two calls of which the second goes on where the first ended, within the window."""
    if known.empty:
        return pd.DataFrame(columns=[*_WAY, "event", "then", "begin", "wait"])
    relays = pd.Index(known["caller"]).union(pd.Index(known["callee"])).unique()
    start = int(known["begin"].min())
    span = int(known["end"].max()) - start + 60 * minutes + 1
    out = relays.get_indexer(pd.Index(known["caller"])).astype(np.int64) * span + (known["begin"] - start).to_numpy()
    order = np.argsort(out, kind="stable")
    arrives = relays.get_indexer(pd.Index(known["callee"])).astype(np.int64) * span + (known["end"] - start).to_numpy()
    low = np.searchsorted(out[order], arrives, side="left")
    high = np.searchsorted(out[order], arrives + 60 * minutes, side="right")
    first = np.repeat(np.arange(len(known)), high - low)
    offsets = np.arange(len(first)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    second = order[np.repeat(low, high - low) + offsets]
    later = second > first  # of two texts in one second the order of the file decides
    return _joined(known, first[later], second[later])


def _joined(known: pd.DataFrame, first: Int64s, second: Int64s) -> pd.DataFrame:
    one, two = known.iloc[first].reset_index(drop=True), known.iloc[second].reset_index(drop=True)
    met = pd.DataFrame(
        {
            "first": one["caller"],
            "relay": one["callee"],
            "last": two["callee"],
            "event": one["event"],
            "then": two["event"],
            "begin": one["begin"],
            "wait": two["begin"] - one["end"],
        }
    )
    return met[met["first"] != met["last"]]


def _once(met: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings in which each call stands once per way: each second with the latest first, and back."""
    latest = met.sort_values(["wait", "event", "then"]).drop_duplicates([*_WAY, "then"])
    return latest.sort_values(["wait", "event", "then"]).drop_duplicates([*_WAY, "event"])


def _counted(met: pd.DataFrame) -> pd.DataFrame:
    ordered = met.sort_values([*_WAY, "begin", "event"])
    lines = []
    for way, part in ordered.groupby(_WAY, sort=True):
        pairs = tuple(zip(part["event"], part["then"], strict=True))
        events = tuple(sorted({*part["event"], *part["then"]}))
        lines.append((*way, len(part), round(float(part["wait"].median()) / 60, 3), pairs, events))
    return pd.DataFrame(lines, columns=[*_WAY, "times", "median_minutes", "pairs", "events"])


def _expected(known: pd.DataFrame, found: pd.DataFrame, *, minutes: int) -> pd.DataFrame:
    """Return for each way how often its second calls would follow its first ones by the relay's hours alone."""
    days = max(1.0, (known["begin"].max() - known["begin"].min()) / 86_400)
    hourly = known.groupby(["caller", "callee", "hour"], as_index=False).size()
    first = hourly.set_axis(["first", "relay", "hour", "of_first"], axis=1)
    last = hourly.set_axis(["relay", "last", "hour", "of_last"], axis=1)
    ways = found[_WAY].drop_duplicates()
    both = ways.merge(first, on=["first", "relay"]).merge(last, on=["relay", "last", "hour"], how="left")
    rate = both["of_last"].fillna(0) / (days * 60)
    both["expected"] = both["of_first"] * (1 - np.exp(-rate.to_numpy(dtype=np.float64) * minutes))
    made = both.groupby(_WAY, as_index=False).agg(expected=("expected", "sum"), of_first=("of_first", "sum"))
    return made.merge(last.groupby(["relay", "last"], as_index=False)["of_last"].sum(), on=["relay", "last"])


def _ways(known: pd.DataFrame) -> int:
    """Return how many ways first → relay → last the calls offer."""
    into = known.groupby("callee")["caller"].nunique()
    out = known.groupby("caller")["callee"].nunique()
    back = known[["caller", "callee"]].drop_duplicates()
    mutual = back.merge(back, left_on=["caller", "callee"], right_on=["callee", "caller"])
    return max(1, int(into.mul(out, fill_value=0).sum()) - len(mutual))
