"""Rows that are not taken in: lines that were never rows, and rows with the reason and the remedy in a sentence.

Why told apart only now: a title, a total and a blank line all fail as rows first, so clean rows are never looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.ingest.normalise import MISSING
from workbench.ingest.noted import noted
from workbench.ingest.recognition import filled_cells
from workbench.ingest.rules import Value, header_key

_FOOTER = re.compile(
    r"^(本页|本日|本月|累计|总)?(合\s*计|总\s*计|小\s*计)|^总(笔数|金额|条数)|^共\s*\d+|^第\s*\d+\s*页|^(制表|打印|经办|复核|导出)(人|员|时间|日期)?[:： ]|"
    r"^(说明|备注|注)[:：]|^以[上下](为|内容|空白)|^[-—=*_#]{3,}$|^(sub)?total\b|^\W*end of",
    re.IGNORECASE,
)
# So many of a line's filled cells equal to the header's make it the header of a further page.
_SAME_AS_HEADER = 0.6
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not accepted: where, in which column, why (general), and the whole sentence for the user."""

    sheet: str
    row: int
    column: str
    reason: str
    why: str
    cells: str


def is_other_line(cells: Sequence[str], header: Sequence[str], titles: frozenset[tuple[str, ...]]) -> bool:
    """Whether a line is blank, a total, a repeated header or a repeated title, and so no row at all."""
    filled = filled_cells(cells)
    if not filled or filled in titles or _FOOTER.search(filled[0]):
        return True
    names = {header_key(name) for name in header}
    same = sum(header_key(cell) in names for cell in filled)
    return same >= 2 and same >= _SAME_AS_HEADER * len(filled)


def rejection(
    place: tuple[str, int], verdict: tuple[Value, str] | None, *, text: str, width: int, cells: dict[str, str]
) -> Rejection:
    """Return the rejection of the row at (sheet, row), for the value that failed or, without one, for its width."""
    written = json.dumps(cells, ensure_ascii=False)
    if verdict is None:
        headed = sum(not name.startswith("+") for name in cells)
        reason = noted("import.other_width")
        return Rejection(*place, "", reason, noted("import.other_width_why", width=width, header=headed), written)
    value, wrong = verdict
    reason = noted(f"import.{wrong}", column=value.zh)
    if wrong == MISSING:
        return Rejection(*place, value.zh, reason, noted("import.missing_why", column=value.zh), written)
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    hint = noted(f"import.hint_{value.kind}" if value.kind in _HINTED else "import.hint_any")
    return Rejection(
        *place, value.zh, reason, noted("import.invalid_why", column=value.zh, text=shown, hint=hint), written
    )


def plain_rejection(place: tuple[str, int], column: str, reason: str, *, cells: dict[str, str]) -> Rejection:
    """Return the rejection of a row whose reason is the whole sentence."""
    return Rejection(*place, column, reason, reason, json.dumps(cells, ensure_ascii=False))


_HINTED = frozenset(
    {"phone", "account", "instant", "date", "money", "seconds", "choice", "id_number", "imei", "plate", "cell"}
)


def row_cells(header: Sequence[str], cells: Sequence[str], rest: str | None) -> dict[str, str]:
    """Return a row as header → text; cells past the header's width are called `+1`, `+2` and so on."""
    surplus = json.loads(rest) if rest else []
    return dict(zip(header, cells, strict=True)) | {f"+{i}": cell for i, cell in enumerate(surplus, start=1)}
