"""The tables of analyses as people read them: columns in words, yuan, local time, and the words for what is one of a few.

Why here and not in the analyses: they serve programs too, which want minor units, UTC and one spelling.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pandas as pd

from graph.schema import LINK
from workbench import present
from workbench.wording import say

# Ids of rows open by a click; numbers that only order lines, or brokerage where there is only one gang, say nothing.
HIDDEN = frozenset(
    {"event", "events", "reasons", "links", "start", "seq", "pairs", "event_a", "event_b", "event_out", "event_in"}
    | {"about", "raw", "coordinator", "gatekeeper", "consultant", "liaison", "first_event", "last_event"}
)
_FEN = frozenset(
    {"amount", "delivered", "traced", "entered", "fen", "at_stake", "arrived", "bound_least", "bound_most"}
)
_FEN_OF_A_SUM = frozenset(
    {"fifo", "lifo", "pro_rata", "dirty_first", "clean_first", "least", "most", "lower", "upper", "held", "held_least"}
    | {"held_most", "cash", "fee", "left"}
)
_FEN_OF_A_PROFILE = frozenset({"received", "paid", "net", "balance", "gap", "change", "expected"})
_SHARES = frozenset({"share", "confidence", "stability", "second_stability", "inside", "strength", "probability"})
_COUNTED_FROM_ONE = frozenset({"chain", "path", "cycle", "step", "gang", "statement"})
# Numbers of gangs: counted from one too, and none where there is no such gang.
_GANGS = frozenset(
    {("gangs", "second"), ("change", "before"), ("change", "after"), ("ecosystem", "a"), ("ecosystem", "b")}
)
_OWN_TABLE = frozenset({"gangs_ties", "linked_cases_links", "linked_cases_reasons", "linked_cases_series"})
_OWN_NAME = frozenset(
    {"gangs_by_chance", "trace_accounts", "same_people_score", "evidence_statement_score", "evidence_statement_weight"}
    | {f"profile_{name}" for name in ("hours", "known", "change", "expected", "case", "case_name", "before", "after")}
    | {"profile_period_from", "profile_period_to", "profile_phone"}
    | {
        f"linked_cases_{name}"
        for name in ("case", "case_name", "other", "other_name", "weight", "because", "missing", "value")
    }
    | {f"replaced_numbers_{name}" for name in ("confidence", "score", "shared", "weight")}
)
WORDS = frozenset(
    {"place", "why", "role", "change", "kind", "rule", "function", "quadrant", "layer", "measure", "terminal", "basis"}
    | {"part", "method", "strength", "item", "claim"}
)


def spoken_frame(frame: pd.DataFrame, *, analysis: str) -> pd.DataFrame:
    """Return a table of an analysis in words; its lines keep their order."""
    hidden = HIDDEN | {"people"} if "names" in frame else HIDDEN  # whoever met, by name instead of by key
    shown = [name for name in frame.columns if name not in hidden and len(frame[name].dropna())]
    if analysis == "gang":
        shown = [
            name for name in shown if name not in ("events", "nearness") and frame[name].astype(str).ne("0.0").any()
        ]
    columns = {name: _column(name, frame[name], analysis) for name in shown}
    return pd.DataFrame({column_name(name, analysis): values for name, values in columns.items()})


def column_name(name: str, analysis: str) -> str:
    """Return what a column is called; a sum's columns name the currency."""
    own = f"{analysis}_{name}"
    words = say(f"field.{own if own in _OWN_NAME else name}")
    if is_money(name, analysis):
        return f"{words}({say('present.yuan')})"
    return words


def frame_name(name: str, analysis: str) -> str:
    """Return what a table of an analysis is called."""
    own = f"{analysis}_{name}"
    return say(f"frame.{own if own in _OWN_TABLE else name}")


def is_money(name: str, analysis: str) -> bool:
    """Return whether a column holds minor units."""
    own = {"trace": _FEN_OF_A_SUM, "profile": _FEN_OF_A_PROFILE}.get(analysis, frozenset())
    return name in _FEN or name.endswith("_fen") or name in own


def money_columns(frame: pd.DataFrame, analysis: str) -> list[str]:
    """Return the shown names of a table's columns of money."""
    return [column_name(name, analysis) for name in frame.columns if is_money(name, analysis)]


def _column(name: str, values: pd.Series, analysis: str) -> list[object]:
    if is_money(name, analysis):
        return [None if pd.isna(value) else int(value) / 100 for value in values]
    if (analysis, name) in _GANGS and pd.api.types.is_integer_dtype(values):
        return [int(value) + 1 if value >= 0 else None for value in values]
    return [_cell(name, value) for value in values]


def _cell(name: str, value: object) -> object:
    if isinstance(value, str):
        if name == "measure":
            return feature_word(value)
        return present.link_name(value) if name == "type" else word(value) if name in WORDS else value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if name == "day" else present.written(value)
    if isinstance(value, Iterable):
        return say("present.comma").join(_part(name, part) for part in value)
    if value is None or pd.isna(value):  # type: ignore[call-overload]  # one value, no array
        return None
    return _number(name, value)


def _number(name: str, value: object) -> object:
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, bool):
        return present.written(number)
    if name == "weekday":
        return say(f"weekday.{number}")
    if name in _COUNTED_FROM_ONE and isinstance(number, int):
        return number + 1
    if name == "strength" and not number:
        return None  # no rule speaks of this person
    if name in _SHARES and isinstance(number, float):
        return f"{number:.0%}"
    return float(f"{number:.4g}") if isinstance(number, float) else number


def _part(name: str, part: object) -> str:
    if isinstance(part, str) and name == "because":
        return feature_word(part)
    if isinstance(part, str):
        return present.link_name(part) if name == "types" and part in LINK else word(part)
    if isinstance(part, Iterable):  # (key, its events) or (kind, value)
        head, tail = part
        return f"{head}×{len(tail)}" if not isinstance(tail, str) else f"{word(str(head))} {tail}"
    return str(part + 1) if name == "gangs" and isinstance(part, int) else str(part)


def feature_word(value: str) -> str:
    """Return the word for what a model looks at; anything else stays as it is."""
    known = word(value)
    if known != value:
        return known
    try:
        return say(f"model_feature.{value}")
    except KeyError:
        return value


def word(value: str) -> str:
    """Return the word for one of a few values; anything else is data and stays as it is."""
    try:
        return say(f"value.{value}")
    except KeyError:
        return value
