"""An analysis offered: whom it is about, its fields, the button that starts it, and the work while it goes on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench import present
from workbench.analyse import Analysis, analysis
from workbench.ui import state
from workbench.ui.found import Found, analysing
from workbench.ui.offers import Offer
from workbench.ui.widgets.fields import field_name, fields, typed
from workbench.ui.widgets.scenes import scenes
from workbench.ui.widgets.starts import starts
from workbench.ui.widgets.subjects import of_label, subjects
from workbench.view import Hit, View
from workbench.wording import say


def one_offer(offers: Sequence[Offer], *, key: str) -> Offer:
    """Draw the choice between analyses and return the chosen one."""
    known = {offer.name: offer for offer in offers}
    if len(known) == 1:
        return offers[0]
    name = st.pills(
        say("offer.choose"),
        list(known),
        default=state.place("analysis") if state.place("analysis") in known else offers[0].name,
        required=True,
        format_func=lambda name: say(f"offer.{name}"),
        key=f"offer:{key}",
        label_visibility="collapsed",
    )
    return known[name or offers[0].name]


def make_offer(view: View, offer: Offer, **fixed: object) -> Found | None:
    """Draw the form of an analysis; return what its last run found, if there is one."""
    wanted = analysis(offer.name)
    st.caption(say(f"offer.{offer.name}_is"))
    chosen = subjects(view) if offer.about else {}
    about = _about(view, offer, chosen)
    given = fields(wanted, offer.fields)
    if offer.more:
        with st.expander(say("offer.more")):
            given |= fields(wanted, offer.more)
    if offer.addressed:
        state.fill(offer.name, _beyond_defaults(wanted, given))
    begun = _begun(view, about, given) if offer.starts else []
    if begun:
        about = {"events": begun}
    wrong: list[str] = []
    if offer.scenes:
        told, wrong = scenes(chosen)
        about |= {"scenes": told} if told else {}
    lacking = [*_lacking(offer, about, given), *wrong]
    called = {key: hit.name for key, hit in chosen.items() if hit.name}
    _start(wanted, {**about, **given, **fixed}, lacking=lacking, called=called)
    return state.found(offer.name)


def _begun(view: View, about: dict[str, list[str]], given: dict[str, object]) -> list[str]:
    accounts = about.get("accounts", [])
    return starts(view, accounts, received=_received(given)) if accounts else []


def _received(given: dict[str, object]) -> bool:
    """Return whether a trace begins with what accounts got, or a chain ends there."""
    return given.get("direction") == "backward" or given.get("side") == "received"


def _beyond_defaults(wanted: Analysis, given: dict[str, object]) -> dict[str, object]:
    """Return what was filled in and is not the default."""
    usual = {param.name: (param.default or "").strip('"') for param in wanted.params}
    return {name: value for name, value in given.items() if typed(value) != usual.get(name)}


def _about(view: View, offer: Offer, chosen: dict[str, Hit]) -> dict[str, list[str]]:
    given = {hit.label for hit in chosen.values()}
    # Of numbers or of accounts, not of both: what was given itself goes before what belongs to it.
    about = [(label, param) for label, param in offer.about if label in given] or list(offer.about)
    taken = {param: of_label(view, chosen, label) for label, param in about[:1] if chosen}
    return {param: keys for param, keys in taken.items() if keys}


def _lacking(offer: Offer, about: dict[str, list[str]], given: dict[str, object]) -> list[str]:
    """Return what is still missing, in words."""
    count = max(map(len, about.values()), default=0)
    few = [say(f"offer.few_{offer.kind}", least=offer.least)] if count < offer.least and "events" not in about else []
    return few + [field_name(offer.name, name) for name in offer.needs if name not in given]


def _start(wanted: Analysis, params: dict[str, object], *, lacking: list[str], called: dict[str, str]) -> None:
    job = analysing(state.opener(), wanted.name, params, number=state.number(), called=called)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("offer.run"),
            type="primary",
            icon=":material/play_arrow:",
            key=f"run:{wanted.name}",
            disabled=bool(lacking) or state.busy(),
            on_click=state.doing(state.start, job),
        )
        if lacking:
            st.caption(present.plain(say("offer.lacking", what=say("present.comma").join(lacking))))
