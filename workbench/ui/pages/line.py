"""线: money, calls, paths, meetings and collisions: pick whom, choose the analysis, see table, drawing and source rows."""

from __future__ import annotations

import streamlit as st

from workbench.ui import state
from workbench.ui.found import Found
from workbench.ui.offers import DOORS, Offer
from workbench.ui.shell import need_view
from workbench.ui.widgets.findings import show_drawing, show_head, show_tables
from workbench.ui.widgets.kept import keep_form, show_outcome
from workbench.ui.widgets.offer import make_offer, one_offer
from workbench.ui.widgets.trace import show_lists, show_places
from workbench.ui.widgets.work import show_work
from workbench.view import View
from workbench.wording import say


def page() -> None:
    """Draw the doors, the form of the chosen analysis, and what its last run found."""
    view = need_view()
    door = st.segmented_control(
        say("shell.line"),
        list(DOORS),
        default=state.place("door") if state.place("door") in DOORS else "money",
        required=True,
        format_func=lambda name: say(f"door.{name}"),
        key="door",
        label_visibility="collapsed",
    )
    state.stay(door=door or "money")
    offer = one_offer(DOORS[door or "money"], key=door or "money")
    found = make_offer(view, offer)
    show_work(show_outcome)
    if found:
        with st.container(border=True):
            _show(view, found, offer)


def _show(view: View, found: Found, offer: Offer) -> None:
    show_head(view, found)
    if found.name == "trace":
        show_places(found)
        show_lists(found)
    show_drawing(found)
    show_tables(view, found, offer)
    if found.result.items:
        keep_form(found)
