"""Names of people and organisations, spelt one way."""

from __future__ import annotations

import re

from graph.identifiers.spelling import plain

_DOTS = re.compile(r"[•‧∙・·.](?=[\u4e00-\u9fff])")
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff·]) (?=[\u4e00-\u9fff·])")
_ORGANIZATION = re.compile(
    r"公司|有限|集团|银行|信用社|商行|商店|超市|门市|经营部|工作室|合作社|酒店|宾馆|饭店|餐厅|学校|大学|医院|中心|协会|支付|"
    r"[厂局院馆店社部所]$"
)
_NOBODY = frozenset({"无", "不详", "未知", "-", "--", "/", "n/a", "null", "none"})


def clean(text: str) -> str | None:
    """Return the name without stray blanks, or None when nobody is named.

    Examples
    --------
    >>> clean(" 欧阳　小 明 "), clean("阿不都•热合曼"), clean("Anne  Freeman"), clean("不详")
    ('欧阳小明', '阿不都·热合曼', 'Anne Freeman', None)
    """
    name = _DOTS.sub("·", _CHINESE_GAP.sub("", plain(text)))
    return None if not name or name.lower() in _NOBODY else name


def is_organization(name: str) -> bool:
    """Whether a holder's name reads like a company, shop or office rather than a person."""
    return len(name) >= 4 and _ORGANIZATION.search(name) is not None


def organization_key(name: str) -> str | None:
    """Return the key of an organisation by its name."""
    cleaned = clean(name)
    return f"org:{cleaned}" if cleaned else None


def sql(text: str) -> str:
    """Return DuckDB SQL that gives `clean`'s name for plain Chinese names, NULL for all others."""
    return (
        f"CASE WHEN regexp_full_match({text}, '[\\x{{4e00}}-\\x{{9fff}}]{{2,4}}') "
        f"AND {text} NOT IN ('不详', '未知') THEN {text} END"
    )
