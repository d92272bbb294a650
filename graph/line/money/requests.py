"""What to ask banks and carriers for next (下一批调单清单): where a trail goes on and no statement follows.

Why by what is at stake: every request costs days, so the account behind which most of the sum vanished comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from graph.line.money.attribution import MAIN, Attribution, Rule
from graph.line.money.spread import account_spread

Known = Callable[[str], tuple[str | None, str | None]]
"""Tells bank and holder of an account."""
AFTER_DAYS = 30
"""So long after the last traced arrival a statement is asked for, or to the end of the data if that is later."""
_BEFORE = pd.Timedelta(days=1)
_COLUMNS = [
    "owner", "bank", "holder", "why", "period_from", "period_to", "at_stake", "least", "most", "first_at", "last_at",
    "events",
]  # fmt: skip


def next_statements(
    transfers: pd.DataFrame,
    rules: Mapping[Rule, Attribution],
    statements: pd.DataFrame,
    *,
    rule: Rule = MAIN,
    known: Known | None = None,
    least_fen: int = 100_000,
) -> pd.DataFrame:
    """Return the accounts whose statements are wanted next.

    Parameters
    ----------
    transfers : pandas.DataFrame
        See `graph.ledger.frames.transfer_events`.
    rules : mapping
        `attributions(transfers, seeds)`.
    statements : pandas.DataFrame
        `owner, period_from, period_to`, see `graph.ledger.frames.statements`.
    rule : str
        The rule that says what reached whom.
    known : callable, optional
        Tells bank and holder of an account that no file words.
    least_fen : int
        Accounts that less reached under this rule are left out.

    Returns
    -------
    pandas.DataFrame
        `owner, bank, holder` (as other files word them, the commonest), `why`: none (no statement), late (the statement
        begins after traced money came), early (it ends before it came, or a gap lies there); `period_from, period_to`
        to ask for; `at_stake` (traced minor units that came while nothing covers the account, by `rule`), `least, most`
        (arrived, over the rules), `first_at, last_at` of those arrivals, and their `events`. By bank (the bank with
        most at stake first), in it by what is at stake, then by owner.
    """
    moved = rules[rule].transfers
    arrivals = moved[moved["target"].notna()]
    lines = arrivals.assign(why=_uncovered(arrivals, statements)).dropna(subset="why")
    groups = lines.groupby("target", sort=True)
    found = groups.agg(
        why=("why", "first"),
        at_stake=("traced", "sum"),
        first_at=("occurred_at", "min"),
        last_at=("occurred_at", "max"),
        events=("event", tuple),
    )
    found = found[found["at_stake"] >= least_fen].rename_axis("owner").reset_index()
    found = found.assign(**_periods(found, transfers), **called(transfers, found["owner"], known))
    spread = account_spread(rules)[["account", "least", "most"]].rename(columns={"account": "owner"})
    found = found.merge(spread, on="owner", how="left")
    banks = found.groupby("bank", dropna=False)["at_stake"].transform("sum")
    found = found.assign(of_bank=banks).sort_values(
        ["of_bank", "bank", "at_stake", "owner"], ascending=[False, True, False, True], ignore_index=True
    )
    return found[_COLUMNS]


def next_call_records(
    calls: pd.DataFrame,
    statements: pd.DataFrame,
    numbers: Collection[str],
    *,
    contacts: int = 2,
    carriers: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the numbers whose call records are wanted next: contacts of several given numbers, without files.

    Parameters
    ----------
    calls : pandas.DataFrame
        See `graph.ledger.frames.call_events`.
    statements : pandas.DataFrame
        As for `next_statements`.
    numbers : collection of str
        Keys of the numbers under investigation.
    contacts : int
        Of so many of them at least.
    carriers : mapping of str to str, optional
        Number → carrier, as a register says; numbers move between carriers, so their digits do not tell.

    Returns
    -------
    pandas.DataFrame
        `owner, carrier, contacts, calls, period_from, period_to, events`; most contacts first, then calls, then by
        number. Leaving out hotlines is the ignore list's business.
    """
    asked = frozenset(numbers)
    ends = calls[["event", "caller", "callee", "started_at"]]
    turned = ends.rename(columns={"caller": "callee", "callee": "caller"})
    pairs = pd.concat([ends, turned]).dropna(subset=["caller", "callee"])
    pairs = pairs[pairs["caller"].isin(asked) & ~pairs["callee"].isin(asked | set(statements["owner"]))]
    found = pairs.groupby("callee", sort=True).agg(
        contacts=("caller", "nunique"),
        calls=("event", "nunique"),
        period_from=("started_at", "min"),
        period_to=("started_at", "max"),
        events=("event", lambda events: tuple(sorted(set(events)))),
    )
    found = found[found["contacts"] >= contacts].rename_axis("owner").reset_index()
    found.insert(1, "carrier", found["owner"].map(carriers or {}).astype(object))
    order = ["contacts", "calls", "owner"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


def called(transfers: pd.DataFrame, accounts: pd.Series, known: Known | None = None) -> dict[str, pd.Series]:
    """Return holder and bank of accounts as other files word them: the commonest wording, of equals the first by text.

    What no file words, `known` may tell: for an account its bank and its holder, either missing.
    """
    said: dict[str, pd.Series] = {}
    for column, name in (("bank", "bank"), ("holder", "name")):
        words = pd.concat([_wording(transfers, side, name) for side in ("source", "target")])
        words = words[words["account"].isin(accounts)].value_counts(["account", "word"]).reset_index()
        words = words.sort_values(["account", "count", "word"], ascending=[True, False, True])
        best = words.drop_duplicates("account").set_index("account")["word"].to_dict()
        said[column] = accounts.map(best).astype(object)
    if known is not None:
        for place, column in enumerate(("bank", "holder")):
            told = [known(account)[place] for account in accounts]
            said[column] = said[column].fillna(pd.Series(told, accounts.index, dtype=object))
    return said


def _wording(transfers: pd.DataFrame, side: str, name: str) -> pd.DataFrame:
    column = f"{name}_{side}"
    if column not in transfers:
        return pd.DataFrame({"account": [], "word": []}, dtype=str)
    return transfers[[side, column]].set_axis(["account", "word"], axis=1).dropna()


def _uncovered(arrivals: pd.DataFrame, statements: pd.DataFrame) -> pd.Series:
    """Return why nothing covers each arrival; missing where a statement does."""
    periods = {owner: lines for owner, lines in statements.groupby("owner")}
    why = [
        _why(periods.get(target), at) for target, at in zip(arrivals["target"], arrivals["occurred_at"], strict=True)
    ]
    return pd.Series(why, index=arrivals.index, dtype=object)


def _why(periods: pd.DataFrame | None, at: pd.Timestamp) -> str | None:
    if periods is None:
        return "none"
    # Two institutions' clocks may differ by minutes: the first or last row of a statement is still inside it.
    slack = pd.Timedelta(minutes=5)
    if ((periods["period_from"] - slack <= at) & (at <= periods["period_to"] + slack)).any():
        return None
    return "late" if at < periods["period_from"].min() else "early"


def _periods(found: pd.DataFrame, transfers: pd.DataFrame) -> dict[str, pd.Series]:
    last = transfers["occurred_at"].max()
    until = (found["last_at"] + pd.Timedelta(days=AFTER_DAYS)).clip(lower=last)
    return {"period_from": found["first_at"] - _BEFORE, "period_to": until}
