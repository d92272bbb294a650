"""The card of one entity: what it is called, what is known about it, and what may be done with it."""

from __future__ import annotations

import streamlit as st

from graph.schema import Property
from workbench import present
from workbench.ui import state
from workbench.view import Entity, View
from workbench.wording import say

_ACROSS = 4
_IN_HEAD = {"key", "name"}


def show_entity(view: View, entity: Entity) -> None:
    """Draw the card."""
    with st.container(border=True):
        _head(view, entity)
        known = present.properties(entity.label)
        facts = [
            (known.get(n, Property(n, n)), v) for n, v in entity.props.items() if n not in _IN_HEAD and v is not None
        ]
        for start in range(0, len(facts), _ACROSS):
            for column, (prop, value) in zip(st.columns(_ACROSS), facts[start : start + _ACROSS], strict=False):
                with column, st.container(gap=None):
                    st.caption(present.plain(present.property_name(prop)))
                    fact(entity.key, prop, value)


def _head(view: View, entity: Entity) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{present.kind_name(entity.label)}  {entity.name or entity.key}"
        st.subheader(present.plain(name), anchor=False, width="content")
        st.code(entity.key, language=None, width="content")
        st.space("stretch")
        _ignore(view, entity)


def fact(key: str, prop: Property, value: object) -> None:
    """Draw a value of an entity or record; a sensitive one is masked until its button is pressed, which is audited."""
    mark = (key, prop.name)
    if not prop.sensitive or mark in state.members("unmasked"):
        st.text(present.shown(prop, value))
        return
    lift = state.doing(_lift, key, prop.name)
    words = f"{present.MASK} {say('point.reveal')}"
    st.button(words, key=f"lift:{key}:{prop.name}", type="tertiary", icon=":material/visibility:", on_click=lift)


def _lift(key: str, name: str) -> None:
    state.note("reveal", {"key": key, "property": name})
    state.toggle("unmasked", (key, name))


def _ignore(view: View, entity: Entity) -> None:
    if entity.key in {hub.key for hub in state.hubs(view)}:
        st.badge(say("point.is_hub"), color="gray")
        return
    with st.popover(say("point.ignore"), icon=":material/visibility_off:"):
        note = st.text_input(say("point.ignore_note"), key=f"note:{entity.key}", placeholder=say("point.ignore_hint"))
        if st.button(say("point.ignore_do"), key=f"ignore:{entity.key}", type="primary", disabled=not note.strip()):
            view.ignore(entity.key, note.strip())
            state.forget()
            st.rerun()
