"""Lesson 2, a victim's money by hand and by the tool: what is right of the payment that this city offers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from workbench.lessons.classroom import open_city
from workbench.lessons.hand import amount_matches, first_in_first_out
from workbench.lessons.payments import first_loss, paid_on, parked_loss, statement
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.analyse import Result

_HOLDERS = "MATCH (h:Person|Organization)-[:HOLDS]->(:Account {key: $key}) RETURN h.name AS name"


def victim_clue() -> str:
    """Return the sentence that lesson 2 begins with: who reported a loss, in which case."""
    paid = first_loss()
    return say("lesson.victim_clue", victim=paid.victim, case_no=paid.case_no)


def victim_case() -> str:
    """Return the number of that case."""
    return first_loss().case_no


def parked_case() -> str:
    """Return the number of the second victim's case."""
    return parked_loss().case_no


def parked_clue() -> str:
    """Return the sentence of the second victim, whose money lay still."""
    paid = parked_loss()
    words = "lesson.parked_clue" if paid != first_loss() else "lesson.no_parked"
    return say(words, victim=paid.victim, case_no=paid.case_no)


@cache
def _tool() -> Result:
    return open_city().analyse("trace", events=[first_loss().event], rule="fifo")


def _holders() -> set[object]:
    return {row[0] for row in open_city().cypher(_HOLDERS, {"key": first_loss().account}).rows}


def _moved() -> pd.DataFrame:
    return paid_on(first_loss().account, first_loss().ms)


def _largest() -> set[str]:
    received = _moved().groupby("target")["amount"].sum()
    return set(received.index[received == received.max()])


def _onward() -> set[object]:
    moved = _moved()
    arrived = {target: int(moved.loc[moved["target"] == target, "ms"].iloc[0]) for target in _largest()}
    return {paid_on(target, ms)["target"].nunique() for target, ms in arrived.items()}


def _others() -> int:
    rows = statement(first_loss().account)
    came = rows[rows["event"] == first_loss().event].iloc[0]
    return int(came["balance"] - came["change"])


def _by_hand() -> set[object]:
    carried = first_in_first_out(statement(first_loss().account), first_loss().event)
    return {int(carried["traced"].iloc[0]) if len(carried) else 0}


def _range() -> set[object]:
    """Return what the rules say of the largest receiver, least and most; 0 where none of them names it."""
    table = _tool().frames["accounts"]
    lines = [table[table["account"] == target] for target in _largest()]
    return {(int(line["least"].sum()), int(line["most"].sum())) for line in lines}


def _limits() -> set[object]:
    """Return the hard bounds of the account that got most after the receiver; 0 where there is none."""
    table = _tool().frames["accounts"]
    line = table[table["account"] != first_loss().account].head(1)
    return {(int(line["lower"].sum()), int(line["upper"].sum()))}


def _now() -> set[object]:
    places = _tool().frames["places"]
    line = places[places["rule"] == "lifo"]
    return {(int(line["held"].sum()), int(line["cash"].sum()))}


def _next_request() -> set[object]:
    asked = _tool().frames["requests"]["owner"]
    return {asked.iloc[0] if len(asked) else "没有"}


def _matches() -> int:
    return len(amount_matches(statement(parked_loss().account), parked_loss().event))


def _carriers() -> int:
    return len(first_in_first_out(statement(parked_loss().account), parked_loss().event))


QUESTIONS: dict[str, Callable[[], set[object]]] = {
    "lesson2.q1": lambda: {first_loss().loss},
    "lesson2.q2": lambda: {first_loss().link},
    "lesson2.q3": _holders,
    "lesson2.q4": lambda: {(len(_moved()), int(_moved()["amount"].sum()))},
    "lesson2.q5": lambda: set(_largest()),
    "lesson2.q6": _onward,
    "lesson2.q7": lambda: {_others()},
    "lesson2.q8": _by_hand,
    "lesson2.q9": _range,
    "lesson2.q10": _limits,
    "lesson2.q11": _now,
    "lesson2.q12": _next_request,
    "lesson2.q13": lambda: {int(_tool().frames["stops"]["innocent"].sum())},
    "lesson2.q14": lambda: {parked_loss().hours or 0},
    "lesson2.q15": lambda: {_matches()},
    "lesson2.q16": lambda: {_carriers()},
}
