"""The unit's own list of known hubs: hotlines, couriers and the like that everybody calls and that say nothing."""

from __future__ import annotations

import streamlit as st

from workbench.ui import state
from workbench.view import View
from workbench.wording import say


def show_hubs(view: View) -> None:
    """Draw the list, each line with who put it there and why, and a way to take it off."""
    hubs = state.hubs(view)
    with st.expander(say("hubs.title", count=len(hubs)), icon=":material/visibility_off:"):
        st.caption(say("hubs.what"))
        for hub in hubs:
            key, note, actor, undo = st.columns([4, 5, 2, 2], vertical_alignment="center")
            key.text(hub.key)
            note.text(hub.note)
            actor.text(hub.actor)
            undo.button(say("hubs.undo"), key=f"unignore:{hub.key}", on_click=state.doing(_undo, view, hub.key))


def _undo(view: View, key: str) -> None:
    view.unignore(key)
    state.forget()
