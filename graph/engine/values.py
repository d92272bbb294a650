"""Answers as plain Python values, so that nothing outside this package meets the driver's types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import neo4j.graph
import neo4j.spatial
import neo4j.time


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its label, its key and its properties."""

    label: str
    key: str
    props: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """A link from the node with key `source` to the one with key `target`."""

    type: str
    id: str
    source: str
    target: str
    props: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Path:
    """A path: its nodes in order and the links between them."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; `truncated` when there were more than asked for."""

    columns: list[str]
    rows: list[list[object]]
    truncated: bool = False

    def records(self) -> list[dict[str, object]]:
        """Return each row as a dictionary by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a statement would be run.

    Attributes
    ----------
    kind : str
        "r" reads, "w" or "rw" writes, "s" changes the schema or administers.
    operators : tuple of str
        The names of the plan's operators, from the result down.
    """

    kind: str
    operators: tuple[str, ...] = field(default=())


def plain(value: object) -> object:
    """Return a value of an answer as plain Python: instants aware, dates and durations as the standard library's.

    A duration with months has no length in the standard library and becomes its ISO text; a point becomes a dictionary.
    """
    match value:
        case None | bool() | int() | float() | str() | bytes():
            return value
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case neo4j.graph.Node():
            return _node(value)
        case neo4j.graph.Relationship():
            return _link(value)
        case neo4j.graph.Path():
            return Path(tuple(map(_node, value.nodes)), tuple(map(_link, value.relationships)))
        case neo4j.time.DateTime() | neo4j.time.Date() | neo4j.time.Time():
            return value.to_native()
        case neo4j.spatial.Point():
            return dict(zip(("x", "y", "z"), value, strict=False)) | {"srid": value.srid}
        case _:
            return _other(value)


def _other(value: object) -> object:
    if isinstance(value, neo4j.time.Duration):
        return value.iso_format()
    return str(value)


def _props(entity: neo4j.graph.Entity) -> dict[str, object]:
    return {name: plain(value) for name, value in sorted(entity.items())}


def _node(node: neo4j.graph.Node) -> Node:
    return Node(":".join(sorted(node.labels)), str(node.get("key") or node.element_id), _props(node))


def _link(link: neo4j.graph.Relationship) -> Link:
    # Returned without its ends, a link does not carry their keys, but its id `TYPE|source|target` does.
    ident = str(link.get("id") or link.element_id)
    ends = (ident.split("|") + ["", ""])[1:3]
    source, target = (_end(node) or end for node, end in zip(link.nodes, ends, strict=True))
    return Link(link.type, ident, source, target, _props(link))


def _end(node: neo4j.graph.Node | None) -> str:
    return str(node.get("key") or "") if node else ""
