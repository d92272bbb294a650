"""Small charts of what an analysis found: what remains, before and after, the hours of a week, a balance over time.

Why patterns and numbers besides colours: nothing may be told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from workbench import present
from workbench.ui.drawing import MOST_NODES
from workbench.wording import say

Frames = Mapping[str, pd.DataFrame]
_MOST_BALANCES = 500
_MOST_CASES = 200
_MOST_NAMED = 6
_SYMBOLS = ("circle", "triangle", "rect", "diamond", "pin", "arrow")


@dataclass(frozen=True, slots=True)
class Sketch:
    """An ECharts option, its height in pixels, the words beside it, and whether something was left out of `most`."""

    option: dict[str, object]
    height: int
    words: str
    cut: bool = False
    most: int = MOST_NODES


def names_of(frames: Iterable[pd.DataFrame]) -> dict[str, str]:
    """Return what the tables call the keys in them."""
    found: dict[str, str] = {}
    for frame in frames:
        for column in [name for name in frame.columns if f"{name}_name" in frame.columns]:
            pairs = zip(frame[column], frame[f"{column}_name"], strict=True)
            found |= {key: name for key, name in pairs if isinstance(key, str) and isinstance(name, str)}
    return found


def short(key: str, names: Mapping[str, str]) -> str:
    """Return what a key is called, with the end of its number."""
    tail = key.rpartition(":")[2] if ":" in key else key
    return f"{names[key]} …{tail[-4:]}" if key in names else tail


def _curve(frames: Frames) -> Sketch:
    lines = frames["curve"]
    axis = {"type": "category", "name": say("field.removed"), "data": lines["removed"].tolist()}
    shares = [round(100 * share, 1) for share in lines["share"]]
    line = {"type": "line", "data": shares, "symbol": "circle", "symbolSize": 7, "label": {"show": True}}
    return Sketch({"xAxis": axis, "yAxis": {"type": "value", "name": "%", "max": 100}, "series": [line]}, 260, "curve")


def _bars(frames: Frames) -> Sketch | None:
    lines = frames["contacts"]
    if lines.empty:
        return None
    shown, names = lines.head(15), names_of([lines])
    labels = [short(key, names) for key in shown["contact"]]
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


def _profile(frames: Frames) -> Sketch | None:
    """Return the hours of the week, or the balances of somebody who has no calls."""
    if len(frames.get("week", ())):
        return _week(frames["week"])
    return _balances(frames["balances"]) if len(frames.get("balances", ())) else None


def _week(lines: pd.DataFrame) -> Sketch:
    cells = [[int(hour), int(day), int(count)] for hour, day, count in lines[["hour", "weekday", "count"]].to_numpy()]
    days = [say(f"weekday.{day}") for day in range(7)]
    option: dict[str, object] = {
        "tooltip": {},
        "grid": {"left": 50, "right": 20, "top": 10, "bottom": 60},
        "xAxis": {"type": "category", "data": [f"{hour}" for hour in range(24)], "name": say("field.hour")},
        "yAxis": {"type": "category", "data": days, "inverse": True},
        "visualMap": {"min": 0, "max": max(count for *_, count in cells), "orient": "horizontal", "left": "center"}
        | {"bottom": 0, "itemHeight": 90, "inRange": {"color": ["#f2f6fa", "#0b4f8a"]}},
        "series": [{"type": "heatmap", "data": cells, "label": {"show": True, "fontSize": 10}}],
    }
    return Sketch(option, 290, "week")


def _balances(lines: pd.DataFrame) -> Sketch:
    known = lines.dropna(subset=["balance"])
    series = [
        {
            "type": "line",
            "step": "end",
            "showSymbol": len(of) < 60,
            "name": str(account).rpartition(":")[2],
            "data": [
                [present.written(at), int(fen) / 100] for at, fen in zip(of["moment"], of["balance"], strict=True)
            ],
        }
        for account, of in known.groupby("account")
    ]
    cut = any(len(one["data"]) > _MOST_BALANCES for one in series)  # type: ignore[arg-type]  # lists of points
    series = [one | {"data": list(one["data"])[-_MOST_BALANCES:]} for one in series]  # type: ignore[call-overload]  # lists
    axis = {"type": "value", "name": say("present.yuan")}
    option: dict[str, object] = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "xAxis": {"type": "time"},
        "yAxis": axis,
        "series": series,
    }
    return Sketch(option, 280, "balances", cut=cut, most=_MOST_BALANCES)


def _cases(frames: Frames) -> Sketch | None:
    """Return when the likeliest others of a case happened, by what speaks for them."""
    lines = frames["links"].dropna(subset=["began"])
    if lines.empty:
        return None
    names = names_of([lines])
    series = [
        {
            "type": "scatter",
            "name": short(str(case), names),
            "symbolSize": 11,
            "symbol": _SYMBOLS[number % len(_SYMBOLS)],
            "data": [
                {"value": [present.written(at), round(weight, 2)], "name": short(str(other), names)}
                for other, at, weight in zip(of["other"], of["began"], of["weight"], strict=True)
            ],
        }
        for number, (case, of) in enumerate(lines.head(_MOST_CASES).groupby("case", sort=False))
    ]
    few = len(series) <= _MOST_NAMED
    option: dict[str, object] = {
        "tooltip": {"formatter": "{b}"},
        "grid": {"top": 40 if few else 10, "bottom": 30},
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "name": say("field.linked_cases_weight") if few else ""},
        "series": series,
    }
    option |= {"legend": {"top": 0}} if few else {}
    return Sketch(option, 280, "links_chart", cut=len(lines) > _MOST_CASES, most=_MOST_CASES)


CHARTS: Mapping[str, Callable[[Frames], Sketch | None]] = {
    "key_players": _curve,
    "around": _bars,
    "profile": _profile,
} | {"linked_cases": _cases}
