"""What stands around every page: the banner with workspace, person and purpose, the sidebar, notices and the edge.

Why a banner: whoever looks over a shoulder or at a screenshot sees whose material it is and what it was opened for.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from workbench import present
from workbench.faults import words_of
from workbench.ui import state
from workbench.ui.shim import speak_streamlit
from workbench.view import View
from workbench.wording import say

_STYLE = """<style>
.stMainBlockContainer {padding-left: 2.2rem; padding-right: 2.2rem; max-width: 1500px}
.banner {display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: center; padding: .35rem .8rem;
  border-left: 4px solid #a4262c; background: #fbf1f1; font-size: .86rem; color: #3b2426}
.banner b {color: #a4262c}
h1.page {margin: .9rem 0 0; padding: 0; font-size: 1.6rem}
h1.page small {font-size: .95rem; font-weight: 400; opacity: .7; margin-left: .8rem}
</style>"""


@contextmanager
def edge() -> Iterator[None]:
    """Show an error in words instead of a traceback; Streamlit's own control flow passes."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  the edge of the pages
        st.error(present.plain(words_of(error)), icon=":material/error:")


def frame(title: str, purpose: str) -> None:
    """Draw what stands around the page: sidebar, banner, the page's name and what it is for, waiting notices."""
    speak_streamlit(state.lang())
    with st.sidebar:
        _language()
        with edge():
            _workspace()
    with edge():
        _banner(title, purpose)
    for words, bad in state.notices():
        (st.error if bad else st.success)(present.plain(words))


def need_view() -> View:
    """Return the open view; without any workspace, say how to get one and end the page."""
    view = state.view()
    if view is None:
        st.info(say("shell.no_workspace"), icon=":material/info:")
        st.stop()
    return view


def _language() -> None:
    chosen = st.segmented_control(
        say("shell.language"),
        ["zh", "en"],
        default=state.lang(),
        required=True,
        format_func={"zh": "中文", "en": "English"}.__getitem__,
        key="language",
        label_visibility="collapsed",
    )
    if chosen != state.lang():
        state.choose_lang(chosen)
        st.rerun()


def _workspace() -> None:
    known, now = state.workspaces(), state.workspace()
    if now is None:
        return
    chosen = st.selectbox(say("shell.workspace"), known, index=known.index(now))
    if chosen != now:
        state.enter(chosen)
        st.rerun()
    purpose = st.text_input(
        say("shell.purpose"), value=state.purpose() or "", placeholder=say("shell.purpose_default"), max_chars=200
    )
    if purpose != (state.purpose() or ""):
        state.intend(purpose)
        st.rerun()


def _banner(title: str, purpose: str) -> None:
    view = state.view()
    parts = [f"<strong>{html.escape(say('shell.product'))}</strong>", f"<b>{html.escape(say('shell.classified'))}</b>"]
    known = (("shell.workspace", view.workspace), ("shell.purpose", view.purpose)) if view else ()
    for key, value in (*known, ("shell.actor", state.actor())):
        parts.append(f"<span>{html.escape(say(key))}: {html.escape(str(value))}</span>")
    parts.append(f"<span>{html.escape(say('shell.audited'))}</span>")
    head = f'<h1 class="page">{html.escape(title)}<small>{html.escape(purpose)}</small></h1>'
    st.html(f'{_STYLE}<div class="banner" role="note">{"".join(parts)}</div>{head}')
