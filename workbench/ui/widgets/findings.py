"""What an analysis found: its warnings, a drawing, its tables, and for a clicked line the rows it rests on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.analyse import analysis
from workbench.ui import present, state
from workbench.ui.cited import Cited, cited, keys_in
from workbench.ui.found import Found
from workbench.ui.lines import money_columns, spoken_frame
from workbench.ui.offers import FACTS, Offer
from workbench.ui.sketch import sketch
from workbench.ui.widgets import table
from workbench.ui.widgets.source import show_cited, show_source
from workbench.view import View
from workbench.wording import say

_MOST = 5_000  # lines of one table that a browser is given


def show_head(found: Found) -> None:
    """Draw what was asked, how long it took, and every warning."""
    worth = "facts" if found.name in FACTS else "inference"
    st.markdown(f"**{present.plain(analysis(found.name).title)}** :gray-badge[{say(f'found.{worth}')}]")
    result = found.result
    st.caption(say(f"found.from_{worth}", version=result.input_version, seconds=f"{result.seconds:.1f}"))
    if result.warnings:
        st.warning("  \n".join(present.plain(words) for words in result.warnings), icon=":material/warning:")


def show_drawing(found: Found, **changed: pd.DataFrame) -> None:
    """Draw the small picture, when there is something to draw; some tables may be shown in part."""
    made = sketch(found.name, {**found.result.frames, **changed})
    if made is None:
        return
    st.caption(say(f"found.{made.words}") + (say("found.cut", most=made.most) if made.cut else ""))
    st.echarts_chart(made.option, height=made.height, alt=say("found.alt"), key=f"drawn:{found.name}:{found.number}")


def show_tables(view: View, found: Found, offer: Offer) -> None:
    """Draw the tables that have lines, each behind a tab."""
    frames = {name: found.result.frames.get(name, pd.DataFrame()) for name in offer.tables}
    full = [name for name, frame in frames.items() if len(frame)]
    if not full:
        st.info(say("found.nothing"), icon=":material/search_off:")
        return
    name = st.segmented_control(
        say("found.tables"),
        full,
        default=full[0],
        required=True,
        format_func=lambda name: f"{say(f'frame.{name}')} {len(frames[name]):,}",
        key=f"tables:{found.name}:{found.number}",
        label_visibility="collapsed",
    )
    show_table(view, found, name or full[0])


def show_table(view: View, found: Found, name: str, *, frame: pd.DataFrame | None = None) -> None:
    """Draw one table, or a part of it; a click on a line opens what it rests on."""
    lines = found.result.frames[name] if frame is None else frame
    shown = spoken_frame(lines.head(_MOST), analysis=found.name)
    config = {column: st.column_config.NumberColumn(format="%,.2f") for column in money_columns(lines, found.name)}
    key = f"{found.name}:{name}:{found.number}:{len(lines)}"
    place = table.choose(shown, key=f"found:{key}", config=config)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(say("found.click"), width="content")
        table.export(shown, name=f"{say(f'offer.{found.name}')}-{say(f'frame.{name}')}", key=f"csv:{key}")
    if place is not None:
        with st.container(border=True):
            _ways(lines.iloc[place])
            _rows(view, cited({**found.result.frames, name: lines}, name, place))


def _ways(row: pd.Series) -> None:
    """Draw the ways to the pages of whoever stands in a line."""
    with st.container(horizontal=True):
        for key in keys_in(row):
            name = next(
                (str(row[f"{c}_name"]) for c in row.index if row[c] == key and isinstance(row.get(f"{c}_name"), str)),
                "",
            )
            words = present.plain(f"{name} {key}".strip())
            if st.button(words, key=f"open:{key}", icon=":material/my_location:", type="tertiary"):
                state.open_page("point", key=key)


def _rows(view: View, found: Cited) -> None:
    if found.events:
        show_cited(view, found.events)
    elif found.links:
        link = st.selectbox(say("found.links"), found.links, format_func=_link_name, key=f"links:{hash(found.links)}")
        show_source(view, link)
    else:
        st.caption(say("found.no_rows"))


def _link_name(link: str) -> str:
    kind, source, target, *_ = link.split("|")
    return f"{present.link_name(kind)}: {source} → {target}"
