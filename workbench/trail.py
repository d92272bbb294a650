"""The whole journey in one function; read this first.

Each step is the name of the place that does it: `workbench.ingest` reads and `graph.ledger` keeps, `graph.projection`
draws, `graph.queries` and `graph.projection.search` answer, and `workbench.view` is the one door through which all of it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.view import Hit, LinkItem, SourceRow, View


@dataclass(frozen=True, slots=True)
class Trail:
    """A point, its strongest link, and the spreadsheet rows behind that link."""

    point: Hit
    link: LinkItem
    rows: list[SourceRow]


def trail(view: View, files: Sequence[Path], *, case: str, document_no: str, officers: str, sought: str) -> Trail:
    """Bring files into a case and follow what is sought from a point to a link to the rows behind it.

    Parameters
    ----------
    view : View
        The door of a workspace that has the case.
    files : sequence of Path
        Call records, statements, registers: anything a mapping recognises.
    case, document_no, officers : str
        The acquisition: for which case, by which document, by whom.
    sought : str
        A number, card, plate or name, whole or in part.
    """
    view.import_files(files, case=case, document_no=document_no, officers=officers)  # raw file → ledger
    view.project()  # ledger → graph
    point = view.search(sought)[0]  # a point
    links = [item for group in view.entity(point.key).links for item in group.items]  # its links
    strongest = max(links, key=lambda item: int(str(item.props["rows"])))
    rows = view.rows(strongest.id)[["file", "sheet", "row"]].to_numpy().tolist()  # the rows behind one of them
    return Trail(point, strongest, [view.source(file, sheet, row) for file, sheet, row in rows])
