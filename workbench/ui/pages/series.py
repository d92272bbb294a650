"""串并案: a case and the others that are likely of the same hand, with reasons and timeline; series that hold together."""

from __future__ import annotations

import streamlit as st

from workbench.ui.offers import LINKED_CASES
from workbench.ui.shell import need_view
from workbench.ui.widgets.findings import show_drawing, show_head, show_tables
from workbench.ui.widgets.kept import keep_form, show_outcome
from workbench.ui.widgets.offer import make_offer
from workbench.ui.widgets.work import show_work


def page() -> None:
    """Draw the form and what its last run found."""
    view = need_view()
    found = make_offer(view, LINKED_CASES)
    show_work(show_outcome)
    if found is None:
        return
    with st.container(border=True):
        show_head(view, found)
        show_drawing(found)
        show_tables(view, found, LINKED_CASES)
        if found.result.items:
            keep_form(found)
