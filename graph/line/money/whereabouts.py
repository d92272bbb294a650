"""Where a traced sum is now: still held, drawn in cash, taken as fees, or gone where the data do not reach.

Why the four are kept apart: only the first can be stopped, and the last says what to ask for next.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from graph.line.money.attribution import Attribution

PLACES = ("held", "cash", "fee", "left")
_COLUMNS = ["place", "account", "why", "traced", "last_at", "events"]


def whereabouts(attribution: Attribution, covered: Collection[str]) -> pd.DataFrame:
    """Return where every unit of a traced sum is at the end of the data.

    Parameters
    ----------
    attribution : Attribution
        A sum under one rule.
    covered : collection of str
        Accounts that have a statement: `graph.ledger.frames.statements(scope)["owner"]`.

    Returns
    -------
    pandas.DataFrame
        `place, account, why, traced, last_at, events`, largest first, then by place and account; `traced` adds up to
        `attribution.total`. The places:

        - held: in an account with a statement; `events` brought it.
        - cash, fee: drawn or charged from `account` in `events`.
        - left: into an account without a statement (`why` frontier), to somebody whom no row names (unknown, masked),
          or out of a statement that shows it gone without a row (unseen).
    """
    lines = pd.concat([_in_accounts(attribution, covered), _at_terminals(attribution), _unseen(attribution)])
    lines = lines[lines["traced"] > 0]
    order = ["traced", "place", "account", "why"]
    return lines.sort_values(order, ascending=[False, True, True, True], ignore_index=True)[_COLUMNS]


def totals(lines: pd.DataFrame) -> dict[str, int]:
    """Return how much of a sum is in each of `PLACES`."""
    summed = lines.groupby("place")["traced"].sum()
    return {place: int(summed.get(place, 0)) for place in PLACES}


def _in_accounts(attribution: Attribution, covered: Collection[str]) -> pd.DataFrame:
    lines = attribution.accounts
    known = lines["account"].isin(list(covered))
    return pd.DataFrame(
        {
            "place": known.map({True: "held", False: "left"}),
            "account": lines["account"],
            "why": known.map({True: "balance", False: "frontier"}),
            "traced": lines["held"],
            "last_at": lines["last_at"],
            "events": lines["events"],
        }
    )


def _at_terminals(attribution: Attribution) -> pd.DataFrame:
    lines = attribution.transfers[attribution.transfers["target"].isna()]
    why = lines["terminal"].fillna("unknown")
    lines = lines.assign(why=why, place=why.where(why.isin(("cash", "fee")), "left"), account=lines["source"])
    groups = lines.groupby(["place", "account", "why"], dropna=False)
    found = groups.agg(traced=("traced", "sum"), last_at=("occurred_at", "max"), events=("event", tuple))
    return found.reset_index()


def _unseen(attribution: Attribution) -> pd.DataFrame:
    groups = attribution.unseen.groupby("account")
    found = groups.agg(traced=("traced", "sum"), events=("event", tuple)).reset_index()
    none = pd.Series(pd.NaT, index=found.index, dtype=attribution.transfers["occurred_at"].dtype)
    return found.assign(place="left", why="unseen", last_at=none)
