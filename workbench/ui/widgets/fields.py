"""The fields of an analysis's parameters, each with its default."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from graph.line.money.attribution import RULES
from graph.queries import Param
from graph.schema import LINK
from workbench.analyse import Analysis
from workbench.analyse.incidences import LAYERS
from workbench.ui import present
from workbench.ui.lines import word
from workbench.wording import language, say

_ACROSS = 4
_WORDS = {
    "direction": ("forward", "backward"),
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
    given = {}
    for column, name in zip(columns, names, strict=False):
        with column:
            said = field_name(wanted.name, name)
            given[name] = _field(known[name], said, key=f"field:{wanted.name}:{name}:{language()}")
    return {name: value for name, value in given.items() if value not in ("", None, [])}


def field_name(analysis: str, param: str) -> str:
    """Return what a parameter is called; the limits of some analyses have words of their own."""
    own = f"{analysis}_{param}"
    return say(f"field_param.{own if own in _OWN else param}")


_OWN = frozenset(
    {"shared_handsets_most", "shared_terminals_most", "money_chains_least", "money_chains_most", "relays_least"}
    | {"shared_contacts_least", "collision_least"}
)


def _field(param: Param, said: str, *, key: str) -> object:
    default = (param.default or "").strip('"')
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
        return st.selectbox(said, words, index=words.index(default), format_func=_word_of(param.name), key=key)
    return _typed(param, said, default, key=key)


def _typed(param: Param, said: str, default: str, *, key: str) -> object:
    if param.type == "flag":
        return st.toggle(said, value=default == "yes", key=key)
    if param.type == "integer" and default:
        return int(st.number_input(said, value=int(default), min_value=1, step=1, key=key))
    if param.type == "number" and default:
        step = 0.05 if param.name in _SHARES else 1.0
        return float(st.number_input(said, value=float(default), min_value=0.0, step=step, key=key))
    hint = "field_param.scenes_hint" if param.name == "scenes" else f"query.{param.type}_hint"
    return st.text_input(said, value=default, placeholder=say(hint), key=key).strip()


def _word_of(name: str) -> Callable[[str], str]:
    def of(value: str) -> str:
        if name == "rule":
            return say(f"money_list.rule_{value}")
        return present.link_name(value) if name == "types" else word(value)

    return of
