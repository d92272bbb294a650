"""What a search found: the hits of one question, or of each number of a pasted list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from graph.projection.search import HOW
from graph.schema import KINDS
from workbench import present
from workbench.ui import state
from workbench.ui.terms import MOST, terms
from workbench.ui.widgets import table
from workbench.view import Hit, View
from workbench.wording import say

_LIMIT = 200
_RANK = {kind.label: place for place, kind in enumerate(KINDS)}  # people and their numbers before cells and places


def search_box(view: View) -> None:
    """Draw the one box; Enter or the button searches, and a single hit is opened at once."""
    with st.form("search", border=False):
        left, right = st.columns([7, 1], vertical_alignment="bottom")
        typed = left.text_input(
            say("point.box"),
            value=state.place("q"),
            placeholder=say("point.box_hint"),
            type="search",
            label_visibility="collapsed",
        )
        sent = right.form_submit_button(say("point.find"), type="primary", icon=":material/search:", width="stretch")
    if sent:
        hits = _search(view, typed) if len(terms(typed)) == 1 else []
        state.go(q=typed.strip(), key=hits[0].key if len(hits) == 1 else "")
        st.rerun()


def show_hits(view: View, text: str) -> None:
    """Search for what was typed and draw what was found."""
    wanted = terms(text)
    if len(wanted) > MOST:
        st.warning(say("point.too_many", count=len(wanted), most=MOST), icon=":material/warning:")
        wanted = wanted[:MOST]
    if len(wanted) > 1:
        _show_many(view, wanted)
        return
    found = _search(view, text) if wanted else []
    if not found:
        _nothing(text)
        return
    hits = _of_kind(sorted(found, key=lambda hit: (HOW.index(hit.how), _RANK[hit.label])))
    st.caption(say("point.found_most" if len(found) >= _LIMIT else "point.found", count=len(found)))
    frame = hit_frame(hits)
    frame[say("point.how")] = [how(hit) for hit in hits]
    place = table.choose(frame, key=f"hits:{text}:{len(hits)}")
    if place is not None:
        _open(hits[place].key, text)


def _search(view: View, text: str) -> list[Hit]:
    wanted = terms(text)[0]
    return state.answer("search", wanted, lambda: view.search(wanted, limit=_LIMIT))


def _of_kind(hits: list[Hit]) -> list[Hit]:
    """Draw the kinds among the hits when there are several, and return the hits of the chosen one, or all."""
    counts = Counter(hit.label for hit in hits)
    if len(counts) == 1:
        return hits
    chosen = st.pills(
        say("table.label"),
        sorted(counts, key=_RANK.__getitem__),
        format_func=lambda label: f"{present.kind_name(label)} {counts[label]}",
        key="kinds",
        label_visibility="collapsed",
    )
    return [hit for hit in hits if chosen in (None, hit.label)]


def hit_frame(hits: Sequence[Hit | None]) -> pd.DataFrame:
    """Return hits as a table; a term without a hit keeps an empty line."""
    return pd.DataFrame(
        {
            say("table.name"): [hit.name if hit else "" for hit in hits],
            say("table.label"): [present.kind_name(hit.label) if hit else "" for hit in hits],
            say("table.key"): [hit.key if hit else "" for hit in hits],
        }
    )


def how(hit: Hit) -> str:
    """Return in what an entity was found, and where in it."""
    return f"{say(f'hit.{hit.matched}')} · {say(f'hit.{hit.how}')}"


def _show_many(view: View, wanted: list[str]) -> None:
    found = state.answer("search", tuple(wanted), lambda: view.search_many(wanted))
    rows: list[tuple[str, Hit | None]] = []
    for term in wanted:
        rows += [(term, hit) for hit in found.get(term, [])] or [(term, None)]
    missing = sum(not found.get(term) for term in wanted)
    st.caption(say("point.found_many", count=len(wanted), found=len(wanted) - missing, missing=missing))
    frame = hit_frame([hit for _, hit in rows])
    frame.insert(0, say("point.by"), [term for term, _ in rows])
    frame[say("point.how")] = [how(hit) if hit else say("point.no_hit") for _, hit in rows]
    place = table.choose(frame, key=f"many:{hash(tuple(wanted))}")
    table.export(frame, name=say("point.export_name"), key="csv:many")
    if place is not None and (hit := rows[place][1]) is not None:
        _open(hit.key, state.place("q"))


def _open(key: str, text: str) -> None:
    state.go(key=key, q=text)
    st.rerun()


def _nothing(text: str) -> None:
    st.info(say("point.nothing", text=present.plain(text)), icon=":material/search_off:")
    st.markdown(say("point.try"))
