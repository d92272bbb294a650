"""The Cypher box: the statement, its limits, and the words of the graph to write it with."""

from __future__ import annotations

import streamlit as st

from graph.schema import KINDS, LINKS
from workbench import present
from workbench.ui import state
from workbench.ui.asked import Asked
from workbench.view.cypher import ROWS, SECONDS
from workbench.wording import say


def cypher_form() -> None:
    """Draw the box; running remembers the statement as what was asked."""
    with st.form("cypher_form", border=False):
        text = st.text_area(say("query.text"), key="cypher", height=170, placeholder=say("query.example"))
        sent = st.form_submit_button(say("query.run"), type="primary", icon=":material/play_arrow:")
    st.caption(say("query.limits", seconds=f"{SECONDS:.0f}", rows=f"{ROWS:,}"))
    if sent and text.strip():
        state.ask(Asked(text=text.strip()))
    with st.expander(say("query.schema")):
        entities, links = st.columns(2)
        entities.markdown(f"**{say('query.schema_labels')}**")
        entities.text("\n".join(f"{kind.label}  {present.kind_name(kind.label)}" for kind in KINDS))
        links.markdown(f"**{say('query.schema_links')}**")
        links.text("\n".join(f"{link.type}  {present.link_name(link.type)}" for link in LINKS))
