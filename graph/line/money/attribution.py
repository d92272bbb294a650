"""Where a given sum went under a rule of which money leaves an account first, every unit of it accounted for.

Why several rules: once traced money lies beside other money, no record says which of the two left. Each rule is a
convention (FIFO is that of Clayton's case, 1816; clean-first is the lowest intermediate balance, Roscoe v Winder 1915);
what all of them agree on does not depend on the convention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from graph.kernels import taint
from graph.line.money.accounting import Flows, gone, moved, reached
from graph.line.money.balances import UNKNOWN, Sides, sides
from graph.line.money.book import NOWHERE, Book, Ints, book

Rule = Literal["fifo", "lifo", "pro_rata", "dirty_first", "clean_first"]
RULES: tuple[Rule, ...] = get_args(Rule)
MAIN: Rule = "lifo"
"""The rule an answer is headed by: money put through accounts leaves soon after it came."""
_CODE = {
    "fifo": taint.FIFO,
    "lifo": taint.LIFO,
    "pro_rata": taint.PRO_RATA,
    "dirty_first": taint.DIRTY_FIRST,
    "clean_first": taint.CLEAN_FIRST,
}


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a sum went under one rule.

    Attributes
    ----------
    rule : str
        One of `RULES`.
    total : int
        The sum in minor units: what the seeds brought in.
    transfers : pandas.DataFrame
        Transfers with traced money, in time order: `event, source, target, terminal, occurred_at, amount, traced` and
        `entered`, how much of `traced` begins there.
    unseen : pandas.DataFrame
        `account, event, traced`: traced money that the account's statement shows gone before this transfer, with no row
        that tells where.
    accounts : pandas.DataFrame
        One line per account that traced money reached, largest arrival first, then by key: `account, arrived, passed,
        unseen, held, last_at` and `events`, the transfers that brought it. arrived = passed + unseen + held, save for
        an account that a seed leaves: what begins there never arrived.
    """

    rule: Rule
    total: int
    transfers: pd.DataFrame
    unseen: pd.DataFrame
    accounts: pd.DataFrame


def attribution(transfers: pd.DataFrame, seeds: Mapping[str, int], *, rule: Rule = MAIN) -> Attribution:
    """Return where a sum went under a rule.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`; lines in any order. `balance_*`, `at_*` and `seq_*` are used where
        they stand: what an account had before its statement begins is untraced money.
    seeds : mapping of str to int
        Event → how much of that transfer, in minor units, is traced by assertion (a victim's loss: all of it).
    rule : str
        fifo, lifo: what came first (last) leaves first; pro_rata: each transfer takes traced and other money in
        proportion, to the nearest unit (of two parts that is the largest remainder), a half to the traced;
        dirty_first, clean_first: traced money leaves as early (late) as it can.

    Returns
    -------
    Attribution
        `total` = traced money held + at terminals + gone unseen, to the unit.

    Raises
    ------
    KeyError
        When a seed is not among the transfers.
    ValueError
        When a seed is not positive or larger than its transfer.

    Notes
    -----
    Money is traced through every account that rows name, with or without a statement; what a book lacks when an account
    pays more than it had came from outside and is untraced. Transfers of an account to itself change nothing. A seed's
    payer pays with untraced money as far as it has any. Two currencies are never one sum: give one currency's
    transfers. O(n) after sorting.

    Examples
    --------
    Clayton's case in small: 50 of one's own, 30 traced, 60 paid out, 20 left.

    >>> day = pd.date_range("2026-03-01", periods=3, tz="UTC")
    >>> moves = pd.DataFrame({"event": list("abc"), "source": ["x", "v", "m"], "target": ["m", "m", "z"],
    ...                       "amount": [50, 30, 60], "occurred_at": day})
    >>> {rule: int(attribution(moves, {"b": 30}, rule=rule).transfers["traced"].iloc[-1]) for rule in RULES}
    {'fifo': 10, 'lifo': 30, 'pro_rata': 23, 'dirty_first': 30, 'clean_first': 10}
    """
    kept = book(transfers)
    return traced(kept, seeds, rule=rule, own=sides(kept))


def attributions(transfers: pd.DataFrame, seeds: Mapping[str, int]) -> dict[Rule, Attribution]:
    """Return where a sum went under each rule; see `attribution`."""
    kept = book(transfers)
    own = sides(kept)
    return {rule: traced(kept, seeds, rule=rule, own=own) for rule in RULES}


def traced(book: Book, seeds: Mapping[str, int], *, rule: Rule, own: Sides) -> Attribution:
    """Return where a sum went, for many sums over one book: `own` is `sides(book)`."""
    seed = seed_amounts(book, seeds)
    loop = taint.trace_queues if rule in ("fifo", "lifo") else taint.trace_sums
    gaps = unseen_before(book, own)
    flows = loop(_CODE[rule], (book.source, book.target), book.amount, seed, gaps, len(book.accounts))
    _conserve(book, flows)
    through, entered, out, into, _ = flows
    total = int(entered.sum())
    return Attribution(rule, total, moved(book, through, entered), gone(book, out, into), reached(book, flows))


def seed_amounts(book: Book, seeds: Mapping[str, int]) -> Ints:
    """Return how much of each transfer is traced by assertion."""
    amounts = np.zeros(len(book), np.int64)
    amounts[book.places(list(seeds))] = list(seeds.values())
    wrong = [event for event, fen in seeds.items() if fen <= 0]
    if wrong or (amounts > book.amount).any():
        event = wrong[0] if wrong else book.frame["event"].iloc[int(np.argmax(amounts > book.amount))]
        raise ValueError(f"{event}：追踪金额须为正且不大于该笔金额。A traced part is positive and within its transfer.")
    return amounts


def unseen_before(book: Book, own: Sides) -> tuple[Ints, Ints, Ints, Ints]:
    """Return, for source and target of each transfer, what moved unseen before it; and what it had where it begins."""
    gaps = [np.zeros(len(book), np.int64) for _ in range(2)]
    openings = [np.full(len(book), UNKNOWN, np.int64) for _ in range(2)]
    for side, mine in enumerate((own.out, ~own.out)):
        gaps[side][own.transfer[mine]] = own.gap[mine]
        begins = mine & own.first
        openings[side][own.transfer[begins]] = own.before[begins]
    return gaps[0], gaps[1], openings[0], openings[1]


def _conserve(book: Book, flows: Flows) -> None:
    """Fail when any unit of the sum is lost or made in an account."""
    through, entered, out, into, held = flows
    balance = held.copy()
    for ends, sign, fen in (
        (book.target, -1, through),
        (book.source, 1, through - entered),
        (book.source, 1, out),
        (book.target, 1, into),
    ):
        known = ends != NOWHERE
        np.add.at(balance, ends[known], sign * fen[known])
    if balance.any() or (held < 0).any():
        raise ArithmeticError(
            f"追踪金额不守恒。A traced sum was not conserved in account {int(np.argmax(balance != 0))}."
        )
