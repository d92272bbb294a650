"""Workspaces: making one, its cases and its members."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from workbench import present
from workbench import workspace as book
from workbench.access import ROLES
from workbench.ui import state
from workbench.wording import say

_USUAL = timedelta(days=180)


def new_workspace() -> None:
    """Draw the form that makes a workspace and enters it."""
    with st.form("new_workspace", enter_to_submit=False):
        name = st.text_input(say("workspace.name"), placeholder=say("workspace.name_hint"), max_chars=60)
        purpose = st.text_input(say("workspace.purpose"), placeholder=say("workspace.purpose_hint"), max_chars=200)
        basis = st.text_input(say("workspace.basis"), placeholder=say("workspace.basis_hint"), max_chars=200)
        cases = st.text_input(say("workspace.cases"), placeholder=say("workspace.cases_hint"))
        until = st.date_input(say("workspace.until"), value=date.today() + _USUAL, format="YYYY-MM-DD")
        if not st.form_submit_button(say("workspace.make"), type="primary"):
            return
    numbers = [number for number in cases.replace("，", ",").replace("、", ",").split(",") if number.strip()]
    ends = datetime.combine(until, time.max, tzinfo=present.LOCAL).astimezone(UTC) if isinstance(until, date) else None
    made = book.create(
        state.desk(),
        name.strip(),
        cases=numbers,
        purpose=purpose.strip(),
        legal_basis=basis.strip(),
        actor=state.actor(),
        expires_at=ends,
    )
    state.enter(made.name)
    state.notify(say("workspace.made", name=made.name))
    st.rerun()


def show_workspace(name: str) -> None:
    """Draw what is written down of a workspace, and let its owner add a case or a member."""
    known = book.get(state.desk(), name)
    until = present.written(known.expires_at) or say("workspace.no_end")
    st.text(say("workspace.facts", purpose=known.purpose, basis=known.legal_basis, until=until))
    cases, members = st.columns(2)
    with cases:
        st.markdown(f"**{say('workspace.its_cases', count=len(known.cases))}**")
        st.text("\n".join(key.removeprefix("case:") for key in known.cases))
        _add_case(name)
    with members:
        st.markdown(f"**{say('workspace.its_members')}**")
        st.text("\n".join(f"{actor}: {say(f'workspace.{role}')}" for actor, role in known.members.items()))
        _add_member(name)


def _add_case(name: str) -> None:
    with st.form("add_case", border=False, clear_on_submit=True):
        number = st.text_input(say("workspace.add_case"))
        if st.form_submit_button(say("workspace.add")) and number.strip():
            book.add_case(state.desk(), name, number, actor=state.actor())
            state.forget()
            st.rerun()


def _add_member(name: str) -> None:
    with st.form("add_member", border=False, clear_on_submit=True):
        who, what = st.columns(2)
        member = who.text_input(say("workspace.add_member"))
        role = what.selectbox(say("workspace.role"), list(ROLES), format_func=lambda r: say(f"workspace.{r}"))
        if st.form_submit_button(say("workspace.add")) and member.strip() and role:
            book.add_member(state.desk(), name, member.strip(), role=role, actor=state.actor())
            st.rerun()
