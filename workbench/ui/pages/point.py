"""点: one search box, the card of what was found, its links, and the source rows behind a link."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.offers import PROFILE
from workbench.ui.shell import need_view
from workbench.ui.widgets.entity import show_entity
from workbench.ui.widgets.findings import show_drawing, show_head, show_tables
from workbench.ui.widgets.hits import search_box, show_hits
from workbench.ui.widgets.hubs import show_hubs
from workbench.ui.widgets.kept import show_outcome
from workbench.ui.widgets.links import choose_link
from workbench.ui.widgets.offer import make_offer
from workbench.ui.widgets.source import show_source
from workbench.ui.widgets.work import show_work
from workbench.view import Entity, LinkItem, View
from workbench.wording import say


def page() -> None:
    """Draw the page that the address asks for: an entity, the hits of a search, or the start."""
    view = need_view()
    search_box(view)
    if key := state.place("key"):
        _entity(view, key)
    elif text := state.place("q"):
        show_hits(view, text)
    else:
        _start()
    show_hubs(view)


def _entity(view: View, key: str) -> None:
    entity = state.answer("entity", key, lambda: view.entity(key))
    state.visit(key, entity.name or key)
    _way_back()
    show_entity(view, entity)
    _profile(view, key)
    item = choose_link(entity, {hub.key for hub in state.hubs(view)})
    if item is not None:
        with st.container(border=True):
            _link(view, entity, item)


def _profile(view: View, key: str) -> None:
    """Draw the way to everything that files tell of this one, worked out when asked for."""
    with st.expander(say("offer.profile"), icon=":material/badge:"):
        found = make_offer(view, PROFILE, key=key)
        show_work(show_outcome)
        if found and found.params["key"] == key:
            show_head(view, found)
            show_drawing(found)
            show_tables(view, found, PROFILE)


def _link(view: View, entity: Entity, item: LinkItem) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        ends = (entity.name or entity.key, item.other_name or item.other_key)
        st.markdown(f"**{' — '.join(map(present.plain, ends))}**", width="content")
        open_other = partial(state.go, key=item.other_key)
        st.button(say("point.open_other"), icon=":material/arrow_forward:", type="primary", on_click=open_other)
    show_source(view, item.id)


def _way_back() -> None:
    trail = state.recent()[1:6]
    if not trail:
        return
    for column, (key, name) in zip(st.columns(len(trail)), trail, strict=True):
        column.button(
            present.plain(name),
            key=f"back:{key}",
            icon=":material/history:",
            type="tertiary",
            on_click=partial(state.go, key=key),
        )


def _start() -> None:
    st.markdown(say("point.start"))
    if state.recent():
        st.caption(say("point.recent"))
        _way_back()
