"""查询: a ready question with its parameters, or Cypher; the answer as a table and a small drawing."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.asked import Asked
from workbench.ui.shell import need_view
from workbench.ui.widgets.cypher import cypher_form
from workbench.ui.widgets.question import question_form
from workbench.ui.widgets.result import show_result
from workbench.view import Table, View
from workbench.wording import say


def page() -> None:
    """Draw the two ways to ask, the answer to what was asked last, and what was asked before."""
    view = need_view()
    way = st.segmented_control(
        say("query.way"),
        ["ready", "own"],
        default="ready",
        required=True,
        format_func=lambda name: say(f"query.{name}"),
        key="way",
        label_visibility="collapsed",
    )
    if way == "own":
        cypher_form()
    else:
        question_form(view)
    if asked := state.asked():
        st.markdown(f"**{present.plain(_short(asked.line))}**")
        show_result(state.answer("asked", asked, partial(_answer, view, asked)), key=asked.line)
    _history()


def _answer(view: View, asked: Asked) -> Table:
    return view.ask(asked.name, **dict(asked.params)) if asked.name else view.cypher(asked.text)


def _short(line: str, most: int = 100) -> str:
    return line if len(line) <= most else f"{line[:most]}…"


def _history() -> None:
    if not (before := state.questions_asked()):
        return
    with st.expander(say("query.history", count=len(before)), icon=":material/history:"):
        for place, asked in enumerate(before):
            again = state.doing(state.ask, asked)
            st.button(present.plain(_short(asked.line)), key=f"again:{place}", type="tertiary", on_click=again)
