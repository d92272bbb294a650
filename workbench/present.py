"""Names and values as people read them: labels, properties, money and times in the session's language.

Why apart from the pages: what a value looks like must not depend on which page shows it, and can be tested without one.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd

from graph.schema import KIND, LINK, LINK_COMMON, NODE_COMMON, Property
from workbench.wording import language, say

LOCAL = timezone(timedelta(hours=8))  # Asia/Shanghai, which has kept this one offset since 1991
MASK = "••••••"
_MONEY = {"amount", "loss", "balance"}  # kept in minor units
_ACRONYMS = {"id", "imei", "imsi", "ip", "mac", "mo", "bf"}
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=^])")


def plain(text: object) -> str:
    """Return the text so that Streamlit's Markdown shows it as it is: case data must never become a link or a picture."""
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def kind_name(label: str) -> str:
    """Return the name of a node label."""
    return KIND[label].zh if language() == "zh" and label in KIND else _spaced(label)


def link_name(link_type: str) -> str:
    """Return the name of a link type."""
    return LINK[link_type].zh if language() == "zh" and link_type in LINK else _spaced(link_type)


def standing(kind: object) -> str:
    """Return what a link is worth: a recorded fact, a person's assessment or a machine's inference."""
    return say(f"standing.{kind}") if kind in {"fact", "assessment", "inference"} else str(kind or "")


def property_name(prop: Property) -> str:
    """Return the name of a property; money is named without its minor unit because it is shown in yuan."""
    name = prop.zh if language() == "zh" else _spaced(prop.name)
    return f"{name.partition('(')[0]} ({say('present.yuan')})" if is_money(prop) else name


def is_money(prop: Property) -> bool:
    """Return whether the property holds minor units of a currency."""
    return prop.name in _MONEY


def properties(label: str) -> dict[str, Property]:
    """Return the properties a node of this label may have, common ones first."""
    kind = KIND.get(label)
    return {prop.name: prop for prop in (*NODE_COMMON, *(kind.properties if kind else ()))}


def link_properties(link_type: str) -> dict[str, Property]:
    """Return the properties a link of this type may have, its own first."""
    link = LINK.get(link_type)
    return {prop.name: prop for prop in (*(link.properties if link else ()), *LINK_COMMON)}


def cell(prop: Property, value: object) -> object:
    """Return a value for a sortable table: numbers stay numbers, money is in yuan, times are local text."""
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value / 100 if is_money(prop) else value
    return written(value)


def shown(prop: Property, value: object) -> str:
    """Return a value for a card."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value / 100:,.2f}" if is_money(prop) else f"{value:,}" if prop.name != "year" else str(value)
    return written(value)


def written(value: object) -> str:
    """Return any other value as text: local time, listed names, yes and no."""
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return say("present.yes" if value else "present.no")
    if isinstance(value, datetime):
        return local_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set)):
        return say("present.comma").join(written(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return _instant_text(str(value))


def yuan(fen: int) -> str:
    """Return an amount of nothing or more as people read it: `1,234.56`."""
    return f"{int(fen) // 100:,}.{int(fen) % 100:02d}"


def local_time(value: datetime) -> str:
    """Return an instant as Asia/Shanghai wall time; a naive one is taken as UTC, as the stores keep it."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")


def _instant_text(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})", text):
        return local_time(datetime.fromisoformat(text))
    return text


def _spaced(name: str) -> str:
    """Return `SUSPECT_IN`, `first_at` or `OnlineId` as words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower().split()
    spelled = " ".join(word.upper() if word in _ACRONYMS else word for word in words)
    return spelled[:1].upper() + spelled[1:]
