"""The links of an entity, grouped by kind and direction; each row opens the source behind it or the other end."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.widgets import table
from workbench.view import Entity, LinkGroup, LinkItem
from workbench.wording import say

_WAYS = {"CALLED": "call", "TRANSFERRED": "transfer"}  # whose directions have words of their own
_LEFT_OUT = {"id", "kind", "rows", "occurred_ms"}


def choose_link(entity: Entity, hubs: set[str]) -> LinkItem | None:
    """Draw the groups and the table of the chosen one; return the link whose row was clicked."""
    if not entity.links:
        st.info(say("point.no_links"), icon=":material/info:")
        return None
    group = _group(entity)
    hidden = [item for item in group.items if item.other_key in hubs]
    with_hubs = bool(hidden) and st.toggle(say("point.with_hubs", count=len(hidden)), key=f"hubs:{entity.key}")
    items = group.items if with_hubs else [item for item in group.items if item.other_key not in hubs]
    frame = link_frame(group, items)
    key = f"links:{entity.key}:{group.type}:{group.direction}:{with_hubs}"
    chosen = table.choose(frame, key=key, config=_config(group))
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(say("point.click_a_row") + _cut(group), width="content")
        table.export(frame, name=f"{group.type}-{entity.name or entity.key}", key=f"csv:{key}")
    return _addressed(entity)[1] if chosen is None else items[chosen]


def link_frame(group: LinkGroup, items: list[LinkItem]) -> pd.DataFrame:
    """Return the links as a table: the other end, what the link says, what it is worth, how many rows it has."""
    props = [p for p in present.link_properties(group.type).values() if p.name not in _LEFT_OUT]
    used = [p for p in props if any(item.props.get(p.name) is not None for item in items)]
    columns: dict[str, list[object]] = {
        say("table.other"): [item.other_name or item.other_key for item in items],
        say("table.label"): [present.kind_name(item.other_label) for item in items],
        say("table.key"): [item.other_key for item in items],
    }
    columns |= {present.property_name(p): [present.cell(p, item.props.get(p.name)) for item in items] for p in used}
    columns[say("table.standing")] = [present.standing(item.props.get("kind")) for item in items]
    columns[say("table.rows")] = [item.props.get("rows") for item in items]
    return pd.DataFrame(columns)


def group_name(group: LinkGroup) -> str:
    """Return how a group is called: what kind of link, in which direction, how many."""
    words = _WAYS.get(group.type, "link")
    return f"{present.link_name(group.type)} {say(f'point.{words}_{group.direction}')} · {group.total:,}"


def _group(entity: Entity) -> LinkGroup:
    chosen = st.pills(
        say("point.groups"),
        range(len(entity.links)),
        default=_addressed(entity)[0],
        required=True,
        format_func=lambda place: group_name(entity.links[place]),
        key=f"group:{entity.key}",
        label_visibility="collapsed",
    )
    return entity.links[chosen or 0]


def _cut(group: LinkGroup) -> str:
    listed = len(group.items)
    return say("point.truncated", listed=listed, total=group.total) if group.total > listed else ""


def _addressed(entity: Entity) -> tuple[int, LinkItem | None]:
    """Return the link that the address names and its group's place, so that a link can be sent to a colleague."""
    wanted = state.place("link")
    found = ((place, item) for place, group in enumerate(entity.links) for item in group.items if item.id == wanted)
    return next(found, (0, None))


def _config(group: LinkGroup) -> dict[str, object]:
    money = [p for p in present.link_properties(group.type).values() if present.is_money(p)]
    return {present.property_name(p): st.column_config.NumberColumn(format="%,.2f") for p in money}
