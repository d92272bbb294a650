"""The target state: every node and link that a scope and the decisions of its workspace make, as tables.

Why tables and not statements: the same state can be written to an empty graph, compared with what is already there,
hashed, searched and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from graph.projection.clusters import Decision, write_clusters
from graph.projection.derived import write_derived
from graph.projection.events import write_events
from graph.projection.facts import write_facts
from graph.projection.nodes import write_nodes
from graph.projection.shapes import LinkShape, NodeShape, Shape

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection


class Rows(Protocol):
    """What a projection needs of a ledger scope."""

    connection: DuckDBPyConnection

    def events(self, table: str) -> str:
        """Make the view `call_events` or `transfer_events` and return its name."""


@dataclass(frozen=True, slots=True)
class Target:
    """The tables of a state, as Parquet files named by their shapes in one folder.

    Attributes
    ----------
    nodes, links : int
        How many there are.
    left_out : dict of str to int
        Asserted rows that make no link, by type.
    """

    folder: Path
    shapes: tuple[Shape, ...]
    nodes: int
    links: int
    left_out: dict[str, int]

    def path(self, name: str) -> Path:
        """Return the file of a table."""
        return self.folder / f"{name}.parquet"


def write_target(rows: Rows, decisions: Sequence[Decision], folder: Path, *, derived: pa.Table | None = None) -> Target:
    """Compute the target state and write it into an empty folder, each table sorted by its identity.

    Beside the shapes' tables it writes what `evidence` needs: `clusters` (record, person), in `call_rows` and
    `transfer_rows` the rows (file, sheet, row, event, source, target, onward) of events that stand in several rows, and
    in `derived_rows` the rows (link, file, sheet, row) that derived links rest on.
    """
    db = rows.connection
    rows.events("calls")
    rows.events("transfers")
    write_clusters(db, decisions)
    links = [*write_facts(db), *write_events(db)]
    nodes = write_nodes(db, links)
    every: tuple[Shape, ...] = (*nodes, *links, *write_derived(db, derived))
    shapes = tuple(shape for shape in every if _size(db, shape))
    for shape in shapes:
        _copy(
            db, f'SELECT {", ".join(shape.columns)} FROM "{shape.name}" ORDER BY {shape.identity}', folder, shape.name
        )
    _write_evidence(db, folder)
    left_out = dict(db.execute("SELECT type, rows FROM left_out ORDER BY ALL").fetchall())
    return Target(folder, shapes, _total(db, shapes, NodeShape), _total(db, shapes, LinkShape), left_out)


def _write_evidence(db: DuckDBPyConnection, folder: Path) -> None:
    _copy(db, "FROM clusters ORDER BY record", folder, "clusters")
    _copy(db, 'FROM derived_rows ORDER BY link, file, sheet, "row"', folder, "derived_rows")
    for what, ends in (("call", "caller, callee, forwarded_to"), ("transfer", "source, target, NULL::VARCHAR")):
        shared = f"SELECT event_no, {ends} FROM {what}_event WHERE rows > 1"
        columns = "r.file, r.sheet, r.row, r.event, s.source, s.target, s.onward"
        _copy(
            db,
            f"SELECT {columns} FROM {what}_rows r JOIN ({shared}) s (event_no, source, target, onward) USING (event_no) ORDER BY n",
            folder,
            f"{what}_rows",
        )


def _copy(db: DuckDBPyConnection, select: str, folder: Path, name: str) -> None:
    path = str(folder / f"{name}.parquet").replace("'", "''")
    db.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)")


def _size(db: DuckDBPyConnection, shape: Shape) -> int:
    (size,) = db.execute(f'SELECT count(*) FROM "{shape.name}"').fetchone() or (0,)
    return int(size)


def _total(db: DuckDBPyConnection, shapes: Sequence[Shape], what: type[Shape]) -> int:
    return sum(_size(db, shape) for shape in shapes if isinstance(shape, what))
