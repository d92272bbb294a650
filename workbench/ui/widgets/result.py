"""The answer to a question: a table, a drawing of the nodes and links in it, and the way to each of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from graph.engine.values import Link, Node, Path
from graph.schema import label_of
from workbench import present
from workbench.ui import state
from workbench.ui.drawing import MOST_NODES, drawing
from workbench.ui.widgets import table
from workbench.view import Table
from workbench.wording import say


def show_result(answer: Table, *, key: str) -> None:
    """Draw the answer; a click on a row offers the pages of everything in it."""
    if not answer.rows:
        st.info(say("query.empty"), icon=":material/search_off:")
        return
    st.caption(say("query.counted", rows=len(answer.rows), seconds=f"{answer.seconds:.2f}"))
    if answer.truncated:
        st.warning(say("query.truncated", rows=len(answer.rows)), icon=":material/warning:")
    frame = result_frame(answer)
    place = table.choose(frame, key=f"result:{key}", most=12)
    table.export(frame, name=say("query.export_name"), key=f"csv:{key}")
    if place is not None:
        _ways(answer.rows[place])
    _draw(answer)


def result_frame(answer: Table) -> pd.DataFrame:
    """Return the answer as text and numbers; a node is its name, a path its steps."""
    lines = [[_text(value) for value in row] for row in answer.rows]
    return pd.DataFrame(lines, columns=answer.columns, dtype=object).infer_objects()


def keys_in(values: list[object]) -> dict[str, str]:
    """Return the keys of every entity in a row, each with what it is called."""
    found = drawing(values).nodes
    texts = [value for value in values if isinstance(value, str) and label_of(value)]
    return {key: name for key, (name, _) in found.items()} | {key: key for key in texts if key not in found}


def _ways(row: list[object]) -> None:
    keys = keys_in(row)
    with st.container(horizontal=True):
        for key, name in keys.items():
            if st.button(present.plain(name), key=f"open:{key}", icon=":material/my_location:", type="tertiary"):
                state.open_page("point", key=key)
    if not keys:
        st.caption(say("query.no_keys"))


def _draw(answer: Table) -> None:
    drawn = drawing(value for row in answer.rows for value in row)
    if not drawn.nodes:
        st.caption(say("query.nothing_to_draw"))
        return
    st.markdown(f"**{say('query.drawing')}**")
    st.caption(say("query.lines") + (say("query.cut", most=MOST_NODES) if drawn.cut else ""))
    alt = say("query.alt", nodes=len(drawn.nodes), links=len(drawn.links))
    st.echarts_chart(drawn.option(), height=520, alt=alt, key="drawing")


def _text(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case Node():
            return str(value.props.get("name") or value.key)
        case Link():
            return f"{present.link_name(value.type)}: {value.source} → {value.target}"
        case Path():
            return " → ".join(str(_text(node)) for node in value.nodes)
        case list() | tuple():
            return say("present.comma").join(str(_text(part)) for part in value)
        case _:
            return present.written(value)
