"""A small drawing of what an analysis found: money as a flow, ties as a graph, counts as bars.

Why loops are cut in a flow: the drawing runs from left to right, and money that came back would have to run against it; the
table beside it has every line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from graph.engine.values import Link, Node
from graph.schema import label_of
from workbench.analyse.spoken import word
from workbench.ui.charts import CHARTS, Sketch, names_of, short
from workbench.ui.drawing import Drawing, drawing

MOST_FLOWS = 40
Tie = tuple[str, str, str, str]  # two ends, the link's type and what it is worth


def sketch(analysis: str, frames: Mapping[str, pd.DataFrame]) -> Sketch | None:
    """Return the drawing of an analysis's tables; None when there is nothing to draw."""
    if analysis in ("trace", "money_chains"):
        name, amount = ("transfers", "traced") if analysis == "trace" else ("steps", "amount")
        return flow(frames[name], amount)
    if analysis in CHARTS:
        return CHARTS[analysis](frames)
    made = graph(_ties(analysis, frames), names_of(frames.values()))
    every = len(frames.get(_DRAWN[analysis][0], ())) if analysis in _DRAWN else 0
    return replace(made, cut=True, most=_MOST_TIES) if made and every > _MOST_TIES else made


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
        {"name": key, "label": {"formatter": short(key, names)}}
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
    ties = [(*_ordered(str(x), y, name, worth=worth), name, worth) for x, each, name in ends for y in _several(each)]
    return list(dict.fromkeys(ties))


def _ordered(a: str, b: str, kind: str, *, worth: str) -> tuple[str, str]:
    """Return the ends of a tie; an inference about two has no direction, and stands once, unless one took the other's place."""
    return (min(a, b), max(a, b)) if worth == "inference" and kind != "REPLACED_BY" else (a, b)


_MOST_TIES = 60
_DRAWN = {
    "relays": ("relays", "first", "relay", "CALLED", "fact"),
    "forwardings": ("forwardings", "number", "to", "CALLED", "fact"),
    "replaced_numbers": ("replaced", "old", "new", "REPLACED_BY", "inference"),
    "handset_chains": ("uses", "imei", "phone", "INSTALLED_IN", "fact"),
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
