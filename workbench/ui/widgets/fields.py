"""The fields of an analysis's parameters, each with its default."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from graph.line.money.attribution import RULES
from graph.queries import Param
from graph.schema import LINK
from workbench import present
from workbench.analyse import Analysis
from workbench.analyse.incidences import LAYERS
from workbench.analyse.spoken import word
from workbench.analyse.starts import SIDES
from workbench.ui import state
from workbench.wording import language, say

_ACROSS = 4
_WORDS = {
    "direction": ("forward", "backward"),
    "side": SIDES,
    "rule": RULES,
    "aim": ("pairs", "largest"),
    "means": ("hotel", "checkpoint", "ticket", "netbar"),
    "layers": LAYERS,
    "types": tuple(name for name, link in LINK.items() if not link.derived),
}
_SHARES = {"cut", "false", "least", "most"}


def fields(wanted: Analysis, names: Sequence[str]) -> dict[str, object]:
    """Draw fields for these parameters; return what was filled in."""
    known = {param.name: param for param in wanted.params}
    if not names:
        return {}
    columns = st.columns(max(_ACROSS, len(names)))
    before = state.filled(wanted.name)
    given = {}
    for column, name in zip(columns, names, strict=False):
        with column:
            said, key = field_name(wanted.name, name), f"field:{wanted.name}:{name}:{language()}"
            given[name] = _field(known[name], said, before=before.get(name), key=key)
    return {name: value for name, value in given.items() if value not in ("", None, [])}


def field_name(analysis: str, param: str) -> str:
    """Return what a parameter is called; the limits of some analyses have words of their own."""
    own = f"{analysis}_{param}"
    return say(f"field_param.{own if own in _OWN else param}")


_OWN = frozenset(
    {"shared_handsets_most", "shared_terminals_most", "money_chains_least", "money_chains_most", "relays_least"}
    | {"shared_contacts_least", "collision_least", "transfers_top", "handset_chains_most", "linked_cases_top"}
    | {"same_people_top"}
)


def _field(param: Param, said: str, *, before: object, key: str) -> object:
    default = _default(param, before)
    if param.name in _WORDS and param.many:
        begin = [name for name in default.split() if name in _WORDS[param.name]]
        return st.multiselect(
            said,
            _WORDS[param.name],
            default=begin,
            format_func=_word_of(param.name),
            placeholder=say("field_param.usual" if param.name == "layers" else "field_param.all"),
            key=key,
        )
    if param.name in _WORDS:
        words = _WORDS[param.name]
        place = words.index(default) if default in words else 0
        return st.selectbox(said, words, index=place, format_func=_word_of(param.name), key=key)
    return _typed(param, said, default, key=key)


def _default(param: Param, before: object) -> str:
    """Return with what a field begins: what was filled in before, when it can be that, else the default."""
    usual = (param.default or "").strip('"')
    if before is None:
        return usual
    if isinstance(before, bool):
        return "yes" if before else "no"
    if param.type in ("integer", "number"):
        return str(before) if isinstance(before, int | float) else usual
    return " ".join(map(str, before)) if isinstance(before, list) else str(before)


def _typed(param: Param, said: str, default: str, *, key: str) -> object:
    if param.type == "flag":
        return st.toggle(said, value=default == "yes", key=key)
    if param.type == "integer" and default:
        value = max(1, int(float(default)))
        return int(st.number_input(said, value=value, min_value=1, step=1, key=key))
    if param.type == "number" and default:
        step = 0.05 if param.name in _SHARES else 1.0
        share = max(0.0, float(default))
        return float(st.number_input(said, value=share, min_value=0.0, step=step, key=key))
    return st.text_input(said, value=default, placeholder=say(f"query.{param.type}_hint"), key=key).strip()


def _word_of(name: str) -> Callable[[str], str]:
    def of(value: str) -> str:
        if name == "rule":
            return say(f"money_list.rule_{value}")
        return present.link_name(value) if name == "types" else word(value)

    return of


def typed(value: object) -> str:
    """Return what was filled in as a command would be given it, so that it compares with a default."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
