"""案件: the workspace, its cases and imports, what is new, and bringing new material in."""

from __future__ import annotations

import streamlit as st

from workbench import present
from workbench.settings import Settings
from workbench.ui import state
from workbench.ui.jobs import Job
from workbench.ui.uploads import updating
from workbench.ui.widgets.acquire import acquire, show_done
from workbench.ui.widgets.acquired import show_imports
from workbench.ui.widgets.cases import case_table
from workbench.ui.widgets.work import show_work
from workbench.ui.widgets.workspaces import new_workspace, show_workspace
from workbench.view import Status
from workbench.wording import say


def page() -> None:
    """Draw the page; without a workspace, only the form that makes one."""
    view = state.view()
    if view is None:
        st.info(say("workspace.first"), icon=":material/flag:")
        new_workspace()
        return
    status = state.answer("status", "now", view.status)
    lines = state.answer("imports", "all", view.imports)
    _overview(status, int(lines["live"].sum()))
    show_work(show_done)
    news = state.answer("news", view.workspace, view.news)
    acquire(state.cases(), Settings.from_environment().home / "mappings")
    sheets = ("imports", "news", "cases", "space")
    all_, new, cases, space = st.tabs([say(f"case.{name}", count=len(news)) for name in sheets])
    with new:
        show_imports(view, news, key="news")
    with all_:
        show_imports(view, lines, key="all")
    with cases:
        case_table(state.cases(), lines)
    with space:
        show_workspace(view.workspace)
        with st.expander(say("workspace.new")):
            new_workspace()


def _overview(status: Status, imports: int) -> None:
    figures = {"cases": len(state.cases()), "imports": imports, "nodes": status.nodes, "links": status.links}
    *columns, last = st.columns([1, 1, 1, 1, 2], vertical_alignment="center")
    for column, (name, figure) in zip(columns, figures.items(), strict=True):
        column.metric(say(f"case.count_{name}"), f"{figure:,}")
    with last:
        if status.stale:
            st.warning("  \n".join(map(present.plain, status.stale)))
            job = Job(say("case.update"), updating(state.opener()))
            st.button(say("case.update"), on_click=state.doing(state.start, job), disabled=state.busy(), key="update")
        else:
            st.caption(say("case.current", at=present.written(status.projected_at), hash=status.hash[:12]))
