"""What one browser session remembers: language, workspace, open view, the last answers, the place in the address.

Why one module: everything a page reruns on is here and nowhere else, so what is cached, for whom, can be read at once.
Nothing is cached across users: views and answers live in the session, jobs are kept by actor and workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NoReturn, TypeVar, cast

import streamlit as st

from workbench import audit, wording
from workbench import workspace as workspace_book
from workbench.desk import Desk
from workbench.faults import words_of
from workbench.settings import Settings
from workbench.ui.asked import Asked
from workbench.ui.found import Found
from workbench.ui.jobs import Job
from workbench.ui.uploads import Kept, Upload
from workbench.view import View
from workbench.visits import Ignored
from workbench.wording import say

T = TypeVar("T")
_MOST_RECENT = 12
_MOST_ASKED = 30


def begin() -> None:
    """Speak the session's language in this run; every run and every callback starts with it."""
    wording.speak(lang())


def settle() -> None:
    """Drop the kept answers when a job has ended since the last run: it changed what they are about."""
    job = current_job()
    if job and not job.running and st.session_state.get("settled") is not job:
        st.session_state["settled"] = job
        if isinstance(job.result, Found):
            found()[job.result.name, lang()] = job.result
            dismiss_job()
        else:
            forget()


def found() -> dict[tuple[str, str], Found]:
    """Return what analyses found in this session and workspace, by their names and the language they were told in.

    They outlive an import, unlike answers: each says from which version of the ledger it was worked out.
    """
    everywhere = st.session_state.setdefault("found", {})
    return cast("dict[tuple[str, str], Found]", everywhere.setdefault((workspace(), actor()), {}))


def lang() -> str:
    """Return the language of the session: zh or en."""
    return cast("str", st.session_state.setdefault("lang", wording.language()))


def choose_lang(chosen: str) -> None:
    """Speak this language from now on."""
    st.session_state["lang"] = chosen
    begin()


def actor() -> str:
    """Return who is working here."""
    return Settings.from_environment().actor


def desk() -> Desk:
    """Return the desk that lists the workspaces; everything inside one goes through the view."""
    return _desk(Settings.from_environment())


def workspaces() -> list[str]:
    """Return the names of the workspaces that the actor may enter."""
    return workspace_book.names(desk(), actor=actor())


def workspace() -> str | None:
    """Return the workspace of the session: the one the address names, the one last chosen, else the first."""
    known = workspaces()
    for name in (st.query_params.get("workspace"), st.session_state.get("workspace"), *known):
        if name in known:
            st.session_state["workspace"] = name
            return cast("str", name)
    return None


def enter(name: str) -> None:
    """Work in this workspace from now on, for the workspace's own purpose."""
    st.session_state["workspace"] = name
    st.session_state["purpose"] = ""
    st.session_state["trail"] = []
    st.query_params.clear()


def purpose() -> str | None:
    """Return what the user said they look for, None for the workspace's own purpose."""
    return cast("str | None", st.session_state.get("purpose") or None)


def intend(text: str) -> None:
    """Say what the next questions are for; it stands in the audit beside each."""
    st.session_state["purpose"] = text.strip()


def view() -> View | None:
    """Return the open view of the session's workspace, None when there is no workspace yet."""
    name = workspace()
    if name is None:
        return None
    key = (name, actor(), purpose())
    if st.session_state.get("view_of") != key:
        st.session_state["view_of"] = key
        st.session_state["answers"] = {}
    return _view(Settings.from_environment(), *key)


def answer(slot: str, key: Hashable, ask: Callable[[], T]) -> T:
    """Return what `ask` answered for this key when it is still the slot's last answer, else ask.

    A page runs again at every click; only a new question may reach the view, and with it the audit.
    """
    kept = st.session_state.setdefault("answers", {})
    if slot not in kept or kept[slot][0] != key:
        with st.spinner(say("shell.asking"), show_time=True):
            kept[slot] = (key, ask())
    return cast("T", kept[slot][1])


def hubs(view: View) -> list[Ignored]:
    """Return the workspace's list of known hubs; it stays with the session until something changes."""
    return answer("hubs", "all", view.ignored)


def forget() -> None:
    """Drop every kept answer, because what is known has changed."""
    st.session_state["answers"] = {}


def place(name: str) -> str:
    """Return a part of the address (`?key=…`), empty when it is not there."""
    return st.query_params.get(name, "")


def go(**parts: str) -> None:
    """Move within the page: the address gets these parts and the workspace, so that it can be kept and sent."""
    where = {"workspace": workspace() or "", **parts}
    st.query_params.from_dict({name: part for name, part in where.items() if part})


def know_pages(pages: list[st.Page]) -> None:
    """Remember the pages of this run, so that one can lead to another."""
    st.session_state["pages"] = {page.url_path: page for page in pages}


def open_page(path: str, **parts: str) -> NoReturn:
    """Leave for another page, with these parts in its address."""
    where = {"workspace": workspace() or "", **parts}
    st.switch_page(st.session_state["pages"][path], query_params={name: part for name, part in where.items() if part})


def visit(key: str, name: str) -> None:
    """Remember that this entity was looked at, the newest first."""
    trail = [(k, n) for k, n in recent() if k != key]
    st.session_state["trail"] = [(key, name), *trail][:_MOST_RECENT]


def recent() -> list[tuple[str, str]]:
    """Return the keys and names of the entities looked at in this session, the newest first."""
    return cast("list[tuple[str, str]]", st.session_state.setdefault("trail", []))


def note(action: str, detail: dict[str, object]) -> None:
    """Write an audit line for what only a page can do: lift a mask, take a table out as a file."""
    audit.record(desk(), actor=actor(), workspace=workspace(), purpose=purpose(), action=action, detail=detail)


def toggle(name: str, member: Hashable) -> None:
    """Put a member into a named set of the session, or take it out."""
    members(name).symmetric_difference_update({member})


def members(name: str) -> set[Hashable]:
    """Return a named set of the session, such as the properties whose mask is lifted."""
    return cast("set[Hashable]", st.session_state.setdefault(f"set:{name}", set()))


def ask(question: Asked) -> None:
    """Make this the question of the query page, and keep it among those asked, the newest first."""
    st.session_state["questions"] = [question, *(old for old in questions_asked() if old != question)][:_MOST_ASKED]
    st.session_state["asked"] = question


def asked() -> Asked | None:
    """Return the question of the query page."""
    return cast("Asked | None", st.session_state.get("asked"))


def questions_asked() -> list[Asked]:
    """Return what was asked on the query page in this session."""
    return cast("list[Asked]", st.session_state.setdefault("questions", []))


def value(name: str, default: T) -> T:
    """Return the value of a widget or of a click by its key."""
    return cast("T", st.session_state.get(name, default))


def put(name: str, new: object) -> None:
    """Set the value of a widget that is drawn later in this run."""
    st.session_state[name] = new


def doing(verb: Callable[..., object], *args: object, said: str = "") -> Callable[[], None]:
    """Return a button's callback that does this; an error becomes a notice, and so does `said` when it is done."""

    def act() -> None:
        begin()
        try:
            verb(*args)
        except Exception as error:  # noqa: BLE001  the edge: a callback has no page to show a traceback on
            notify(words_of(error), bad=True)
        else:
            if said:
                notify(said)

    return act


def notify(words: str, *, bad: bool = False) -> None:
    """Keep a notice for the next run of the page."""
    st.session_state.setdefault("notices", []).append((words, bad))


def notices() -> list[tuple[str, bool]]:
    """Take the notices, each with whether it is bad news."""
    return cast("list[tuple[str, bool]]", st.session_state.pop("notices", []))


def cases() -> list[str]:
    """Return the keys of the workspace's cases."""
    return workspace_book.cases(desk(), workspace() or "")


def opener() -> Callable[[], View]:
    """Return a function that opens this session's view anew: a job works in a thread that has no session."""
    name, who, what_for = workspace() or "", actor(), purpose()
    return lambda: View.open(name, actor=who, purpose=what_for)


def generation() -> int:
    """Return a number for the keys of widgets that must be empty after each import."""
    return cast("int", st.session_state.setdefault("generation", 0))


def kept(uploads: Sequence[Upload]) -> Kept:
    """Return these uploads on disk; they are written once and go away with the session or the next ones."""
    key = tuple((upload.name, id(upload)) for upload in uploads)
    if st.session_state.get("kept_of") != key:
        st.session_state["kept"] = Kept(uploads)
        st.session_state["kept_of"] = key
    return cast("Kept", st.session_state["kept"])


def busy() -> bool:
    """Return whether a job of this actor goes on in this workspace."""
    return bool((job := current_job()) and job.running)


def start(job: Job) -> None:
    """Start a job for this actor and workspace; a running one is not replaced."""
    if not busy():
        _jobs()[actor(), workspace() or ""] = job.start()
        st.session_state["generation"] = generation() + 1


def current_job() -> Job | None:
    """Return the job of this actor in this workspace, also after a reload of the page."""
    return _jobs().get((actor(), workspace() or ""))


def dismiss_job() -> None:
    """Take the outcome of the last job off the page."""
    _jobs().pop((actor(), workspace() or ""), None)


def _toast(words: str) -> None:
    st.toast(words, icon=":material/hourglass_top:")


@st.cache_resource(scope="session", max_entries=1, on_release=View.close, show_spinner=False)
def _view(settings: Settings, name: str, who: str, what_for: str | None) -> View:
    """Open a view; it is closed when another takes its place or the session ends."""
    return View.open(name, settings=settings, actor=who, purpose=what_for, tell=_toast)


@st.cache_resource(show_spinner=False)
def _desk(settings: Settings) -> Desk:
    return Desk.open(settings)


@st.cache_resource(show_spinner=False)
def _jobs() -> dict[tuple[str, str], Job]:
    return {}
