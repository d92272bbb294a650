"""An entity with its links, asked of Neo4j in few and bounded questions.

Why counted first: a hotline has a hundred thousand links; their number is kept by the engine, their list is not needed.
"""

from __future__ import annotations

from graph.engine import Graph
from graph.schema import LINK, LINKS, label_of
from workbench.errors import UserError
from workbench.view.answers import Entity, LinkGroup, LinkItem
from workbench.wording import say

MOST = 200


def entity(graph: Graph, key: str) -> Entity:
    """Return what the graph has under a key, at most `MOST` links of each type and direction.

    Raises
    ------
    UserError
        When it has nothing.
    """
    label = label_of(key)
    found = graph.read(f"MATCH (n:{label} {{key: $key}}) {_COUNTS}", {"key": key}).rows if label else []
    if not found:
        raise UserError(say("view.no_entity", key=key))
    props, *totals = found[0]
    present = [(*end, int(str(n))) for end, n in zip(_ENDS, totals, strict=True) if n]
    links = [_group(graph, key, type_, direction, total) for type_, direction, total in present]
    known = dict(props) if isinstance(props, dict) else {}
    truncated = any(group.total > len(group.items) for group in links)
    return Entity(key, str(label), str(known.get("name", "")), known, links, truncated)


_ENDS = tuple((link.type, direction) for link in LINKS for direction in ("out", "in"))
_PATTERN = {"out": "(n)-[l:{type}]->(m)", "in": "(n)<-[l:{type}]-(m)"}
_COUNTS = "RETURN properties(n), " + ", ".join(
    f"COUNT {{ {_PATTERN[direction].format(type=type_)} }} AS c{place}"
    for place, (type_, direction) in enumerate(_ENDS)
)
# The links that say most come first.
_WEIGHT = {"CALLED": "l.calls + l.texts + l.forwarded", "TRANSFERRED": "l.occurred_ms", "SEEN_AT": "l.times"}


def _group(graph: Graph, key: str, type_: str, direction: str, total: int) -> LinkGroup:
    pattern = _PATTERN[direction].format(type=type_)
    select = "m.key, labels(m)[0], m.name, properties(l)"
    order = f"ORDER BY {_WEIGHT.get(type_, 'l.rows')} DESC, l.id LIMIT {MOST}"
    rows = graph.read(
        f"MATCH (n:{label_of(key)} {{key: $key}}) MATCH {pattern} RETURN {select} {order}", {"key": key}
    ).rows
    return LinkGroup(type_, LINK[type_].zh, direction, [_item(row) for row in rows], total)


def _item(row: list[object]) -> LinkItem:
    key, label, name, props = row
    known = dict(props) if isinstance(props, dict) else {}
    return LinkItem(str(known.get("id", "")), str(key), str(label), str(name), known)
