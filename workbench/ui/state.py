"""What one browser session remembers: language, workspace, open view, the last answers, the place in the address.

Why one module: everything a page reruns on is here and nowhere else, so what is cached, for whom, can be read at once.
Nothing is cached across users: views and answers live in the session; jobs, and what analyses found, are kept by actor and
workspace, so that they outlive a reload.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import count
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
_MOST_FOUND = 12
_LONGEST = 1_500  # characters of an address's part


def begin() -> None:
    """Speak the session's language in this run; every run and every callback starts with it."""
    wording.speak(lang())


def settle() -> None:
    """Drop the kept answers when a job has ended since the last run: it changed what they are about."""
    job = current_job()
    if job and not job.running and st.session_state.get("settled") is not job:
        st.session_state["settled"] = job
        if isinstance(job.result, Found):
            _remember(job.result)
            dismiss_job()
        else:
            forget()


def found(name: str) -> Found | None:
    """Return what an analysis found last for this person here, also after the page was loaded anew.

    It outlives an import, unlike answers: it says from which version of the ledger it was worked out. What another session
    of this person worked out is looked at anew, and the audit says so.
    """
    last = _founds().get(_here(), {}).get(name)
    if last is not None and last.number not in members("found"):
        members("found").add(last.number)
        note("analyse", {"analysis": name, "params": dict(last.params), "shown_again": True})
    return last


def _remember(result: Found) -> None:
    """Keep what an analysis found, the last of each and `_MOST_FOUND` at most."""
    kept = _founds().setdefault(_here(), {})
    kept.pop(result.name, None)
    kept[result.name] = result
    members("found").add(result.number)
    for old in list(kept)[:-_MOST_FOUND]:
        del kept[old]


def _here() -> tuple[str, str]:
    return actor(), workspace() or ""


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


def stay(**parts: str) -> None:
    """Write parts into the address without leaving: whoever loads the page anew, or is sent the address, finds them."""
    for name, part in parts.items():
        if part and len(part) <= _LONGEST:
            if place(name) != part:
                st.query_params[name] = part
        elif name in st.query_params:
            del st.query_params[name]


def filled(name: str) -> dict[str, object]:
    """Return what was filled in for an analysis: in this session, else what the address says."""
    here = cast("dict[str, dict[str, object]]", st.session_state.setdefault("filled", {}))
    if name not in here and place("analysis") == name:
        here[name] = _read(place("with"))
    return here.get(name, {})


def fill(name: str, given: dict[str, object]) -> None:
    """Remember what is filled in for an analysis, beyond its defaults, and write it into the address."""
    st.session_state.setdefault("filled", {})[name] = given
    words = json.dumps(given, ensure_ascii=False, separators=(",", ":"), default=str) if given else ""
    stay(analysis=name, **{"with": words})


def _read(text: str) -> dict[str, object]:
    """Return the fields that an address names; an address may be anything."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


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
    """Write an audit line for what only a page can do, such as lifting a mask."""
    noting(action, detail)()


def noting(action: str, detail: dict[str, object]) -> Callable[[], None]:
    """Return what writes an audit line of this session from any thread, such as when a table is taken out as a file."""
    return partial(
        audit.record,
        desk(),
        actor=actor(),
        workspace=workspace(),
        purpose=purpose(),
        action=action,
        detail=detail,
    )


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


def number() -> int:
    """Return a number that no other run of an analysis in this process has."""
    return next(_numbers())


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
def _numbers() -> Iterator[int]:
    return count(1)


@st.cache_resource(show_spinner=False)
def _founds() -> dict[tuple[str, str], dict[str, Found]]:
    return {}


@st.cache_resource(show_spinner=False)
def _jobs() -> dict[tuple[str, str], Job]:
    return {}
