"""A ready question: what it asks, a field for each of its parameters, and its Cypher to read and change."""

from __future__ import annotations

import streamlit as st

from graph.queries import Param, Query
from graph.schema import KIND
from workbench import present
from workbench.ui import state
from workbench.ui.asked import Asked
from workbench.view import View
from workbench.wording import language, say

_ACROSS = 3


# A browser keeps the label of what was chosen under its key: hence a key for each language.
def question_form(view: View) -> None:
    """Draw the choice of questions and the form of the chosen one; asking remembers it."""
    known = {query.name: query for query in view.questions()}
    name = st.selectbox(
        say("query.choose"), list(known), format_func=lambda n: known[n].title[language()], key=f"question:{language()}"
    )
    query = known[name]
    st.caption(present.plain(query.asks[language()]))
    with st.form(f"question:{name}", border=False):
        given = _fields(query)
        sent = st.form_submit_button(say("query.ask"), type="primary", icon=":material/play_arrow:")
    if sent:
        state.ask(Asked(text=query.title[language()], name=name, params=tuple(given.items())))
    with st.expander(say("query.show_cypher")):
        st.code(query.text, language="cypher")
        st.button(say("query.edit"), on_click=state.doing(_edit, query.text), icon=":material/edit:")


def _edit(text: str) -> None:
    state.put("cypher", text)
    state.put("way", "own")


def _fields(query: Query) -> dict[str, str]:
    columns = st.columns(_ACROSS)
    typed = {param.name: _field(columns[n % _ACROSS], query, param) for n, param in enumerate(query.params)}
    return {name: text.strip() for name, text in typed.items() if text.strip()}


def _field(column: st.delta_generator.DeltaGenerator, query: Query, param: Param) -> str:
    said = param.zh if language() == "zh" else param.en
    return column.text_input(
        present.plain(said),
        value=(param.default or "").strip('"'),
        placeholder=_hint(param),
        key=f"param:{query.name}:{param.name}",
    )


def _hint(param: Param) -> str:
    if param.type in KIND or param.type == "thing":
        return say("query.key_hint")
    return say(f"query.{param.type}_hint")
