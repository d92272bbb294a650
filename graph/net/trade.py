"""Which function somebody seems to have in a fraud trade, from how their numbers and accounts behave, with the reasons.

Why rules and no model: six short sentences with numbers and events in them can be checked and contradicted by a reader;
what they say is a description of behaviour, not of guilt, and the same behaviour is found in call centres and cash shops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

FUNCTIONS = ("引流", "话务", "号卡", "收款", "水房", "取现")
"""Luring by text, calling, supplying numbers and cards, receiving, laundering, cashing out."""
_STRANGERS, _LONG, _TALKED = 15, 120, 3
_PAYERS, _HELD = 3, 3
_SHOWN = 20


@dataclass(frozen=True, slots=True, eq=False)
class Trade:
    """What members seem to do.

    Attributes
    ----------
    functions : DataFrame
        By person: `person, function, strength`: the strongest function (0 to 1), "" where no rule speaks.
    reasons : DataFrame
        `person, function, strength, measure, value, events` of every rule that speaks, the strongest first; `measure`
        names what was counted, `events` are up to twenty of the events.
    """

    functions: pd.DataFrame
    reasons: pd.DataFrame


def trade_functions(
    members: pd.DataFrame, *, calls: pd.DataFrame, transfers: pd.DataFrame, held: pd.DataFrame | None = None
) -> Trade:
    """Return which function in the trade chain the members of a gang seem to have.

    Parameters
    ----------
    members : DataFrame
        `person, key`: whose numbers and accounts are of the gang; a person may have several.
    calls : DataFrame
        `event, caller, callee, act, seconds`.
    transfers : DataFrame
        `event, source, target, terminal, amount` (minor units).
    held : DataFrame, optional
        `person, key`: in whose name numbers and accounts stand.

    Returns
    -------
    Trade
        引流: texts many strangers once. 话务: calls many strangers, or talks long with several outsiders. 号卡: at least
        three numbers or accounts that other members use stand in its name. 收款: takes money from several outsiders and
        passes it to members. 水房: takes from members and passes to members. 取现: turns money of members into cash.

    Notes
    -----
    O(events). An outsider is who has no key in `members`.
    """
    owner = members.drop_duplicates("key").set_index("key")["person"]
    found = [*_callers(calls, owner), *_money(transfers, owner), *_suppliers(held, owner)]
    columns = ["person", "function", "strength", "measure", "value", "events"]
    reasons = pd.DataFrame(found, columns=columns)
    reasons["rank"] = reasons["function"].map({name: place for place, name in enumerate(FUNCTIONS)})
    reasons = reasons.sort_values(["person", "strength", "rank"], ascending=[True, False, True], ignore_index=True)
    best = reasons.drop_duplicates("person").set_index("person")[["function", "strength"]]
    functions = pd.DataFrame({"person": sorted(members["person"].unique())}).join(best, on="person")
    functions = functions.fillna({"function": "", "strength": 0.0})
    return Trade(functions, reasons[columns])


Reason = tuple[str, str, float, str, float, tuple[str, ...]]


def _callers(calls: pd.DataFrame, owner: pd.Series) -> Iterator[Reason]:
    """Yield who canvasses strangers, and who talks long with outsiders."""
    out = calls[calls["caller"].isin(owner.index) & ~calls["callee"].isin(owner.index)].dropna(subset=["callee"])
    out = out.assign(person=out["caller"].map(owner))
    for person, own in out.groupby("person"):
        times = own["callee"].map(own["callee"].value_counts())
        once = own[times <= 2]
        strangers, texts = once["callee"].nunique(), float((once["act"] == "text").mean()) if len(once) else 0.0
        if strangers >= _STRANGERS:
            function, share = ("引流", texts) if texts > 0.5 else ("话务", 1 - texts)
            yield str(person), function, share * _full(strangers, 4 * _STRANGERS), "strangers", strangers, _some(once)
        long = own[(own["act"] == "call") & (own["seconds"] >= _LONG) & (times >= 3)]
        talked = long["callee"].nunique()
        if talked >= _TALKED:
            yield str(person), "话务", 0.5 * _full(talked, 4 * _TALKED), "long_talks", talked, _some(long)


def _money(transfers: pd.DataFrame, owner: pd.Series) -> Iterator[Reason]:
    """Yield who receives from outside, who passes on inside, and who cashes out."""
    into = transfers[transfers["target"].isin(owner.index)]
    into = into.assign(person=into["target"].map(owner), inner=into["source"].isin(owner.index))
    out = transfers[transfers["source"].isin(owner.index)]
    out = out.assign(person=out["source"].map(owner), inner=out["target"].isin(owner.index))
    for person in sorted(set(into["person"])):
        taken, given = into[into["person"] == person], out[out["person"] == person]
        outside, received, spent = taken[~taken["inner"]], _sum(taken), _sum(given)
        passed, cash = _share(given[given["inner"]], spent), given[given["terminal"] == "cash"]
        payers = outside["source"].dropna().nunique()
        if payers >= _PAYERS and passed > 0.3:
            strength = _share(outside, received) * _full(payers, 3 * _PAYERS)
            yield person, "收款", strength, "outside_payers", payers, _some(outside)
        inner = _share(taken[taken["inner"]], received)
        if inner > 0.5 and passed > 0.3:
            yield person, "水房", min(inner, passed), "passed_inside", passed, _some(given[given["inner"]])
        if inner > 0.3 and _share(cash, spent) > 0.3:
            yield person, "取现", _share(cash, spent), "cash_share", _share(cash, spent), _some(cash)


def _suppliers(held: pd.DataFrame | None, owner: pd.Series) -> Iterator[Reason]:
    """Yield in whose name numbers and accounts of other members stand."""
    if held is None:
        return
    lines = held[held["key"].isin(owner.index)].drop_duplicates(["person", "key"])
    others = lines[lines["key"].map(owner) != lines["person"]]
    for person, own in others[others["person"].isin(set(owner))].groupby("person"):
        if len(own) >= _HELD:
            yield (
                str(person),
                "号卡",
                _full(len(own), 3 * _HELD),
                "held_for_others",
                len(own),
                tuple(sorted(own["key"]))[:_SHOWN],
            )


def _full(count: int, enough: int) -> float:
    """Return 1 for enough or more, less in proportion."""
    return min(1.0, count / enough)


def _sum(lines: pd.DataFrame) -> int:
    return int(lines["amount"].sum())


def _share(lines: pd.DataFrame, total: int) -> float:
    return _sum(lines) / total if total else 0.0


def _some(lines: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted(lines["event"].astype(str)))[:_SHOWN]
