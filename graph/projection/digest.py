"""The graph hash: what a graph says, as one short text, whether read from Neo4j or from the tables of a state.

Why twice: a projection computes it from its tables in a second, whatever the size; a check reads every element back
from Neo4j and must come to the same.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb

from graph.projection.apply import Graph, counts
from graph.projection.shapes import LinkShape, NodeShape, Shape
from graph.projection.target import Target
from graph.schema import KIND, LINK

_PAGE = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Numbers are compared to seven places, which is a centimetre of a coordinate.
_PLACES = 1e7


def stored_hash(target: Target) -> str:
    """Return the graph hash of a state from its tables."""
    with duckdb.connect(config={"threads": 2}) as db:
        db.execute("SET TimeZone = 'UTC'")
        return _over({shape.name: _stored_digest(db, target, shape) for shape in target.shapes})


def live_hash(graph: Graph) -> str:
    """Return the graph hash of a graph as Neo4j tells it now, every node and link read."""
    graph.read("CALL db.awaitIndexes(600)", seconds=700)
    digests: dict[str, list[str]] = defaultdict(list)
    for name, line in _live_lines(graph):
        digests[name].append(hashlib.sha256(line.encode()).hexdigest())
    return _over({name: _over_lines(sorted(each)) for name, each in digests.items()})


def _over(digests: Mapping[str, str]) -> str:
    return _over_lines(f"{name} {digest}\n" for name, digest in sorted(digests.items()))


def _over_lines(lines: Iterable[str]) -> str:
    total = hashlib.sha256()
    for line in lines:
        total.update(line.encode())
    return total.hexdigest()


def _stored_digest(db: duckdb.DuckDBPyConnection, target: Target, shape: Shape) -> str:
    texts = ", ".join(f"'{name}=' || {_sql(kind, name)}" for name, kind in _kinds(shape).items())
    path = str(target.path(shape.name)).replace("'", "''")
    lines = f"SELECT sha256(concat_ws(chr(31), {texts})) AS digest FROM read_parquet('{path}')"
    # One text of all digests in order: 64 bytes an element, so 640 MB for ten millions.
    (digest,) = db.execute(f"SELECT sha256(string_agg(digest, '' ORDER BY digest)) FROM ({lines})").fetchone() or ("",)
    return str(digest)


def _kinds(shape: Shape) -> dict[str, str]:
    """Return the type of each column of a shape's table."""
    return {p.name: p.type for p in shape.properties}


def _sql(kind: str, name: str) -> str:
    """Return the SQL that writes a value as `_text` does."""
    match kind:
        case "instant":
            return f"epoch_ms(date_trunc('millisecond', {name}))::VARCHAR"
        case "number":
            return f"floor({name} * {_PLACES!r} + 0.5)::HUGEINT::VARCHAR"
        case "texts":
            return f"array_to_string({name}, chr(30))"
        case _:
            return f"{name}::VARCHAR"


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return str((value - _EPOCH) // timedelta(milliseconds=1))
        case date():
            return value.isoformat()
        case float():
            return str(math.floor(value * _PLACES + 0.5))
        case list():
            return "\x1e".join(map(str, value))
        case _:
            return str(value)


def _live_lines(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield each element's shape and what it says, page by page along the indexes on `key` and `id`."""
    found = counts(graph)
    for label in sorted(KIND.keys() & found.nodes):
        page = f"MATCH (n:{label}) WHERE n.key > $last RETURN n.key, properties(n) ORDER BY n.key LIMIT {_PAGE}"
        yield from ((f"node.{label}", _line(NodeShape(label), said)) for _, said in _pages(graph, page))
    for type_ in sorted(LINK.keys() & found.links):
        said = "[labels(a)[0], labels(b)[0], l {.*, source: a.key, target: b.key}]"
        page = f"MATCH (a)-[l:{type_}]->(b) WHERE l.id > $last RETURN l.id, {said} ORDER BY l.id LIMIT {_PAGE}"
        for _, (source, target, properties) in _pages(graph, page):
            shape = LinkShape(type_, source, target)
            yield shape.name, _line(shape, properties)


def _line(shape: Shape, said: Mapping[str, object]) -> str:
    """Return what an element says; properties that its shape does not have come last."""
    names = [*(name for name in shape.columns if name in said), *sorted(said.keys() - set(shape.columns))]
    return "\x1f".join(f"{name}={_text(said[name])}" for name in names)


def _pages(graph: Graph, page: str) -> Iterator[list[Any]]:
    rows: list[list[Any]] = [[""]]
    while rows:
        rows = graph.read(page, {"last": rows[-1][0]}, seconds=300, rows=_PAGE).rows
        yield from rows
        if len(rows) < _PAGE:
            return
