"""The scenes of a collision: a chosen cell or place and a time in each row, checked before anything is asked.

Why rows of fields: a scene is three things, and whoever mistypes one of them must see which.
"""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from workbench.ui import state
from workbench.view import Hit
from workbench.wording import say

_KINDS = ("Cell", "Place")
_MOST = 12


def scenes(chosen: dict[str, Hit]) -> tuple[list[str], list[str]]:
    """Draw a row for each scene; return those that are complete as the analysis takes them, and what is still wrong."""
    places = {key: hit for key, hit in chosen.items() if hit.label in _KINDS}
    if not places:
        st.caption(say("scene.none"))
        return [], []
    count = max(len(places), int(state.value("scenes", 0)))
    rows = [_row(number, places) for number in range(min(count, _MOST))]
    st.button(
        say("scene.add"),
        key="scene:add",
        icon=":material/add:",
        type="tertiary",
        disabled=count >= _MOST,
        on_click=lambda: state.put("scenes", count + 1),
    )
    wrong = [say("scene.row", number=number, what=what) for number, (_, what) in enumerate(rows, 1) if what]
    return [scene for scene, _ in rows if scene], wrong


def _row(number: int, places: dict[str, Hit]) -> tuple[str, str]:
    """Draw one row; return the scene, or what is wrong with it."""
    keys = list(places)
    where, begin, end = st.columns([3, 2, 2], vertical_alignment="bottom")
    key = where.selectbox(
        say("scene.where", number=number + 1),
        keys,
        index=min(number, len(keys) - 1),
        format_func=lambda key: f"{places[key].name} {key}".strip(),
        key=f"scene:where:{number}:{hash(tuple(keys))}",
    )
    hint = say("query.instant_hint")
    since = begin.text_input(say("field_param.since"), placeholder=hint, key=f"scene:since:{number}").strip()
    until = end.text_input(say("field_param.until"), placeholder=hint, key=f"scene:until:{number}").strip()
    return written(key or keys[0], since, until)


def written(key: str, since: str, until: str) -> tuple[str, str]:
    """Return a scene as the analysis takes it, or what is wrong with it in words; an empty row is neither."""
    if not since and not until:
        return "", say("scene.no_time")
    try:
        begin, end = (datetime.fromisoformat(text) for text in (since, until))
    except ValueError:
        return "", say("scene.bad_time", text=since if not _is_time(since) else until)
    if (begin.tzinfo is None) != (end.tzinfo is None) or begin > end:
        return "", say("scene.backward")
    return f"{key}@{begin.isoformat()}/{end.isoformat()}", ""


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
