"""How a file will be read: what it is, which of its tables are of which template. Nothing is written yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadFile
from workbench.ingest.blocks import Sheet
from workbench.ingest.delimited import DelimitedText
from workbench.ingest.mapping import all_mappings, find_mapping
from workbench.ingest.recognition import Recognised, nearest, recognise
from workbench.ingest.rules import Mapping
from workbench.ingest.source import Source, identify
from workbench.ingest.workbook import open_workbook
from workbench.wording import say


@dataclass(frozen=True)
class Plan:
    """A file, the mapping it is read by, and its tables (none for an archive, whose members are found while reading).

    Attributes
    ----------
    unknown : dict of str to int
        Tables with content that no template fits, and how many lines they begin with.
    """

    source: Source
    mapping: Mapping
    tables: tuple[Recognised, ...] = ()
    unknown: tuple[str, ...] = ()


def plan_for(path: Path, *, mapping: str | None, folders: tuple[Path, ...], name: str | None = None) -> Plan:
    """Return how a file will be read.

    Parameters
    ----------
    path : Path
        The bytes.
    mapping : str, optional
        Name or path of the only mapping to be tried.
    folders : tuple of Path
        The unit's own mappings.
    name : str, optional
        What messages call the file.

    Raises
    ------
    BadFile
        When the file cannot be read or no template fits.
    UserError
        When the mapping does not exist.
    """
    source, title = identify(path, name=name), name or path.name
    templates = [find_mapping(mapping, folders=folders)] if mapping else all_mappings(folders)
    if source.kind == "archive":
        return Plan(source, _graph_mapping(templates, title))
    sheets = open_sheets(source, title)
    found = [(sheet, recognise(sheet, templates)) for sheet in sheets]
    tables = tuple(table for _, table in found if table)
    if not tables:
        raise BadFile(_unrecognised(sheets, templates, title))
    unknown = tuple(sheet.name for sheet, table in found if table is None and _has_content(sheet))
    return Plan(source, tables[0].template, tables, unknown)


def open_sheets(source: Source, title: str) -> list[Sheet]:
    """Return the tables of a text file or workbook."""
    if source.kind == "text" and source.text:
        return [DelimitedText.of_file(source.path, source.text, title=title)]
    return list(open_workbook(source.path, title=title))


def _graph_mapping(templates: list[Mapping], title: str) -> Mapping:
    graphs = [template for template in templates if template.is_graph]
    if len(graphs) != 1 or len(templates) != 1:
        raise BadFile(say("import.archive_needs_mapping", file=title, known="、".join(g.name for g in graphs)))
    return graphs[0]


def _unrecognised(sheets: list[Sheet], templates: list[Mapping], title: str) -> str:
    heads = [sheet.head() for sheet in sheets]
    if not any(any(cells) for head in heads for cells in head):
        return say("import.empty", file=title)
    close = next((found for head in heads if (found := nearest(head, templates))), None)
    if close:
        return say("import.nearly", file=title, template=close[0], lacking="、".join(close[1]))
    return say("import.unknown", file=title)


def _has_content(sheet: Sheet) -> bool:
    return any(any(cells) for cells in sheet.head())
