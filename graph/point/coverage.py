"""What the data cover of somebody and what is missing.

Why it stands beside every profile: no call in June means silence only where June's record was handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

Period = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a period the files of one owner cover.

    Attributes
    ----------
    owner : str
        Key of an account or a number.
    period : (Timestamp, Timestamp)
        What was asked about.
    share : float
        Covered part of it, 0 to 1.
    covered, missing : tuple of (Timestamp, Timestamp)
        The period cut into what files cover and what none does, in order.
    rows : int
        Rows of the files that touch the period.
    """

    owner: str
    period: Period
    share: float
    covered: tuple[Period, ...]
    missing: tuple[Period, ...]
    rows: int


def coverage(statements: pd.DataFrame, owners: Iterable[str], *, period: Period) -> list[Coverage]:
    """Return how far a period is covered for each of some owners, in the order of their keys.

    Parameters
    ----------
    statements : pandas.DataFrame
        Columns owner, period_from, period_to (UTC, first and last row of a file), rows.
    owners : iterable of str
        Owners without a file are answered too: share 0.
    period : (Timestamp, Timestamp)
        From, to; UTC.

    Raises
    ------
    ValueError
        When the period does not last.

    Notes
    -----
    A file covers the time from its first to its last row; that nothing happened before the first row is not known.

    Examples
    --------
    >>> days = [pd.Timestamp(f"2026-03-{day:02}", tz="UTC") for day in (1, 5, 11)]
    >>> files = pd.DataFrame({"owner": ["acct:B"], "period_from": days[:1], "period_to": days[1:2], "rows": [9]})
    >>> coverage(files, ["acct:B"], period=(days[0], days[2]))[0].share
    0.4
    """
    if not period[0] < period[1]:
        raise ValueError(f"a period from {period[0]} to {period[1]} does not last")
    return [_coverage(statements[statements["owner"] == owner], owner, period) for owner in sorted(set(owners))]


def _coverage(files: pd.DataFrame, owner: str, period: Period) -> Coverage:
    begin, end = period
    touching = files[(files["period_from"] <= end) & (files["period_to"] >= begin)]
    covered = united(zip(touching["period_from"], touching["period_to"], strict=True), within=period)
    return Coverage(
        owner=owner,
        period=period,
        share=round(_lasting(covered) / (end - begin).total_seconds(), 6),
        covered=covered,
        missing=_between(covered, period),
        rows=int(touching["rows"].sum()),
    )


def united(periods: Iterable[Period], *, within: Period) -> tuple[Period, ...]:
    """Return periods cut to a frame, overlapping and touching ones made one, in order."""
    made: list[Period] = []
    for begin, end in sorted((max(a, within[0]), min(b, within[1])) for a, b in periods):
        if begin > end:
            continue
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((begin, end))
    return tuple(made)


def _between(covered: tuple[Period, ...], period: Period) -> tuple[Period, ...]:
    ends = [period[0], *(end for _, end in covered)]
    begins = [*(begin for begin, _ in covered), period[1]]
    return tuple((a, b) for a, b in zip(ends, begins, strict=True) if a < b)


def _lasting(periods: Iterable[Period]) -> float:
    return sum((end - begin).total_seconds() for begin, end in periods)
