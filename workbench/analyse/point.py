"""Adapters of the point: everything about one person, number, account, vehicle, place or case."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from graph.point.coverage import Coverage
from graph.point.profile import Known, Profile
from graph.point.profile import profile as profile_of
from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.wording import said


def profile(inputs: Inputs, *, key: str, since: datetime | None, until: datetime | None) -> Answer:
    """Return what is known of one point; the period is that of all files unless it is given."""
    inputs.step("frames")
    known = Known(
        calls=inputs.calls,
        sides=inputs.call_sides,
        transfers=inputs.transfers,
        sightings=inputs.sightings,
        statements=inputs.statements,
        links=inputs.links,
        period=_period(inputs.statements, since, until),
        areas=inputs.areas,
    )
    inputs.step("compare")
    found = profile_of(known, key)
    frames = {name: frame for name, frame in _frames(found).items() if len(frame)}
    named = {name: inputs.named(frame, *_KEYS.get(name, ())) for name, frame in frames.items()}
    return Answer(named or {"linked": _by_link(found.linked)}, (), tuple(_gaps(found.coverage)))


# Nobody calls in the first minute of a period; less than this is a gap worth a sentence.
_WHOLE = 0.98
_KEYS = {
    "linked": ("other",),
    "contacts": ("contact",),
    "counterparties": ("other",),
    "whereabouts": ("where",),
    "visitors": ("who",),
    "cases": ("case",),
    "coverage": ("owner",),
}


def _frames(found: Profile) -> dict[str, pd.DataFrame]:
    frames = {"linked": _by_link(found.linked), "whereabouts": found.whereabouts, "visitors": found.visitors}
    if found.cases is not None:
        frames["cases"] = _by_link(found.cases)
    if calls := found.telephony:
        frames |= {
            "contacts": calls.contacts,
            "week": calls.week[calls.week["count"] > 0],
            "days": calls.days,
            "silences": calls.silences,
        }
        frames |= {"anchors": calls.anchors, "devices": calls.devices}
    if money := found.money:
        balances = [of.assign(account=account) for account, of in money.balances.items() if len(of)]
        frames |= {"turnover": money.turnover, "counterparties": money.counterparties, "odd": _direction(money.odd)}
        frames |= {"balances": pd.concat(balances, ignore_index=True)} if balances else {}
    return frames | {"coverage": _coverage(found.coverage)}


def _by_link(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose `events` are ids of links as what they are."""
    return frame.rename(columns={"events": "links"})


def _direction(odd: pd.DataFrame) -> pd.DataFrame:
    return odd.rename(columns={"paid": "outgoing"})


def _coverage(found: tuple[Coverage, ...]) -> pd.DataFrame:
    lines = [
        {
            "owner": of.owner,
            "share": of.share,
            "rows": of.rows,
            "period_from": of.period[0],
            "period_to": of.period[1],
            "missing": len(of.missing),
        }
        for of in found
    ]
    return pd.DataFrame(lines)


def _gaps(found: tuple[Coverage, ...]) -> list[str]:
    """Return a sentence for everyone whose files do not cover the period."""
    return [
        said("analyse.covers", owner=of.owner, share=f"{of.share:.1%}")
        if of.rows
        else said("analyse.covers_nothing", owner=of.owner)
        for of in found
        if of.share < _WHOLE
    ]


def _period(
    statements: pd.DataFrame, since: datetime | None, until: datetime | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    begin = pd.Timestamp(since) if since else statements["period_from"].min()
    end = pd.Timestamp(until) if until else statements["period_to"].max()
    if pd.isna(begin) or pd.isna(end):
        begin, end = pd.Timestamp(0, tz="UTC"), pd.Timestamp(0, tz="UTC")
    return begin, end if begin < end else begin + pd.Timedelta(days=1)
