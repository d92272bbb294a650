"""网: from a seed to its gang, the map of gangs, roles, key people, change, suppliers, and the results kept."""

from __future__ import annotations

import streamlit as st

from workbench.ui import state
from workbench.ui.offers import GANG, NETS, STATEMENT, Offer
from workbench.ui.shell import need_view
from workbench.ui.widgets.findings import show_drawing, show_head, show_tables
from workbench.ui.widgets.gang import FLOOR, show_gang
from workbench.ui.widgets.kept import keep_form, show_kept, show_outcome
from workbench.ui.widgets.offer import make_offer
from workbench.ui.widgets.statement import show_statement
from workbench.ui.widgets.work import show_work
from workbench.view import View
from workbench.wording import say


def page() -> None:
    """Draw the choice of views and the chosen one."""
    view = need_view()
    name = st.segmented_control(
        say("shell.net"),
        [*NETS, "kept"],
        default=state.place("view") if state.place("view") in (*NETS, "kept") else "gang",
        required=True,
        format_func=lambda name: say(f"net_view.{name}"),
        key="net_view",
        label_visibility="collapsed",
    )
    state.stay(view=name or "gang")
    if name == "kept":
        show_work(show_outcome)
        show_kept(view)
    else:
        _analysis(view, NETS[name or "gang"])


def _analysis(view: View, offer: Offer) -> None:
    found = make_offer(view, offer, **({"cut": FLOOR} if offer is GANG else {}))
    show_work(show_outcome)
    if found is None:
        return
    with st.container(border=True):
        show_head(view, found)
        if offer is GANG:
            cut = show_gang(view, found)
            keep_form(found, cut=cut)
            return
        if offer is STATEMENT:
            show_statement(found)
        show_drawing(found)
        show_tables(view, found, offer)
        if found.result.items:
            keep_form(found)
