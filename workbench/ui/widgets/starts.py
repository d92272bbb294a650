"""The transfers of some accounts, to choose those that an analysis of money begins with.

Why from the ledger and not from the graph: the graph draws a line between two known accounts only, and much of a loss goes
to somebody whom the statement hides.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import present
from workbench.analyse.spoken import word
from workbench.ui import state
from workbench.view import View
from workbench.wording import say

_MOST = 200


def starts(view: View, accounts: list[str], *, received: bool) -> list[str]:
    """Draw the largest transfers that the accounts paid (or received); return the ids of the chosen ones."""
    side = "received" if received else "paid"
    asked = (side, *accounts)
    found = state.answer("starts", asked, lambda: view.analyse("transfers", accounts=accounts, side=side, top=_MOST))
    lines = found.frame
    if lines.empty:
        st.info(say(f"start.none_{side}"), icon=":material/info:")
        return []
    st.caption(say(f"start.what_{side}", most=_MOST))
    event = st.dataframe(
        start_frame(lines, received=received),
        hide_index=True,
        placeholder="",
        height=33 * (min(len(lines), 6) + 1) + 3,
        column_config={_amount(): st.column_config.NumberColumn(format="%,.2f")},
        key=f"starts:{hash(asked)}",
        on_select="rerun",
        selection_mode="multi-row",
    )
    return [str(lines["event"].iloc[place]) for place in event["selection"]["rows"] if place < len(lines)]


def start_frame(lines: pd.DataFrame, *, received: bool) -> pd.DataFrame:
    """Return the transfers in words: the own side, and the other one or what is known of it."""
    own, other = ("target", "source") if received else ("source", "target")
    ends = zip(lines[other], lines["terminal"], strict=True)
    return pd.DataFrame(
        {
            say("column.occurred_at"): [present.written(value) for value in lines["occurred_at"]],
            _amount(): lines["amount"] / 100,
            say("start.own"): lines[own],
            say("table.other"): [key if isinstance(key, str) else word(str(terminal)) for key, terminal in ends],
            say("start.holder"): lines[f"{other}_name"].fillna(""),
            say("column.memo"): lines["memo"].fillna(""),
        }
    )


def _amount() -> str:
    return say("column.amount")
