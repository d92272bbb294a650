"""What victims paid into the accounts that their cases mention, and which of it teaches most.

Why chosen by what the rows show: every city is another one, and nobody may know its truth here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pandas as pd

from graph.projection.evidence import LinkName
from workbench.errors import UserError
from workbench.lessons.classroom import open_city
from workbench.lessons.hand import WINDOW, amount_matches, first_in_first_out
from workbench.wording import say

DAY = timedelta(days=1)
_HOUR_MS = 3_600_000
_READABLE = range(2, 9)
"""So many transfers within a day can be followed by hand."""

# The first transfer of each case from a victim's account to an account that the case mentions, and what left that one.
_PAYMENTS = """
MATCH (v:Person)-[:VICTIM_IN]->(c:Case)-[:MENTIONS]->(b:Account)
WHERE c.loss > 0
MATCH (v)-[:HOLDS]->(:Account)-[t:TRANSFERRED]->(b)
WITH c, v, b, t ORDER BY t.occurred_ms, t.id
WITH c, collect({victim: v.name, account: b.key, link: t.id, amount: t.amount, ms: t.occurred_ms})[0] AS p
OPTIONAL MATCH (:Account {key: p.account})-[o:TRANSFERRED]->(:Account)
WHERE o.occurred_ms > p.ms
WITH c, p, min(o.occurred_ms) AS following, sum(CASE WHEN o.occurred_ms <= p.ms + 86400000 THEN 1 ELSE 0 END) AS outs
RETURN c.case_no AS case_no, p.victim AS victim, c.loss AS loss, p.account AS account, p.link AS link,
       p.amount AS amount, p.ms AS ms, following, outs
ORDER BY case_no
"""
_OUT = """
MATCH (:Account {key: $account})-[o:TRANSFERRED]->(m:Account)
WHERE o.occurred_ms > $ms AND o.occurred_ms <= $ms + 86400000
RETURN m.key AS target, o.amount AS amount, o.occurred_ms AS ms ORDER BY ms, o.seq, o.id
"""


@dataclass(frozen=True, slots=True)
class Payment:
    """The first transfer of a victim to an account that the case mentions.

    Attributes
    ----------
    case_no, victim : str
        Whose.
    loss, amount : int
        Of the case and of this transfer, minor units.
    account, link : str
        Who received it, and the link that shows it.
    ms : int
        When, milliseconds UTC.
    following : int or None
        When the account next paid anything.
    outs : int
        How many transfers left the account within a day.
    """

    case_no: str
    victim: str
    loss: int
    account: str
    link: str
    amount: int
    ms: int
    following: int | None
    outs: int

    @property
    def event(self) -> str:
        """The event that the link shows."""
        return LinkName.parse(self.link).event

    @property
    def hours(self) -> int | None:
        """Whole hours until the account next paid anything."""
        return None if self.following is None else (self.following - self.ms) // _HOUR_MS


@cache
def first_loss() -> Payment:
    """Return the payment to follow by hand: soon moved on, into an account whose statement is there and has other money.

    Raises
    ------
    UserError
        When no victim's receiver has a statement in this city.
    """
    ordered = sorted(payments(), key=lambda p: (not _is_brisk(p), p.amount != p.loss, p.case_no))
    best = next((p for p in ordered if _is_brisk(p) and _teaches_rules(p)), None)
    best = best or next((p for p in ordered if p.outs and has_statement(p)), None)
    if best is None:
        raise UserError(say("lesson.no_victim"))
    return best


@cache
def parked_loss() -> Payment:
    """Return the payment that lay longest untouched where amounts mislead; else one that lay, else `first_loss`.

    Those that left within `WINDOW` come first: a pairing by amount that had no time to find anything shows nothing.
    """
    lay = [p for p in payments() if p.hours is not None and p.hours >= DAY // timedelta(hours=1)]
    known = [p for p in sorted(lay, key=_rest) if has_statement(p)]
    return next((p for p in known if _misleads(p)), known[0] if known else first_loss())


@cache
def payments() -> tuple[Payment, ...]:
    """Return the first payment of every case that has one, by case number."""
    return tuple(_read(*row) for row in open_city().cypher(_PAYMENTS).rows)


@cache
def statement(account: str) -> pd.DataFrame:
    """Return the balances of an account; see `graph.point.balances.balance_path`. Empty when it has no rows."""
    found = open_city().analyse("profile", key=account).frames.get("balances", pd.DataFrame())
    return found if found.empty else found[found["account"] == account].reset_index(drop=True)


def has_statement(payment: Payment) -> bool:
    """Return whether the receiver's own statement shows the payment and what it had afterwards."""
    rows = statement(payment.account)
    return not rows.empty and bool(rows.loc[rows["event"] == payment.event, "balance"].notna().any())


@cache
def paid_on(account: str, ms: int) -> pd.DataFrame:
    """Return what left an account within a day after a moment: `target, amount, ms`."""
    return open_city().cypher(_OUT, {"account": account, "ms": ms}).frame()


def _rest(payment: Payment) -> tuple[bool, int, str]:
    hours = payment.hours or 0
    return timedelta(hours=hours) >= WINDOW, -hours, payment.case_no


def _read(*row: object) -> Payment:
    case_no, victim, loss, account, link, amount, ms, following, outs = row
    due = None if following is None else int(str(following))
    texts = (str(case_no), str(victim), int(str(loss)), str(account), str(link))
    return Payment(*texts, int(str(amount)), int(str(ms)), due, int(str(outs)))


def _is_brisk(payment: Payment) -> bool:
    return payment.outs in _READABLE and payment.hours is not None and payment.hours < 8


def _teaches_rules(payment: Payment) -> bool:
    """Return whether FIFO splits the payment, all of it in sound rows, and the largest receiver pays on in turn."""
    if not has_statement(payment) or not _is_sound(payment):
        return False
    rows = statement(payment.account)
    carried = first_in_first_out(rows, payment.event)
    moved = paid_on(payment.account, payment.ms)
    largest = moved.groupby("target")["amount"].sum().idxmax()
    arrived = int(moved.loc[moved["target"] == largest, "ms"].iloc[0])
    mixed = bool((carried["traced"] < -carried["change"]).any())
    return len(carried) > 0 and mixed and len(paid_on(str(largest), arrived)) > 0


def _is_sound(payment: Payment) -> bool:
    """Return whether no balance jumps from the payment to the last transfer that carries it."""
    rows = statement(payment.account)
    carried = first_in_first_out(rows, payment.event)
    begin = int(rows.index[rows["event"] == payment.event][0])
    return bool(len(carried) and rows["gap"].iloc[begin : int(carried.index[-1]) + 1].eq(0).all())


def _misleads(payment: Payment) -> bool:
    rows = statement(payment.account)
    matched = set(amount_matches(rows, payment.event)["event"])
    return _is_sound(payment) and matched != set(first_in_first_out(rows, payment.event)["event"])
