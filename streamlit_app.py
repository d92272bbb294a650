"""The workbench in the browser: which pages there are. What they show is in workbench/ui."""

from __future__ import annotations

import streamlit as st

from workbench.ui import shell, state
from workbench.ui.pages import case, identity, line, net, point, query, series
from workbench.wording import say

state.begin()
st.set_page_config(page_title=say("shell.product"), page_icon="🔗", layout="wide")
pages = [
    st.Page(case.page, title=say("shell.case"), icon=":material/folder_open:", url_path="case", default=True),
    st.Page(point.page, title=say("shell.point"), icon=":material/my_location:", url_path="point"),
    st.Page(line.page, title=say("shell.line"), icon=":material/timeline:", url_path="line"),
    st.Page(net.page, title=say("shell.net"), icon=":material/hub:", url_path="net"),
    st.Page(series.page, title=say("shell.series"), icon=":material/join_inner:", url_path="series"),
    st.Page(identity.page, title=say("shell.identity"), icon=":material/group:", url_path="identity"),
    st.Page(query.page, title=say("shell.query"), icon=":material/terminal:", url_path="query"),
]
chosen = st.navigation(pages)
state.know_pages(pages)
shell.frame(chosen.title, say(f"shell.{chosen.url_path or 'case'}_is"))
with shell.edge():
    state.settle()
    chosen.run()
