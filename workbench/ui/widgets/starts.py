"""The transfers of some accounts, to choose those that an analysis of money begins with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.ui import present, state
from workbench.view import Table, View
from workbench.wording import say

_MOST = 200
_TEXT = """MATCH (a:Account)-[t:TRANSFERRED]-(b:Account) WHERE a.key IN $keys AND {way}
RETURN t.id AS id, t.occurred_at AS at, t.amount AS amount, a.key AS own, b.key AS other,
       [(p:Person|Organization)-[:HOLDS|CONTROLS]->(b) | p.name][0] AS holder, t.memo AS memo
ORDER BY amount DESC, id LIMIT {most}"""


def starts(view: View, accounts: list[str], *, backward: bool) -> list[str]:
    """Draw the largest transfers out of the accounts (backward: into them); return the ids of the chosen ones' links."""
    text = _TEXT.format(way="endNode(t) = a" if backward else "startNode(t) = a", most=_MOST)
    found = state.answer("starts", (text, *accounts), lambda: view.cypher(text, {"keys": accounts}))
    if not found.rows:
        st.info(say("start.none"), icon=":material/info:")
        return []
    st.caption(say("start.what", most=_MOST))
    event = st.dataframe(
        start_frame(found),
        hide_index=True,
        placeholder="",
        height=33 * (min(len(found.rows), 6) + 1) + 3,
        column_config={_amount(): st.column_config.NumberColumn(format="%,.2f")},
        key=f"starts:{hash((text, *accounts))}",
        on_select="rerun",
        selection_mode="multi-row",
    )
    return [str(found.rows[place][0]) for place in event["selection"]["rows"] if place < len(found.rows)]


def start_frame(found: Table) -> pd.DataFrame:
    """Return the transfers in words."""
    _, at, amount, own, other, holder, memo = zip(*found.rows, strict=True)
    return pd.DataFrame(
        {
            say("column.occurred_at"): [present.written(value) for value in at],
            _amount(): [value / 100 for value in amount],
            say("start.own"): own,
            say("table.other"): other,
            say("start.holder"): [value or "" for value in holder],
            say("column.memo"): [value or "" for value in memo],
        }
    )


def _amount() -> str:
    return say("column.amount")
