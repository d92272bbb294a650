"""How the balance of an account went, and where its statement does not add up.

Why: a balance that jumps without a row is a row that was not handed over.
"""

from __future__ import annotations

import pandas as pd

from graph.point.account_side import account_side

_COLUMNS = ["event", "moment", "currency", "change", "balance", "expected", "gap"]


def balance_path(transfers: pd.DataFrame, account: str) -> pd.DataFrame:
    """Return the balances of an account, transfer by transfer.

    Parameters
    ----------
    transfers : pandas.DataFrame
        As for `graph.point.account_side.account_side`.
    account : str
        Key of the account.

    Returns
    -------
    pandas.DataFrame
        In the order of the account's own statement: `event, moment` (UTC), `currency`, `change` (minor units, negative
        when money left), `balance` as stated (missing where only the other side tells of the transfer), `expected`: the
        last stated balance of that currency and all changes since, and `gap`: balance − expected, 0 where the statement
        adds up, missing where nothing can be compared. A gap lies between this event and the one before.

    Examples
    --------
    >>> moment = pd.to_datetime(["2026-03-01T08:00Z", "2026-03-01T09:00Z"])
    >>> rows = pd.DataFrame({"event": ["f:s:1", "f:s:2"], "source": "acct:A", "target": "acct:B", "terminal": None,
    ...     "amount": [100, 50], "currency": "CNY", "occurred_at": moment, "precision": "second", "seq": [1, 2],
    ...     "balance_source": [900, 800], "balance_target": None})
    >>> balance_path(rows, "acct:A")["gap"].tolist()
    [<NA>, -50]
    """
    side = account_side(transfers, [account])
    side["change"] = side["amount"].where(~side["paid"], -side["amount"]).astype("int64")
    carried = side["change"].groupby(side["currency"]).cumsum()
    drift = (side["balance"] - carried).groupby(side["currency"])
    before = drift.ffill().groupby(side["currency"]).shift()
    side["expected"] = (before + carried).astype("Int64")
    side["gap"] = side["balance"] - side["expected"]
    return side[_COLUMNS]
