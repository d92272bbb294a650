"""Results written down for the workspace: keeping one with a reason, the list of those in force, withdrawing."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from workbench import present
from workbench.analyse import analysis
from workbench.errors import UserError
from workbench.ui import state
from workbench.ui.found import Found, keeping
from workbench.ui.jobs import Job
from workbench.ui.uploads import updating
from workbench.ui.widgets import table
from workbench.view import View
from workbench.wording import say


def keep_form(found: Found, **changed: object) -> None:
    """Draw the way to keep a result; why is required, and changed parameters make it worked out anew."""
    if not found.result.items:
        st.caption(say("keep.nothing"))
        return
    with st.popover(say("keep.open"), icon=":material/bookmark_add:"):
        st.caption(say("keep.what"))
        why = st.text_input(say("keep.why"), key=f"why_keep:{found.name}:{found.number}", max_chars=200)
        job = keeping(state.opener(), found, why=why.strip(), **changed)
        st.button(
            say("keep.do"),
            type="primary",
            key=f"keep:{found.name}",
            disabled=not why.strip() or state.busy(),
            on_click=state.doing(state.start, job),
        )


def show_outcome(job: Job) -> None:
    """Say under which number a result was kept."""
    if isinstance(job.result, str):
        st.caption(say("keep.done", run=job.result))


def show_kept(view: View) -> None:
    """Draw the results in force; a click on one offers to withdraw it, a button brings the graph up to date."""
    if state.answer("status", "now", view.status).stale:
        job = Job(say("case.update"), updating(state.opener()))
        st.button(say("case.update"), on_click=state.doing(state.start, job), disabled=state.busy(), key="update")
    kept = state.answer("kept", "all", view.kept)
    if kept.empty:
        st.info(say("keep.none"), icon=":material/bookmark:")
        return
    place = table.choose(kept_frame(kept), key=f"kept:{len(kept)}")
    st.caption(say("keep.click"))
    if place is not None:
        with st.container(border=True):
            _show_one(view, kept.iloc[place])


def kept_frame(kept: pd.DataFrame) -> pd.DataFrame:
    """Return the list in words."""
    return pd.DataFrame(
        {
            say("keep.run"): kept["run"],
            say("keep.method"): [_title(name) for name in kept["method"]],
            say("keep.items"): kept["items"],
            say("keep.state"): [say(f"keep.{standing(line)}") for _, line in kept.iterrows()],
            say("keep.why"): kept["why"],
            say("shell.actor"): kept["actor"],
            say("keep.created_at"): [present.written(at) for at in kept["created_at"]],
        }
    )


def standing(line: pd.Series) -> str:
    """Return how a kept result stands: stale, outdated or current."""
    return "stale" if line["stale"] else "outdated" if line["outdated"] else "current"


def _title(name: str) -> str:
    try:
        return analysis(name).title
    except UserError:  # a former version knew it
        return name


def _show_one(view: View, line: pd.Series) -> None:
    st.markdown(f"**{present.plain(_title(line['method']))}** · {line['run']}")
    for words in json.loads(line["warnings"] or "[]"):
        st.text(words)
    why = st.text_input(say("keep.why_withdraw"), key=f"why_withdraw:{line['run']}", max_chars=200)
    if st.button(say("keep.withdraw"), disabled=not why.strip(), key=f"withdraw:{line['run']}", icon=":material/undo:"):
        view.withdraw(line["run"], why=why.strip())
        state.forget()
        state.notify(say("keep.withdrawn", run=line["run"]))
        st.rerun()
