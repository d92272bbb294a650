"""How far the rules of tracing agree: the least and the most they say of each account and each transfer.

Why printed apart from the bounds: the range tells how much an answer owes to the convention; the bounds what no
convention can change.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from graph.line.money.attribution import MAIN, Attribution, Rule


def account_spread(rules: Mapping[Rule, Attribution]) -> pd.DataFrame:
    """Return what each rule says arrived in each account.

    Parameters
    ----------
    rules : mapping
        `attributions(transfers, seeds)`.

    Returns
    -------
    pandas.DataFrame
        `account`, a column per rule, `least`, `most`, `share` (of most - least in the sum); largest under the main
        rule first, then by account. Minor units.
    """
    return _spread({rule: found.accounts.set_index("account")["arrived"] for rule, found in rules.items()}, rules)


def transfer_spread(rules: Mapping[Rule, Attribution]) -> pd.DataFrame:
    """Return what each rule says is traced in each transfer: `event`, then as `account_spread`."""
    return _spread({rule: found.transfers.set_index("event")["traced"] for rule, found in rules.items()}, rules)


def _spread(said: dict[Rule, pd.Series], rules: Mapping[Rule, Attribution]) -> pd.DataFrame:
    table = pd.DataFrame(said).fillna(0).astype("int64")
    names = list(table.columns)
    total = max((found.total for found in rules.values()), default=0)
    key = str(next(iter(said.values())).index.name)
    table = table.assign(least=table[names].min(axis=1), most=table[names].max(axis=1))
    table["share"] = (table["most"] - table["least"]) / max(1, total)
    first = MAIN if MAIN in names else names[0]
    table = table.rename_axis(key).reset_index()
    ordered: pd.DataFrame = table.sort_values([first, key], ascending=[False, True], ignore_index=True)
    return ordered
