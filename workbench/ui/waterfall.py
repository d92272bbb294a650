"""The waterfall of a statement: how each item moves the evidence, from nothing to the sum.

Why lengths with numbers and a pattern: nothing may be told by colour alone.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

from models.statement import Statement
from workbench.analyse.worded import feature_words, value_words
from workbench.ui.charts import Sketch
from workbench.wording import say

_FOR, _AGAINST, _SUM = "#0b6e4f", "#a4262c", "#44546a"
_PATTERN = {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [4, 3], "rotation": 0.8}
_LONGEST = 14


def waterfall(told: Statement) -> Sketch:
    """Return the chart of a statement's items, in the order in which they are told, and their sum at the end."""
    items = [sentence for sentence in told.sentences if sentence.part == "item"]
    weights = [float(str(item.values["weight"])) for item in items]
    ends = list(accumulate(weights, initial=0.0))
    bars = [*pairwise(ends), (0.0, ends[-1])]
    names = [_label(told.claim, str(item.values["feature"]), item.values["value"]) for item in items]
    said = [f"{weight:+.2f}" for weight in (*weights, ends[-1])]
    colours = [*(_FOR if weight > 0 else _AGAINST for weight in weights), _SUM]
    option: dict[str, object] = {
        "grid": {"left": 8, "right": 60, "top": 8, "bottom": 44, "containLabel": True},
        "xAxis": {"type": "value", "name": say("identity.axis"), "nameLocation": "middle", "nameGap": 26},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [*names, say("identity.sum")],
            "axisTick": {"show": False},
        },
        "series": _series(bars, said, colours),
    }
    return Sketch(option, 90 + 26 * len(bars), "waterfall")


def _series(bars: list[tuple[float, float]], said: list[str], colours: list[str]) -> list[dict[str, object]]:
    """Return three stacked series: an unseen base, what lies above zero, and what lies below."""
    spans = [sorted(bar) for bar in bars]
    base = [low if low > 0 else min(high, 0.0) for low, high in spans]
    above = [max(high, 0.0) - max(low, 0.0) for low, high in spans]
    below = [min(low, 0.0) - min(high, 0.0) for low, high in spans]
    unseen = {"type": "bar", "stack": "all", "silent": True, "itemStyle": {"color": "transparent"}, "data": base}
    return [
        unseen,
        _seen(above, said, colours, labelled=[part >= -other for part, other in zip(above, below, strict=True)]),
        _seen(below, said, colours, labelled=[part < -other for part, other in zip(above, below, strict=True)]),
    ]


def _seen(parts: list[float], said: list[str], colours: list[str], *, labelled: list[bool]) -> dict[str, object]:
    data = [
        {
            "value": round(part, 4),
            "itemStyle": {"color": colour, **({"decal": _PATTERN} if colour == _AGAINST else {})},
            "label": {"show": label, "formatter": words, "position": "right" if part >= 0 else "left"},
        }
        for part, words, colour, label in zip(parts, said, colours, labelled, strict=True)
    ]
    return {"type": "bar", "stack": "all", "barWidth": 15, "data": data}


def _label(claim: str, feature: str, value: object) -> str:
    found = value_words(claim, feature, value if isinstance(value, (str, float)) else str(value))
    short = found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"
    return f"{feature_words(claim, feature)} {short}".strip()
