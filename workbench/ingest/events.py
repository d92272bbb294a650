"""SQL that turns normalised rows into calls and transfers: which side is which, and what makes two rows equal.

Values that a mapping of calls may have: owner, other, act, direction, started_at, seconds, forwarded_to, cell, imei,
imsi, serial; instead of owner, other and direction also caller and callee. Of transfers: owner, other, direction,
amount, balance, currency, occurred_at, serial, order_no, other_name, other_institution, channel, counter, ip, mac, memo,
reversal_of, terminal.
"""

from __future__ import annotations

from workbench.ingest.emitting import NORMALISED, Emitter

_CASH = "取现|取款|存现|现金|ATM|atm|柜台取|柜台存|CDM|CRS"
_FEE = "手续费|工本费|年费|短信费|服务费|账户管理费|结息|利息|利税"
_MASKED = r"\*|[xX]{2,}"
_CALL, _YUAN = "'call'", "'CNY'"


def calls_sql(emitter: Emitter, relation: str = NORMALISED) -> str:
    """Return the SELECT of the table `calls` over normalised rows: without `file`, with `CALL_PARTS`."""
    have = emitter.binding.rules.values
    if "caller" in have:
        owner, caller, callee, other_text = _value(emitter, "owner"), "v_caller", "v_callee", "NULL::VARCHAR"
        ends = f"{_number('v_caller')} AS a_, {_number('v_callee')} AS b_, 0 AS side_"
    else:
        owner, caller, callee, other_text = _sides(emitter)
        ends = f"{_number('v_owner')} AS own_n, {_number('v_other')} AS other_n, {_incoming(emitter)} AS incoming"
    sides = (
        f"SELECT sheet, row, {owner} AS owner, {caller} AS caller, {callee} AS callee, {other_text} AS other_text, {ends}, "
        f"{_value(emitter, 'act', _CALL)} AS act, {emitter.micros('started_at')} AS started_at, "
        f"{emitter.precision('started_at')} AS precision, t_started_at AS started_text, "
        f"{_value(emitter, 'seconds', '0')} AS seconds, {_value(emitter, 'forwarded_to')} AS forwarded_to, "
        f"{_value(emitter, 'cell')} AS cell, {_value(emitter, 'imei')} AS imei, {_value(emitter, 'imsi')} AS imsi, "
        f"{_value(emitter, 'serial')} AS serial, {emitter.extra(relation)} AS extra{emitter.odd(relation)} FROM {relation}"
    )
    act = "CASE act WHEN 'call' THEN 1 WHEN 'text' THEN 2 WHEN 'forward' THEN 3 ELSE 4 END::BIGINT AS act_"
    numbers = f"{_number('other_text')} AS other_, {act}"
    if "caller" in have:
        return f"SELECT *, {numbers} FROM ({sides})"
    turned = "if(incoming, other_n, own_n) AS a_, if(incoming, own_n, other_n) AS b_, if(incoming, 2, 1) AS side_"
    return f"SELECT * EXCLUDE (own_n, other_n, incoming), {turned}, {numbers} FROM ({sides})"


def transfers_sql(emitter: Emitter, relation: str = NORMALISED, *, newest_first: bool) -> str:
    """Return the SELECT of the table `transfers` over normalised rows, without `file`."""
    owner, source, target, other_text = _sides(emitter, flip="v_amount < 0")
    texts = " || ' ' || ".join(f"t_{n}" for n in ("memo", "channel", "other_name") if n in emitter.binding.rules.values)
    terminal = _terminal(texts or "''") if "terminal" not in emitter.binding.rules.values else "v_terminal"
    names = ("serial", "order_no", "other_name", "other_institution", "channel", "counter", "ip", "mac", "memo")
    texts_sql = ", ".join(f"{_value(emitter, name)} AS {name}" for name in (*names, "reversal_of"))
    sides = (
        f"SELECT sheet, row, {owner} AS owner, {source} AS source, {target} AS target, "
        f"CASE WHEN v_other IS NULL THEN {terminal} END AS terminal, {other_text} AS other_text, "
        f"abs(v_amount) AS amount, {_value(emitter, 'currency', _YUAN)} AS currency, "
        f"{emitter.micros('occurred_at')} AS occurred_at, {emitter.precision('occurred_at')} AS precision, "
        f"t_occurred_at AS occurred_text, {'-row' if newest_first else 'row'} AS seq, "
        f"{_value(emitter, 'balance', kind='BIGINT')} AS balance, {texts_sql}, {emitter.extra(relation)} AS extra"
        f"{emitter.odd(relation)} FROM {relation}"
    )
    content = content_sql(
        "owner", "source", "target", "terminal", "other_text", "amount", "currency", "occurred_at", "serial", "balance",
        "channel",
    )  # fmt: skip
    return f"SELECT *, {content} AS content FROM ({sides})"


def _number(text: str) -> str:
    """Return SQL of a number that stands for a text: a mainland number's digits, else 63 bits of its MD5."""
    mobile = f"length({text}) = 18 AND starts_with({text}, 'tel:+86')"
    other = f"(md5_number_lower({text}) >> 1)::BIGINT"
    return f"CASE WHEN {text} IS NULL THEN 0 WHEN {mobile} THEN substr({text}, 8)::BIGINT ELSE {other} END"


def content_sql(*columns: str) -> str:
    """Return SQL of the stable 63-bit hash of what a row says: equal wording, equal hash, on every machine."""
    texts = ", ".join(f"coalesce({column}::VARCHAR, '')" for column in columns)
    return f"(md5_number_lower(concat_ws('|', {texts})) >> 1)::BIGINT"


def _sides(emitter: Emitter, *, flip: str = "false") -> tuple[str, str, str, str]:
    """Return SQL of owner, source end, target end and the other end's wording where it has no key."""
    incoming = _incoming(emitter, flip=flip)
    source = f"CASE WHEN {incoming} THEN v_other ELSE v_owner END"
    target = f"CASE WHEN {incoming} THEN v_owner ELSE v_other END"
    return "v_owner", source, target, "CASE WHEN v_other IS NULL THEN nullif(replace(t_other, chr(31), ' '), '') END"


def _incoming(emitter: Emitter, *, flip: str = "false") -> str:
    has_direction = "direction" in emitter.binding.rules.values
    return f"((v_direction = 'in') <> ({flip}))" if has_direction else f"(NOT ({flip}))"


def _terminal(texts: str) -> str:
    masked = f"regexp_matches(t_other, '{_MASKED}')"
    return (
        f"CASE WHEN {masked} THEN 'masked' WHEN regexp_matches({texts}, '{_CASH}') THEN 'cash' "
        f"WHEN regexp_matches({texts}, '{_FEE}') THEN 'fee' ELSE 'unknown' END"
    )


def _value(emitter: Emitter, name: str, absent: str = "NULL", *, kind: str = "") -> str:
    """Return SQL of a value the mapping may have, else of what stands for it."""
    if name not in emitter.binding.rules.values:
        return f"{absent}::{kind}" if kind else f"{absent}::VARCHAR" if absent == "NULL" else absent
    return f"v_{name}" if absent == "NULL" else f"coalesce(v_{name}, {absent})"
