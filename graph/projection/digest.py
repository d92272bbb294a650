"""The graph hash: what a graph says, as one short text, whether read from Neo4j or from the tables of a state.

Why digests of elements, sorted: the order in which an engine keeps things, and its internal ids, say nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from graph.projection.apply import Graph, counts
from graph.projection.plan import values
from graph.projection.shapes import LinkShape, Shape
from graph.projection.target import Target
from graph.schema import KIND, LINK

if TYPE_CHECKING:
    from pathlib import Path

_PAGE = 20_000
Element = tuple[str, Mapping[str, object]]  # label or type, properties


def graph_hash(elements: Iterable[Element]) -> str:
    """Return the SHA-256 over the sorted digests of all nodes and links.

    An element is its label or type with its properties, a link's also with the keys of its ends (`source`, `target`). Properties without a
    value count as absent, instants as UTC.
    """
    total = hashlib.sha256()
    for digest in sorted(_digest(*element) for element in elements):
        total.update(digest)
    return total.hexdigest()


def stored_elements(target: Target) -> Iterator[Element]:
    """Yield the elements of a state from its tables."""
    for shape in target.shapes:
        yield from _rows_of(shape, target.path(shape.name))


def elements(graph: Graph) -> Iterator[Element]:
    """Yield the elements of a graph as Neo4j tells them, page by page along the indexes on `key` and `id`."""
    found = counts(graph)
    for label in sorted(KIND.keys() & found.nodes):
        page = f"MATCH (n:{label}) WHERE n.key > $last RETURN n.key, properties(n) ORDER BY n.key LIMIT {_PAGE}"
        yield from _pages(graph, label, page)
    for type_ in sorted(LINK.keys() & found.links):
        ends = "l {.*, source: a.key, target: b.key}"
        page = f"MATCH (a)-[l:{type_}]->(b) WHERE l.id > $last RETURN l.id, {ends} ORDER BY l.id LIMIT {_PAGE}"
        yield from _pages(graph, type_, page)


def _pages(graph: Graph, name: str, page: str) -> Iterator[Element]:
    rows: list[list[Any]] = [[""]]
    while rows:
        rows = graph.read(page, {"last": rows[-1][0]}, seconds=300, rows=_PAGE).rows
        yield from ((name, properties) for _, properties in rows)
        if len(rows) < _PAGE:
            return


def _rows_of(shape: Shape, path: Path) -> Iterator[Element]:
    name = shape.type if isinstance(shape, LinkShape) else shape.label
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            for row in zip(*map(values, batch.columns), strict=True):
                yield name, dict(zip(shape.columns, row, strict=True))


def _digest(name: str, properties: Mapping[str, object]) -> bytes:
    told = {key: value for key, value in properties.items() if value is not None}
    text = json.dumps([name, told], ensure_ascii=False, sort_keys=True, default=_text)
    return hashlib.sha256(text.encode()).digest()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is not a property")
