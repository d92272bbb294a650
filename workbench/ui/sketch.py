"""A small drawing of what an analysis found: money as a flow, ties as a graph, counts as bars.

Why loops are cut in a flow: the drawing runs from left to right, and money that came back would have to run against it; the
table beside it has every line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from graph.engine.values import Link, Node
from graph.schema import label_of
from workbench.ui.drawing import MOST_NODES, Drawing, drawing
from workbench.ui.lines import word
from workbench.wording import say

MOST_FLOWS = 40
Tie = tuple[str, str, str, str]  # two ends, the link's type and what it is worth


@dataclass(frozen=True, slots=True)
class Sketch:
    """An ECharts option, its height in pixels, the words beside it, and whether something was left out of `most`."""

    option: dict[str, object]
    height: int
    words: str
    cut: bool = False
    most: int = MOST_NODES


def sketch(analysis: str, frames: Mapping[str, pd.DataFrame]) -> Sketch | None:
    """Return the drawing of an analysis's tables; None when there is nothing to draw."""
    if analysis in ("trace", "money_chains"):
        name, amount = ("transfers", "traced") if analysis == "trace" else ("steps", "amount")
        return flow(frames[name], amount)
    if analysis == "key_players":
        return _curve(frames["curve"])
    if analysis == "around":
        return _bars(frames["contacts"])
    return graph(_ties(analysis, frames), names_of(frames.values()))


def flow(lines: pd.DataFrame, amount: str) -> Sketch | None:
    """Return money as a flow from left to right, the largest `MOST_FLOWS`; what would close a loop is left out."""
    if lines.empty:
        return None
    ends = lines.assign(a=_end(lines, "source"), b=_end(lines, "target"))
    summed = ends[ends["a"] != ends["b"]].groupby(["a", "b"], as_index=False)[amount].sum()
    summed = summed[summed[amount] > 0].sort_values([amount, "a", "b"], ascending=[False, True, True])
    kept = _without_loops(summed.head(MOST_FLOWS).itertuples(index=False, name=None))
    names = names_of([lines])
    nodes = [
        {"name": key, "label": {"formatter": _short(key, names)}}
        for key in dict.fromkeys(e for k in kept for e in k[:2])
    ]
    links = [{"source": a, "target": b, "value": value / 100} for a, b, value in kept]
    series = {"type": "sankey", "data": nodes, "links": links, "nodeGap": 10, "right": 190, "left": 10, "top": 10}
    style = {
        "lineStyle": {"color": "gradient", "opacity": 0.45},
        "label": {"fontSize": 12},
        "emphasis": {"focus": "adjacency"},
    }
    option: dict[str, object] = {"tooltip": {"trigger": "item"}, "series": [series | style]}
    return Sketch(option, max(220, min(560, 34 * len(nodes))), "flow", cut=len(kept) < len(summed), most=MOST_FLOWS)


def graph(ties: Iterable[Tie], names: Mapping[str, str]) -> Sketch | None:
    """Return ties as a graph; inferences are dotted."""
    links = [Link(kind, f"{kind}|{a}|{b}", a, b, {"kind": worth}) for a, b, kind, worth in ties]
    links = [link for link in links if link.source != link.target]
    if not links:
        return None
    nodes = [
        Node(label_of(key) or "", key, {"name": names.get(key) or key.partition(":")[2]})
        for key in dict.fromkeys(end for link in links for end in (link.source, link.target))
    ]
    drawn: Drawing = drawing([*nodes, *links])
    option = drawn.option()
    if all(link.props["kind"] == "inference" for link in links):  # of two people alike: no arrow
        option |= {"series": [dict(part, edgeSymbol=["none", "none"]) for part in _series(option)]}
    return Sketch(option, max(200, min(560, 130 + 14 * len(nodes))), "graph", cut=drawn.cut)


def _series(option: dict[str, object]) -> list[dict[str, object]]:
    series = option["series"]
    return series if isinstance(series, list) else []


def names_of(frames: Iterable[pd.DataFrame]) -> dict[str, str]:
    """Return what the tables call the keys in them."""
    found: dict[str, str] = {}
    for frame in frames:
        for column in [name for name in frame.columns if f"{name}_name" in frame.columns]:
            pairs = zip(frame[column], frame[f"{column}_name"], strict=True)
            found |= {key: name for key, name in pairs if isinstance(key, str) and isinstance(name, str)}
    return found


def _without_loops(flows: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Return the flows, the largest first, without those that lead back to where they came from."""
    after: dict[str, set[str]] = {}
    kept = []
    for a, b, value in flows:
        if a not in _reached(after, b):
            after.setdefault(a, set()).add(b)
            kept.append((a, b, value))
    return kept


def _reached(after: Mapping[str, set[str]], start: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        new = after.get(waiting.pop(), set()) - seen
        seen |= new
        waiting.extend(new)
    return seen


def _end(lines: pd.DataFrame, side: str) -> Sequence[str]:
    terminals = lines["terminal"] if "terminal" in lines else pd.Series("unknown", lines.index)
    said = [word(value) if isinstance(value, str) else word("unknown") for value in terminals]
    return [key if isinstance(key, str) else other for key, other in zip(lines[side], said, strict=True)]


def _short(key: str, names: Mapping[str, str]) -> str:
    tail = key.rpartition(":")[2] if ":" in key else key
    return f"{names[key]} …{tail[-4:]}" if key in names else tail


def _ties(analysis: str, frames: Mapping[str, pd.DataFrame]) -> list[Tie]:
    """Return what ties whom, by the columns of the analysis's foremost table."""
    if analysis not in _DRAWN:
        return []
    name, a, b, kind, worth = _DRAWN[analysis]
    frame = frames.get(name, pd.DataFrame())
    if frame.empty:
        return []
    if analysis == "gangs":
        frame = frame.sort_values(["weight", "a", "b"], ascending=[False, True, True])
    head = frame.head(_MOST_TIES)
    kinds = [of[0] for of in head["types"]] if "types" in head else [kind] * len(head)
    ends = zip(head[a], head[b], kinds, strict=True)
    ties = [(*_ordered(str(x), y, worth), name, worth) for x, each, name in ends for y in _several(each)]
    return list(dict.fromkeys(ties))


def _ordered(a: str, b: str, worth: str) -> tuple[str, str]:
    """Return the ends of a tie; an inference about two has no direction, and stands once."""
    return (min(a, b), max(a, b)) if worth == "inference" else (a, b)


_MOST_TIES = 60
_DRAWN = {
    "relays": ("relays", "first", "relay", "CALLED", "fact"),
    "forwardings": ("forwardings", "number", "to", "CALLED", "fact"),
    "shared_handsets": ("handsets", "imei", "phone", "INSTALLED_IN", "fact"),
    "shared_terminals": ("pairs", "a", "b", "", "inference"),
    "shared_contacts": ("contacts", "contact", "with_each", "", "fact"),
    "collision": ("found", "who", "lists", "", "fact"),
    "paths": ("steps", "source", "target", "", "fact"),
    "meetings": ("pairs", "a", "b", "MOVED_WITH", "inference"),
    "co_travel": ("pairs", "a", "b", "MOVED_WITH", "inference"),
    "gang": ("reasons", "member", "other", "", "inference"),
    "gangs": ("ties", "a", "b", "", "inference"),
}


def _several(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value if isinstance(value, Iterable) else ()
    return [part if isinstance(part, str) else str(part[0]) for part in parts]


def _curve(lines: pd.DataFrame) -> Sketch:
    axis = {"type": "category", "name": say("field.removed"), "data": lines["removed"].tolist()}
    shares = [round(100 * share, 1) for share in lines["share"]]
    line = {"type": "line", "data": shares, "symbol": "circle", "symbolSize": 7, "label": {"show": True}}
    return Sketch({"xAxis": axis, "yAxis": {"type": "value", "name": "%", "max": 100}, "series": [line]}, 260, "curve")


def _bars(lines: pd.DataFrame) -> Sketch | None:
    if lines.empty:
        return None
    shown, names = lines.head(15), names_of([lines])
    labels = [_short(key, names) for key in shown["contact"]]
    bars = [
        {"type": "bar", "name": say(f"field.{side}"), "data": shown[side].tolist(), "itemStyle": {"decal": decal}}
        for side, decal in (("before", None), ("after", {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [4, 3]}))
    ]
    option: dict[str, object] = {
        "legend": {"top": 0},
        "grid": {"bottom": 110},
        "xAxis": {"type": "category", "data": labels, "axisLabel": {"rotate": 45}},
        "yAxis": {"type": "value"},
        "series": bars,
    }
    return Sketch(option, 320, "bars")
