"""A small drawing of the nodes and links in an answer, as the option of an ECharts graph.

Why shapes and line styles besides colours: nothing may be told by colour alone, and an inference must be seen to be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.engine.values import Link, Node, Path
from graph.schema import KIND, label_of
from workbench import present

MOST_NODES = 150
_SHAPES = ("circle", "rect", "roundRect", "triangle", "diamond", "pin")
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7a6a00", "#555555")
_LABELS = tuple(KIND)
_LINE = {"fact": "solid", "assessment": "dashed", "inference": "dotted"}


@dataclass(slots=True)
class Drawing:
    """What is drawn: name and label of each node by its key, links by their id, and whether some were left out."""

    nodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    cut: bool = False

    def option(self) -> dict[str, object]:
        """Return the ECharts option."""
        labels = sorted({label for _, label in self.nodes.values()}, key=_rank)
        series = {
            "type": "graph",
            "layout": "force",
            "roam": True,
            "draggable": True,
            "edgeSymbol": ["none", "arrow"],
            "edgeSymbolSize": 7,
            "force": {"repulsion": 140, "edgeLength": [60, 110], "gravity": 0.12, "layoutAnimation": False},
            "label": {"show": True, "position": "right", "fontSize": 12},
            "edgeLabel": {"show": len(self.links) <= 60, "formatter": "{c}", "fontSize": 10},
            "categories": [_category(label) for label in labels],
            "data": [_point(key, name, labels.index(label)) for key, (name, label) in self.nodes.items()],
            "links": [_line(link) for link in self.links.values()],
        }
        legend = {
            "data": [{"name": c["name"], "icon": c["symbol"]} for c in map(_category, labels)],
            "top": 0,
            "left": 0,
        }
        return {"legend": legend, "series": [series]}


def drawing(values: Iterable[object]) -> Drawing:
    """Return what can be drawn of the values of an answer, at most `MOST_NODES` nodes."""
    found = Drawing()
    for part in _parts(values):
        if isinstance(part, Node):
            _add(found, part.key, str(part.props.get("name") or part.key), part.label)
        else:
            for end in (part.source, part.target):
                _add(found, end, end.partition(":")[2], label_of(end) or "")
            if part.source in found.nodes and part.target in found.nodes:
                found.links[part.id] = part
    return found


def _add(found: Drawing, key: str, name: str, label: str) -> None:
    if key not in found.nodes and len(found.nodes) >= MOST_NODES:
        found.cut = True
        return
    found.nodes.setdefault(key, (name, label))


def _parts(values: Iterable[object]) -> list[Node | Link]:
    """Return the nodes of all values before the links, so that a node's own name wins over its key."""
    return sorted(_flat(values), key=lambda part: isinstance(part, Link))


def _flat(values: Iterable[object]) -> Iterator[Node | Link]:
    for value in values:
        if isinstance(value, (Node, Link)):
            yield value
        elif isinstance(value, Path):
            yield from value.nodes
            yield from value.links
        elif isinstance(value, dict):
            yield from _flat(value.values())
        elif isinstance(value, (list, tuple)):
            yield from _flat(value)


def _rank(label: str) -> int:
    return _LABELS.index(label) if label in _LABELS else len(_LABELS)


def _category(label: str) -> dict[str, object]:
    rank = _rank(label)
    return {
        "name": present.kind_name(label),
        "symbol": _SHAPES[rank % len(_SHAPES)],
        "itemStyle": {"color": _COLOURS[rank % len(_COLOURS)]},
    }


def _point(key: str, name: str, category: int) -> dict[str, object]:
    return {"id": key, "name": name, "category": category, "symbolSize": 18}


def _line(link: Link) -> dict[str, object]:
    return {
        "source": link.source,
        "target": link.target,
        "value": present.link_name(link.type),
        "lineStyle": {"type": _LINE.get(str(link.props.get("kind")), "solid"), "width": 1.5, "curveness": 0.12},
    }
