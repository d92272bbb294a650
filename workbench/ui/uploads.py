"""Uploaded files on their way into the ledger: put down under their own names, looked at, imported by a job.

Why a folder of their own: the ledger keeps the file's name as evidence of where it came from, and an upload lives in
memory only as long as its page.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph.errors import GraphError
from workbench.errors import UserError
from workbench.ingest import Imported
from workbench.ingest.plan import plan_for
from workbench.ui.jobs import Tell
from workbench.view import Projected, View
from workbench.wording import say


class Upload(Protocol):
    """What is needed of an uploaded file."""

    name: str

    def getvalue(self) -> bytes:
        """Return its bytes."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For which case, on which document, by whom the files were acquired, and by which template they are read."""

    case: str
    document_no: str
    officers: str
    mapping: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What an import job did: the files it took, the ones it could not with the reason, and the graph after it."""

    imported: list[Imported]
    refused: dict[str, str]
    projected: Projected | None


class Kept:
    """Uploads on disk under their own names, in a private folder that goes away with this object.

    Attributes
    ----------
    paths : list of Path
        Where they are, in order.
    """

    def __init__(self, uploads: Iterable[Upload]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="fusion-upload-"))
        self.clear_away = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.paths = [_put_down(folder / str(place), upload) for place, upload in enumerate(uploads)]


def _put_down(folder: Path, upload: Upload) -> Path:
    folder.mkdir()
    path = folder / (Path(upload.name).name or "upload")
    path.write_bytes(upload.getvalue())
    return path


def recognised(path: Path, *, mapping: str | None, mappings: Path) -> tuple[str, bool]:
    """Return what a file was recognised as, or why it was not; and whether it can be imported."""
    try:
        plan = plan_for(path, mapping=mapping, folders=(mappings,))
    except (UserError, GraphError) as error:
        return str(error), False
    return say("acquire.recognised", template=plan.mapping.zh, sheets=max(len(plan.tables), 1)), True


def importing(open_view: Callable[[], View], kept: Kept, terms: Terms) -> Callable[[Tell], Done]:
    """Return the work of importing these files and bringing the graph up to date; a bad file stops none of the others."""

    def work(tell: Tell) -> Done:
        imported: list[Imported] = []
        refused: dict[str, str] = {}
        with open_view() as view:
            for place, path in enumerate(kept.paths):
                try:
                    imported += _import_one(view, path, terms, _telling(tell, path.name, place, len(kept.paths)))
                except (UserError, GraphError) as error:
                    refused[path.name] = str(error)
            kept.clear_away()
            fresh = any(not one.already for one in imported)
            return Done(imported, refused, projecting(view, tell) if fresh else None)

    return work


def correcting(open_view: Callable[[], View], kept: Kept, import_id: str, why: str) -> Callable[[Tell], Done]:
    """Return the work of importing mended rows of an import and bringing the graph up to date."""

    def work(tell: Tell) -> Done:
        with open_view() as view:
            made = view.correct_file(kept.paths[0], of_import=import_id, why=why)
            kept.clear_away()
            return Done([made], {}, projecting(view, tell))

    return work


def retracting(open_view: Callable[[], View], import_id: str, why: str) -> Callable[[Tell], Done]:
    """Return the work of withdrawing an import and taking its rows out of the graph."""

    def work(tell: Tell) -> Done:
        with open_view() as view:
            view.retract(import_id, why)
            return Done([], {}, projecting(view, tell))

    return work


def updating(open_view: Callable[[], View]) -> Callable[[Tell], Done]:
    """Return the work of bringing the graph up to date."""

    def work(tell: Tell) -> Done:
        with open_view() as view:
            return Done([], {}, projecting(view, tell))

    return work


def projecting(view: View, tell: Tell) -> Projected:
    """Bring the graph up to date, telling how far it is."""
    tell(say("acquire.projecting", done=0, total="…"), None)
    return view.project(
        progress=lambda done, total: tell(say("acquire.projecting", done=done, total=total), done / max(total, 1))
    )


def _import_one(view: View, path: Path, terms: Terms, progress: Callable[[float, int], None]) -> list[Imported]:
    return view.import_files(
        [path],
        case=terms.case,
        document_no=terms.document_no,
        officers=terms.officers,
        mapping=terms.mapping,
        progress=progress,
    )


def _telling(tell: Tell, name: str, place: int, count: int) -> Callable[[float, int], None]:
    def progress(share: float, rows: int) -> None:
        tell(say("acquire.reading", file=name, rows=f"{rows:,}"), (place + share) / count)

    progress(0.0, 0)
    return progress
