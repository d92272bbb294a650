"""What an analysis found: its warnings, a drawing, its tables, and for a clicked line the rows it rests on."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from graph.schema import label_of
from workbench import present
from workbench.analyse import Result, analysis
from workbench.analyse.cited import Cited, cited, keys_in
from workbench.analyse.sheets import bare
from workbench.analyse.spoken import frame_name, money_columns, spoken_frame, word
from workbench.ui import state
from workbench.ui.export import workbook_bytes
from workbench.ui.found import Found
from workbench.ui.offers import FACTS, Offer
from workbench.ui.sketch import sketch
from workbench.ui.widgets import saving, table
from workbench.ui.widgets.fields import field_name, typed
from workbench.ui.widgets.source import show_cited, show_source
from workbench.view import View
from workbench.wording import again, say

_NAMED = 6
_MOST = 5_000  # lines of one table that a browser is given


def show_head(view: View, found: Found) -> None:
    """Draw what was asked, how long it took, and every warning."""
    worth = "facts" if found.name in FACTS else "inference"
    st.markdown(f"**{present.plain(analysis(found.name).title)}** :gray-badge[{say(f'found.{worth}')}]")
    result = found.result
    st.caption(say(f"found.from_{worth}", version=result.input_version, seconds=f"{result.seconds:.1f}"))
    st.caption(present.plain(say("found.asked", what=asked_words(found))))
    told = [again(words) for words in result.warnings]
    if view.version != result.input_version:
        told.append(say("found.older", then=result.input_version, now=view.version))
    if told:
        st.warning("  \n".join(map(present.plain, told)), icon=":material/warning:")


def asked_words(found: Found) -> str:
    """Return of whom and with which fields an analysis was asked, as its form has them; defaults are not told."""
    usual = {param.name: (param.default or "").strip('"') for param in analysis(found.name).params}
    given = {name: value for name, value in found.params.items() if typed(value) != usual.get(name)}
    told = [f"{field_name(found.name, name)} {_given(found, name, value)}" for name, value in given.items()]
    return say("present.comma").join(told) or say("found.defaults")


def _given(found: Found, name: str, value: object) -> str:
    if name == "events" and isinstance(value, list):
        return say("found.ticked", count=len(value))
    if isinstance(value, list | tuple):
        shown = [found.called.get(str(part)) or _plainly(str(part)) for part in value[:_NAMED]]
        return " ".join(shown) + (f" … ({len(value)})" if len(value) > _NAMED else "")
    if isinstance(value, bool):
        return present.written(value)
    return found.called.get(str(value)) or _plainly(typed(value))


def _plainly(part: str) -> str:
    return bare(part) if label_of(part) else word(part)


def show_drawing(found: Found, **changed: pd.DataFrame) -> None:
    """Draw the small picture, when there is something to draw; some tables may be shown in part."""
    made = sketch(found.name, {**found.result.frames, **changed})
    if made is None:
        return
    words = [say(f"found.{made.words}"), *([say("found.cut", most=made.most)] if made.cut else [])]
    st.caption(say("present.between").join(words))
    st.echarts_chart(made.option, height=made.height, alt=say("found.alt"), key=f"drawn:{found.name}:{found.number}")


def show_tables(view: View, found: Found, offer: Offer) -> None:
    """Draw the tables that have lines, each behind a tab."""
    frames = {name: found.result.frames.get(name, pd.DataFrame()) for name in offer.tables}
    full = [name for name, frame in frames.items() if len(frame)]
    if not full:
        st.info(nothing(found), icon=":material/search_off:")
        return
    name = st.segmented_control(
        say("found.tables"),
        full,
        default=full[0],
        required=True,
        format_func=lambda name: f"{frame_name(name, found.name)} {len(frames[name]):,}",
        key=f"tables:{found.name}:{found.number}",
        label_visibility="collapsed",
    )
    show_table(view, found, name or full[0])
    show_export(found)


def show_export(found: Found) -> None:
    """Draw the button that saves everything a result says as a workbook; taking it out is an audited act."""
    saving.offer(
        say("found.workbook"),
        partial(result_bytes, found.result),
        name=say(f"offer.{found.name}"),
        kind="xlsx",
        key=f"workbook:{found.name}:{found.number}",
        table=found.name,
        rows=len(found.result.frame),
    )


def result_bytes(result: Result) -> bytes:
    """Return everything that a result says as a workbook."""
    from workbench.analyse.tables import write_workbook  # needs xlsxwriter

    return workbook_bytes(lambda path: write_workbook(result, path))


def nothing(found: Found) -> str:
    """Return what to say when nothing was found, and what can be done about it."""
    own = f"found.nothing_{found.name}"
    return say(own if found.name in _NOTHING else "found.nothing")


_NOTHING = frozenset(
    {
        "gangs",
        "meetings",
        "co_travel",
        "stays",
        "relays",
        "trace",
        "change",
        "ecosystem",
        "collision",
        "replaced_numbers",
        "linked_cases",
    }
)


def show_table(view: View, found: Found, name: str, *, frame: pd.DataFrame | None = None) -> None:
    """Draw one table, or a part of it; a click on a line opens what it rests on."""
    lines = found.result.frames[name] if frame is None else frame
    shown = spoken_frame(lines.head(_MOST), analysis=found.name)
    config = {column: st.column_config.NumberColumn(format="%,.2f") for column in money_columns(lines, found.name)}
    key = f"{found.name}:{name}:{found.number}:{len(lines)}"
    place = table.choose(shown, key=f"found:{key}", config=config)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(say("found.click"), width="content")
        table.export(shown, name=f"{say(f'offer.{found.name}')}-{frame_name(name, found.name)}", key=f"csv:{key}")
    if place is not None:
        with st.container(border=True):
            _ways(lines.iloc[place])
            ids = cited({**found.result.frames, name: lines}, name, place)
            if 0 < len(ids.events) < (every := _all_rows(lines.iloc[place])):
                st.caption(say("found.rows_of", shown=len(ids.events), every=every))
            _rows(view, ids)


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


def _all_rows(row: pd.Series) -> int:
    """Return how many rows a line rests on in all, where its table says so."""
    return int(row["rows"]) if "reasons" in row.index and "rows" in row.index else 0


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
