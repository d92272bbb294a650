"""An analysis run as a job: what it was asked, what it found, and how far it says it is.

Why with what was asked: a table that stays on the page must say of whom it is, also when the fields above it say something
else by now.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workbench.analyse import Result, analysis
from workbench.ui.jobs import Job, Tell
from workbench.view import View
from workbench.wording import say


@dataclass(frozen=True, slots=True)
class Found:
    """What an analysis found.

    Attributes
    ----------
    name : str
        Of the analysis.
    params : mapping
        What it was asked.
    result : Result
        Its tables, links and warnings.
    number : int
        Of this run: widgets that belong to it must not be taken for those of another.
    called : mapping of str to str
        What those it was asked about are called, by key.
    """

    name: str
    params: Mapping[str, object]
    result: Result
    number: int
    called: Mapping[str, str] = field(default_factory=dict)


def analysing(
    opener: Callable[[], View],
    name: str,
    params: Mapping[str, object],
    *,
    number: int,
    called: Mapping[str, str] | None = None,
) -> Job:
    """Return the job that runs an analysis in a view of its own; it can be stopped between two steps."""
    stop = threading.Event()

    def work(tell: Tell) -> Found:
        def progress(step: str, done: float, total: int) -> None:
            tell(say(f"analyse_step.{step}"), done / max(1, total))

        with opener() as view:
            result = view.analyse(name, progress=progress, cancel=stop, **params)
            return Found(name, params, result, number, called or {})

    return Job(analysis(name).title, work, stop=stop)


def keeping(opener: Callable[[], View], found: Found, *, why: str, **changed: object) -> Job:
    """Return the job that keeps a result; with changed parameters it is worked out anew, so that what is kept says so."""
    stop = threading.Event()

    def work(tell: Tell) -> str:
        def progress(step: str, done: float, total: int) -> None:
            tell(say(f"analyse_step.{step}"), done / max(1, total))

        with opener() as view:
            params = {**found.params, **changed}
            result = found.result
            if changed:
                result = view.analyse(found.name, progress=progress, cancel=stop, **params)
            return view.keep(result, why=why).run

    return Job(say("keep.title", name=analysis(found.name).title), work, stop=stop)
