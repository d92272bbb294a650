"""The long work that is going on for this person here: how far it is, then how it ended."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench import present
from workbench.ui import state
from workbench.ui.jobs import Job
from workbench.wording import say


def show_work(outcome: Callable[[Job], None]) -> None:
    """Draw the running job, or the outcome of the last one until it is dismissed."""
    job = state.current_job()
    if job is None:
        return
    if job.running:
        _watch()
        return
    with st.container(border=True):
        _ended(job, outcome)
        st.button(say("work.dismiss"), on_click=state.dismiss_job, key="dismiss")


@st.fragment(run_every=1.0)
def _watch() -> None:
    state.begin()
    job = state.current_job()
    if job is None or not job.running:
        st.rerun()
    else:
        line = say("work.line", what=job.line, seconds=int(job.seconds))
        st.progress(min(max(job.share or 0.0, 0.0), 1.0), text=present.plain(line))
        st.caption(say("work.may_leave"))
        if job.stop is not None:
            words = say("work.stopping" if job.stopped else "work.stop")
            st.button(words, on_click=job.cancel, disabled=job.stopped, key="stop", icon=":material/stop_circle:")


def _ended(job: Job, outcome: Callable[[Job], None]) -> None:
    if job.error and job.stopped:
        st.info(present.plain(f"{job.title}: {job.error}"), icon=":material/stop_circle:")
        return
    if job.error:
        st.error(present.plain(f"{job.title}: {job.error}"), icon=":material/error:")
        return
    st.success(present.plain(say("work.done", what=job.title, seconds=f"{job.seconds:.1f}")), icon=":material/check:")
    outcome(job)
