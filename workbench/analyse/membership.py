"""Why somebody is a member of a gang: the rows shared with its others, how many, and between which gangs somebody stands.

Why rows are capped and counted: a kept link carries its reasons for ever, and fifty of a thousand calls say as much as all;
but the page must say that they are fifty of a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from graph.ledger.runs import Item
from workbench.wording import say

MOST_REASONS = 50


@dataclass(frozen=True, slots=True)
class Reasons:
    """The rows by which members share something with others of their gang.

    Attributes
    ----------
    rows : dict of str to tuple of str
        Member → ids of rows, at most `MOST_REASONS`.
    count : dict of str to int
        Member → how many rows there are in all.
    """

    rows: dict[str, tuple[str, ...]]
    count: dict[str, int]


def reasons_of(shared: pd.DataFrame, members: pd.DataFrame) -> Reasons:
    """Return for each member the rows by which it shares something with another member of its gang."""
    known = shared.merge(members[["person", "gang"]], on="person")
    together = known[known.groupby(["gang", "layer", "event"])["person"].transform("nunique") > 1]
    rows = {
        str(person): tuple(sorted({row for rows in of for row in rows})[:MOST_REASONS])
        for person, of in together.groupby("person")["reasons"]
    }
    counts = together.groupby("person")["rows"].sum()
    return Reasons(rows, {str(person): max(int(count), len(rows[str(person)])) for person, count in counts.items()})


def with_reasons(members: pd.DataFrame, reasons: Reasons) -> pd.DataFrame:
    """Return members with their `reasons` and how many `rows` there are in all."""
    rows = pd.Series([reasons.rows.get(of, ()) for of in members["person"]], members.index, object)
    count = [reasons.count.get(of, 0) for of in members["person"]]
    return members.assign(reasons=rows, rows=pd.Series(count, members.index, dtype="int64"))


def overlaps(members: pd.DataFrame) -> pd.DataFrame:
    """Return the members whose second gang is close, the closest first: between which two gangs they stand."""
    torn = members[members["close"] & (members["second"] >= 0)]
    near = torn.assign(lead=torn["stability"] - torn["second_stability"]).sort_values(["lead", "member"])
    columns = ["member", "member_name", "gang", "stability", "second", "second_stability", "reasons"]
    return near[columns].reset_index(drop=True)


def gang_items(groups: pd.DataFrame, members: pd.DataFrame, reasons: Reasons) -> Iterator[Item]:
    """Yield a group for each gang and a link for each member that rests on rows: a number, an account or a person."""
    for gang, sure in zip(groups["gang"], groups["stability"], strict=True):
        own = members[members["gang"] == gang]
        name, told = f"group:{gang + 1}", {"name": say("analyse.gang", number=gang + 1), "confidence": sure}
        yield Item("Group", name, props=told, score=sure)
        for person, hold in zip(own["person"], own["stability"], strict=True):
            if rows := reasons.rows.get(person):
                yield Item("MEMBER_OF", person, name, {"share": hold, "confidence": hold}, rows, hold)
