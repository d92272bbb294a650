"""What a line of an analysis's table rests on: the events and rows it cites, or the links it goes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

_EVENTS = ("events", "reasons", "event", "event_out", "event_in", "event_a", "event_b")
_BARE = {"reasons": ("event",)}  # in the reasons of a gang, `event` is the thing shared and no id


@dataclass(frozen=True, slots=True)
class Cited:
    """Ids of events and rows, and ids of links of the graph."""

    events: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def cited(frames: Mapping[str, pd.DataFrame], name: str, place: int) -> Cited:
    """Return what a line of one of an analysis's tables cites, itself or through the lines of another table."""
    row = frames[name].iloc[place]
    own = _own(row, _BARE.get(name, ()))
    if own.events or own.links:
        return own
    return _together(_own(line, ()) for _, line in _lines(frames, name, row).iterrows())


def keys_in(row: pd.Series) -> tuple[str, ...]:
    """Return the keys of people and things that a line names, in the order of its columns."""
    named = (str(value) for column, value in row.items() if f"{column}_name" in row.index and not _missing(value))
    return tuple(dict.fromkeys(named))


def _own(row: pd.Series, without: tuple[str, ...]) -> Cited:
    names = [name for name in _EVENTS if name in row.index and name not in without]
    events = dict.fromkeys(event for name in names for event in _ids(row[name]))
    return Cited(tuple(events), tuple(_ids(row["links"])) if "links" in row.index else ())


def _ids(value: object) -> list[str]:
    """Return ids; a count under the same name, or nothing, has none."""
    if isinstance(value, str):
        return [value] if ":" in value else []
    return [str(part) for part in value] if isinstance(value, Iterable) else []


def _lines(frames: Mapping[str, pd.DataFrame], name: str, row: pd.Series) -> pd.DataFrame:
    """Return the lines of another table that stand behind a line which cites nothing itself."""
    for own, other, here, there in _BEHIND:
        if own == name and other in frames and here in row.index:
            frame = frames[other]
            if there in frame:
                behind: pd.DataFrame = frame[frame[there] == row[here]]
                return behind
    return pd.DataFrame()


_BEHIND = (
    ("chains", "steps", "chain", "chain"),
    ("paths", "steps", "path", "path"),
    ("accounts", "transfers", "account", "target"),
    ("gangs", "members", "gang", "gang"),
    ("members", "reasons", "member", "member"),
)


def _together(parts: Iterable[Cited]) -> Cited:
    known = list(parts)
    events = dict.fromkeys(event for part in known for event in part.events)
    links = dict.fromkeys(link for part in known for link in part.links)
    return Cited(tuple(events), tuple(links))


def _missing(value: object) -> bool:
    return not isinstance(value, str)
