"""What a view answers with: plain values that a page, a command and a notebook can all show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from graph.engine import Status as Engine


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a question.

    Attributes
    ----------
    columns : list of str
        Their names.
    rows : list of list
        Plain values; nodes, links and paths are those of `graph.engine`, instants are aware.
    truncated : bool
        Whether there were more rows.
    seconds : float
        How long it took.
    """

    columns: list[str]
    rows: list[list[object]]
    truncated: bool = False
    seconds: float = 0.0

    def frame(self) -> pd.DataFrame:
        """Return the answer as a data frame."""
        return pd.DataFrame(self.rows, columns=pd.Index(self.columns), dtype=object).infer_objects()


@dataclass(frozen=True, slots=True)
class LinkItem:
    """One link of an entity: its id, the other end, and its properties."""

    id: str
    other_key: str
    other_label: str
    other_name: str
    props: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The links of an entity of one type and direction (`out` or `in`); `total` counts those not listed too."""

    type: str
    zh: str
    direction: str
    items: list[LinkItem]
    total: int


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity with its properties and links; `truncated` when a group lists fewer links than there are."""

    key: str
    label: str
    name: str
    props: Mapping[str, object]
    links: list[LinkGroup]
    truncated: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it stands in the file it came from.

    Attributes
    ----------
    header, cells : list of str
        The file's own header (empty where it has none) and the row.
    around : dict of int to list of str
        The row and its neighbours by row number.
    import_id, document_no, officers : str
        On what authority the file was acquired.
    """

    file: str
    file_name: str
    sheet: str
    row: int
    header: list[str]
    cells: list[str]
    around: dict[int, list[str]]
    import_id: str
    document_no: str | None
    officers: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """How a workspace stands.

    Attributes
    ----------
    ledger_version : int
        Of the ledger now.
    graph_version : int or None
        The ledger version that the graph shows; None before the first projection.
    nodes, links : int
        Of the graph.
    hash : str
        The graph hash.
    projected_at : datetime or None
        When the graph was last brought up to date.
    left_out : dict of str to int
        Rows that assert a link the graph cannot have, by type.
    stale : list of str
        What changed since: sentences, empty when the graph is up to date.
    engine : graph.engine.Status
        Version, place, size of the engine.
    sizes : dict of str to int
        Bytes of the stores.
    """

    workspace: str
    ledger_version: int
    graph_version: int | None
    nodes: int
    links: int
    hash: str
    projected_at: datetime | None
    left_out: dict[str, int]
    stale: list[str]
    engine: Engine
    sizes: dict[str, int]
