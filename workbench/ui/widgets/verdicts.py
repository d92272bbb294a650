"""Verdicts on two records: three buttons and a reason, what was decided before, and the way to take it back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from workbench import present
from workbench.judgements import Judgement
from workbench.ui import state
from workbench.ui.widgets import table
from workbench.view import View
from workbench.wording import say

_KEYS = {"same": "1", "different": "2", "unsure": "3"}
_ICONS = {"same": ":material/join_inner:", "different": ":material/call_split:", "unsure": ":material/help:"}
_NEXT = "4"
Pair = tuple[str, str]


def ask_verdict(view: View, pair: Pair, *, following: Pair | None, usual: str) -> None:
    """Draw the reason and the buttons; a verdict is written down at once, and the next pair comes up."""
    field = f"why:{pair[0]}:{pair[1]}"
    st.text_input(say("identity.why"), key=field, placeholder=usual, max_chars=200)
    with st.container(horizontal=True):
        for verdict, key in _KEYS.items():
            st.button(
                say(f"identity.{verdict}"),
                key=f"verdict:{verdict}",
                icon=_ICONS[verdict],
                type="primary" if verdict == "same" else "secondary",
                shortcut=key,
                on_click=state.doing(partial(_decide, view, pair, verdict, following=following, usual=usual)),
            )
        st.button(
            say("identity.next"),
            key="verdict:next",
            icon=":material/skip_next:",
            type="tertiary",
            shortcut=_NEXT,
            disabled=following is None,
            on_click=state.doing(partial(show_pair, following)),
        )
    st.caption(say("identity.keys"))


def show_pair(pair: Pair | None) -> None:
    """Make this the pair that the page shows; without one, the first of the queue."""
    a, b = pair or ("", "")
    state.stay(a=a, b=b)


def show_judged(view: View, decided: list[Judgement], names: Mapping[str, str]) -> None:
    """Draw the decisions in force, the newest first; a click on one offers to take it back."""
    with st.expander(say("identity.judged", count=len(decided)), icon=":material/gavel:", key="judged"):
        if not decided:
            st.caption(say("identity.none_judged"))
            return
        newest = decided[::-1]
        place = table.choose(judged_frame(newest, names), key=f"judged:{newest[0].seq}:{len(newest)}")
        st.caption(say("identity.click_judged"))
        if place is not None:
            _take_back(view, newest[place])


def judged_frame(decided: list[Judgement], names: Mapping[str, str]) -> pd.DataFrame:
    """Return decisions in words."""
    return pd.DataFrame(
        {
            say("field.a"): [names.get(one.a, one.a) for one in decided],
            say("field.b"): [names.get(one.b, one.b) for one in decided],
            say("identity.verdict"): [say(f"identity.{one.verdict}") for one in decided],
            say("keep.why"): [one.why for one in decided],
            say("shell.actor"): [one.actor for one in decided],
            say("identity.decided_at"): [present.written(one.decided_at) for one in decided],
        }
    )


def _take_back(view: View, one: Judgement) -> None:
    with st.container(border=True):
        field = f"why_back:{one.seq}"
        why = st.text_input(say("identity.why_back"), key=field, max_chars=200)
        st.button(
            say("identity.take_back"),
            key=f"back:{one.seq}",
            icon=":material/undo:",
            disabled=not why.strip(),
            on_click=state.doing(partial(_withdraw, view, one, field), said=say("identity.taken_back")),
        )


def _withdraw(view: View, one: Judgement, field: str) -> None:
    view.judge(one.a, one.b, "withdrawn", state.value(field, "").strip())
    state.forget()
    show_pair((one.a, one.b))


def _decide(view: View, pair: Pair, verdict: str, *, following: Pair | None, usual: str) -> None:
    why = state.value(f"why:{pair[0]}:{pair[1]}", "").strip() or usual
    view.judge(*pair, verdict, why)
    state.forget()
    show_pair(following)
