"""Which contacts appear or vanish around an event: a crime, an arrest, a new number.

Why days and not calls: ten calls of one evening are one occasion; who was called on ten evenings and then never again is
another matter.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from scipy import stats

from graph.line.chance import false_discovery
from graph.point.cited import cited, empty
from graph.point.clock import local_day
from graph.point.coverage import united
from graph.point.exchanges import exchanges

_COLUMNS = (
    *("contact", "change", "days_before", "days_after", "before", "after", "nearest_hours", "expected_after"),
    *("chance", "q", "events"),
)


def around(
    calls: pd.DataFrame,
    owners: Collection[str],
    moment: pd.Timestamp,
    *,
    days: int = 30,
    statements: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how the contacts of some numbers change at a moment.

    Parameters
    ----------
    calls : pandas.DataFrame
        Columns event, caller, callee, act, started_at (UTC), seconds.
    owners : collection of str
        Keys of the numbers of one party.
    moment : Timestamp
        When it happened, UTC-aware.
    days : int
        How far to look before and after.
    statements : pandas.DataFrame, optional
        Columns owner, period_from, period_to: time that no file of these numbers covers then counts on neither side.

    Returns
    -------
    pandas.DataFrame
        One line per contact: `change` (appears: none before; vanishes: none after; more, less or same rate),
        `days_before, days_after` (local days with an exchange), `before, after` (events), `nearest_hours` from the moment
        to the closest exchange, `expected_after` (days, were the rate the same on both sides), `chance` of so uneven a
        split (two-sided binomial), `q` (false discovery rate) and `events`. Least likely first, equal ones by key.

    Raises
    ------
    ValueError
        When `days` is not positive.
    """
    if days < 1:
        raise ValueError(f"{days} days around an event are none")
    span = pd.Timedelta(days=days)
    met = exchanges(calls, owners).dropna(subset=["contact"])
    met = met[(met["started_at"] >= moment - span) & (met["started_at"] < moment + span)]
    if met.empty:
        return empty(_COLUMNS)
    sides = _lasting(statements, owners, moment=moment, span=span)
    found = _counted(met, moment)
    total = found["days_before"] + found["days_after"]
    share = sides[1] / sum(sides)
    found["expected_after"] = total * share
    found["chance"] = [_uneven(after, n, share) for after, n in zip(found["days_after"], total, strict=True)]
    found["q"] = false_discovery(found["chance"])
    found["change"] = _change(found)
    return found.sort_values(["chance", "contact"], ignore_index=True)[list(_COLUMNS)]


def _lasting(
    statements: pd.DataFrame | None, owners: Collection[str], *, moment: pd.Timestamp, span: pd.Timedelta
) -> tuple[float, float]:
    """Return for how long before and after the moment anything can be known, in seconds."""
    if statements is None:
        return span.total_seconds(), span.total_seconds()
    files = statements[statements["owner"].isin(list(owners))]
    periods = list(zip(files["period_from"], files["period_to"], strict=True))
    lasting = [
        sum((b - a).total_seconds() for a, b in united(periods, within=side))
        for side in ((moment - span, moment), (moment, moment + span))
    ]
    # A call shows that its own second was covered, whatever the files say.
    return max(1.0, lasting[0]), max(1.0, lasting[1])


def _counted(met: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    later = met["started_at"] >= moment
    day = local_day(met["started_at"])
    apart = (met["started_at"] - moment).dt.total_seconds().abs() / 3_600
    marked = met.assign(
        day_before=day.where(~later), day_after=day.where(later), before=~later, after=later, apart=apart
    )
    return marked.groupby("contact", as_index=False).agg(
        days_before=("day_before", "nunique"),
        days_after=("day_after", "nunique"),
        before=("before", "sum"),
        after=("after", "sum"),
        nearest_hours=("apart", "min"),
        events=("event", cited),
    )


def _uneven(after: int, total: int, share: float) -> float:
    return float(stats.binomtest(int(after), int(total), share).pvalue)


def _change(found: pd.DataFrame) -> list[str]:
    more = found["days_after"] > found["expected_after"]
    less = found["days_after"] < found["expected_after"]
    cases = [found["before"] == 0, found["after"] == 0, more, less]
    chosen: list[str] = np.select(cases, ["appears", "vanishes", "more", "less"], default="same").tolist()
    return chosen
