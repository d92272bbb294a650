"""A draft mapping for a template nobody has described yet: guesses by header words and contents, to be completed.

Why a file and not a dialogue: the next unit that sends this template needs nothing but the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from graph.identifiers import account, id_number, imei, imsi, instant, money, phone, plate
from workbench.errors import BadFile, UserError
from workbench.ingest.binding import unique_header
from workbench.ingest.forms import kinds
from workbench.ingest.plan import open_sheets
from workbench.ingest.source import identify
from workbench.wording import say

# What a header's words say a column is, the first match counts: pattern, name of the value, kind.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (r"借贷|收支|收付|进出|方向|主被叫", "direction", "choice"),
    (r"呼叫类型|通信类型|业务类型|通话类型", "act", "choice"),
    (r"余额", "balance", "money"),
    (r"金额|发生额", "amount", "money"),
    (r"流水|交易单号|凭证号", "serial", "text"),
    (r"对方.*(账|卡)号|对手.*(账|卡)号|交易对手账", "other", "account"),
    (r"对(方|端|手).*号码|被叫号码", "other", "phone"),
    (r"对(方|手).*(户名|名称|姓名)", "other_name", "name"),
    (r"对(方|手).*行", "other_institution", "text"),
    (r"(本方|用户|查询|机主)?(账|卡)号", "owner", "account"),
    (r"本方号码|用户号码|手机号|电话|主叫号码|^号码", "owner", "phone"),
    (r"证件号|身份证", "id_number", "id_number"),
    (r"姓名|户名|名字", "name", "name"),
    (r"IMEI|串号", "imei", "imei"),
    (r"IMSI", "imsi", "imsi"),
    (r"车牌|号牌", "plate", "plate"),
    (r"出生", "birth_date", "date"),
    (r"时长", "seconds", "seconds"),
    (r"时间|日期", "occurred_at", "instant"),
    (r"摘要|附言|备注|用途", "memo", "text"),
    (r"渠道|方式", "channel", "text"),
    (r"终端|网点", "counter", "text"),
    (r"IP", "ip", "text"),
    (r"MAC", "mac", "text"),
)
# What a column's contents say when its header says nothing; most of the filled cells must agree.
_CONTENTS: tuple[tuple[str, str, Callable[[str], object]], ...] = (
    ("id_number", "id_number", id_number.clean),
    ("imsi", "imsi", lambda text: imsi.clean(text) if text.startswith("460") else None),
    ("imei", "imei", imei.clean),
    ("phone", "phone", lambda text: (phone.clean(text) or "").startswith("tel:+86")),
    ("plate", "plate", plate.clean),
    ("account", "account", lambda text: (account.clean(text) or "").startswith("acct:card:")),
    ("moment", "instant", instant.clean),
    ("money", "money", lambda text: money.clean(text) if "." in text else None),
)
_MEANINGS = {
    "direction": {
        "借": "out",
        "支出": "out",
        "付": "out",
        "出": "out",
        "主叫": "out",
        "贷": "in",
        "收入": "in",
        "收": "in",
        "被叫": "in",
    },
    "act": {"主叫": "call", "被叫": "call", "语音": "call", "短信": "text", "呼转": "forward"},
}
_MOST = 0.8
_MANY_CHOICES = 12
_WIDEST_TITLE = 3


def write_draft(path: Path, target: Path) -> Path:
    """Write a draft mapping for a file and return where it is.

    Raises
    ------
    BadFile
        When the file cannot be read or no line of it looks like a header.
    UserError
        When the draft would replace a file.
    """
    if target.exists():
        raise UserError(say("import.draft_exists", path=target))
    source = identify(path)
    if source.kind == "archive":
        raise BadFile(say("import.no_table", file=path.name))
    for sheet in open_sheets(source, path.name):
        head = sheet.head()
        row = header_line(head)
        if row is not None:
            target.write_text(draft_text(head, row, name=target.stem), encoding="utf-8")
            return target
    raise BadFile(say("import.no_table", file=path.name))


def header_line(head: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the line that looks most like a header: many cells, all different, none a number."""
    best: tuple[int, int | None] = (_WIDEST_TITLE - 1, None)
    for index, cells in enumerate(head):
        filled = [cell for cell in cells if cell]
        words = [cell for cell in filled if not re.search(r"\d{3,}", cell)]
        if len(words) == len(filled) == len(set(filled)) and len(filled) > best[0]:
            best = (len(filled), index)
    return best[1]


def draft_text(head: Sequence[Sequence[str]], row: int, *, name: str) -> str:
    """Return the TOML of a draft for a table whose header stands in line `row` (from 0)."""
    header = unique_header(head[row])
    rows = [list(cells) + [""] * (len(header) - len(cells)) for cells in head[row + 1 :]]
    guesses = [_guess(column, [cells[i] for cells in rows if cells[i]]) for i, column in enumerate(header)]
    table = _table([value for value, _ in guesses])
    taken: set[str] = set()
    lines = [
        _value_line(
            column, guess, taken, table=table, words=list(dict.fromkeys(cells[i] for cells in rows if cells[i]))
        )
        for i, (column, guess) in enumerate(zip(header, guesses, strict=True))
    ]
    titles = [" ".join(cell for cell in cells if cell) for cells in head[:row]]
    return "\n".join([*_top(name, header, table), *_titles(titles), "[values]", *lines, ""])


def _top(name: str, header: Sequence[str], table: str) -> list[str]:
    return [
        "# 映射草稿：请核对每一行，删去不需要的值，补全选项（choices），再用 --mapping 导入。写法见 mappings/README.md。",
        f"# 可用的类型：{'、'.join(kinds())}",
        f"zh = {json.dumps(name, ensure_ascii=False)}",
        'version = "1"',
        "# 表头中必须出现的列，用来识别本模板：",
        f"header = {json.dumps(list(header[:5]), ensure_ascii=False)}",
        f'table = "{table}"  # calls 话单、transfers 流水；其他写 [[person]]、[[entity]]、[[link]]',
        "",
    ]


def _titles(titles: Sequence[str]) -> list[str]:
    shown = [f"# {title}" for title in titles if title]
    if not shown:
        return []
    return [
        "# 表头以上的行；需要的值用带一个括号的正则表达式取出：",
        *shown,
        "[titles]",
        "# owner = '账号[:：]\\s*(\\S+)'",
        "",
    ]


def _guess(column: str, cells: Sequence[str]) -> tuple[str, str]:
    for pattern, value, kind in _WORDS:
        if re.search(pattern, column, re.IGNORECASE):
            return value, kind
    for value, kind, clean in _CONTENTS:
        if len(cells) >= 3 and sum(bool(clean(cell)) for cell in cells) >= _MOST * len(cells):
            return value, kind
    return "", "text"


def _table(values: Sequence[str]) -> str:
    if "amount" in values:
        return "transfers"
    return "calls" if "seconds" in values or "act" in values else ""


def _value_line(column: str, guess: tuple[str, str], taken: set[str], *, table: str, words: Sequence[str]) -> str:
    value, kind = guess
    if table == "calls" and value == "occurred_at":
        value = "started_at"
    written = json.dumps([column], ensure_ascii=False)
    if not value or value in taken:
        return f"# column_{len(taken) + 1} = {{ from = {written} }}  # 未识别：不写则原样保留在 extra"
    taken.add(value)
    required = ", required = true" if value in ("owner", "amount", "occurred_at", "started_at") else ""
    choices = f", choices = {{ {_choices(value, words)} }}" if kind == "choice" else ""
    return f'{value} = {{ from = {written}, as = "{kind}"{required}{choices} }}'


def _choices(value: str, words: Sequence[str]) -> str:
    known = _MEANINGS.get(value, {})
    pairs = (f"{json.dumps(w, ensure_ascii=False)} = {json.dumps(known.get(w, '?'))}" for w in words[:_MANY_CHOICES])
    return ", ".join(pairs) or '"?" = "?"'
