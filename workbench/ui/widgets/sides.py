"""Two person records side by side, field by field, what is sensitive masked until somebody lifts the mask."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from graph.schema import Property
from workbench import present
from workbench.ui import state
from workbench.ui.widgets.entity import fact
from workbench.view import View
from workbench.wording import say

_FIELDS = {
    "name": Property("name", "姓名"),
    "id_number": Property("id_number", "证件号码", sensitive=True),
    "birth_date": Property("birth_date", "出生日期", sensitive=True),
    "sex": Property("sex", "性别", sensitive=True),
    "alias": Property("alias", "绰号", sensitive=True),
    "address": Property("address", "住址", sensitive=True),
    "phone": Property("phone", "号码"),
    "account": Property("account", "账户"),
    "plate": Property("plate", "号牌"),
}
_COLOURS: dict[str, Literal["green", "orange", "gray"]] = {"alike": "green", "unlike": "orange", "one_side": "gray"}
_WIDTHS = [1, 2, 2, 0.8]


def show_sides(view: View, record_a: str, record_b: str) -> None:
    """Draw both records; a field that neither has is left out."""
    lines = state.answer("records", (record_a, record_b), lambda: view.person_records([record_a, record_b]))
    known = lines.set_index("record_id")
    if not {record_a, record_b} <= set(known.index):
        st.info(say("identity.gone"), icon=":material/info:")
        return
    one, other = known.loc[record_a], known.loc[record_b]
    _head(record_a, record_b)
    for name, prop in _FIELDS.items():
        values = [str(side[name]) if pd.notna(side[name]) else "" for side in (one, other)]
        if any(values):
            _line((record_a, record_b), prop, values)


def alike(values: list[str]) -> str:
    """Return whether both say the same: same, different, or one_side where only one says anything."""
    one, other = values
    return "one_side" if not one or not other else "alike" if one == other else "unlike"


def _head(record_a: str, record_b: str) -> None:
    columns = st.columns(_WIDTHS)
    for column, side, record in zip(columns[1:3], ("a", "b"), (record_a, record_b), strict=True):
        column.markdown(f"**{say(f'field.record_{side}')}**")
        column.caption(record.removeprefix("rec:"))


def _line(records: tuple[str, str], prop: Property, values: list[str]) -> None:
    name, left, right, mark = st.columns(_WIDTHS, vertical_alignment="center")
    name.caption(present.plain(present.property_name(prop)))
    for column, record, value in zip((left, right), records, values, strict=True):
        with column:
            if value:
                fact(record, prop, value)
            else:
                st.caption(say("identity.says_nothing"))
    word = alike(values)
    mark.badge(say(f"identity.{word}"), color=_COLOURS[word])
