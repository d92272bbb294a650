"""How a name sounds: toneless pinyin with surnames read as surnames, and the same with what many speakers mix up made one.

Why a table of surnames: the usual reading of 单, 仇 or 曾 is not the one that a family of this name has.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "盖": "ge", "区": "ou", "覃": "qin", "任": "ren",
    "华": "hua", "朴": "piao", "尉迟": "yuchi", "万俟": "moqi", "繁": "po", "员": "yun", "乐": "yue", "召": "shao", "折": "she",
    "黑": "he", "种": "chong", "缪": "miao", "宓": "mi", "秘": "bi", "冼": "xian", "洗": "xian", "翟": "zhai", "燕": "yan",
    "葛": "ge", "那": "na", "晁": "chao", "逄": "pang", "牟": "mu", "臧": "zang", "长孙": "zhangsun", "贾": "jia", "石": "shi",
}  # fmt: skip
_MIXED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
_HAN = re.compile(r"[\u3400-\u9fff]")


def is_chinese(text: str) -> bool:
    """Return whether a text is mostly written in Chinese characters."""
    return len(_HAN.findall(text)) * 2 > len(text)


@lru_cache(maxsize=1 << 17)
def syllables(name: str) -> tuple[str, ...]:
    """Return the toneless pinyin of a name, its surname as surnames are read; a Latin name word by word.

    Examples
    --------
    >>> syllables("单伟"), syllables("尉迟敏"), syllables("Zhang Wei")
    (('shan', 'wei'), ('yuchi', 'min'), ('zhang', 'wei'))
    """
    if not _HAN.search(name):
        return tuple(re.findall(r"[a-z]+", name.lower()))
    surname = next((known for known in (name[:2], name[:1]) if known in _SURNAMES), "")
    rest = name[len(surname) :]
    read = lazy_pinyin(rest, style=Style.NORMAL, v_to_u=False, errors="ignore") if rest else []
    return tuple(filter(None, (_SURNAMES.get(surname, ""), *read)))


def sound(name: str) -> str:
    """Return the toneless pinyin of a name as one word."""
    return "".join(syllables(name))


def blurred(name: str) -> str:
    """Return how a name sounds to who does not tell n from l, z from zh, in from ing.

    Examples
    --------
    >>> blurred("刘静") == blurred("牛进"), blurred("陈真") == blurred("程正"), blurred("张伟") == blurred("王伟")
    (True, True, False)
    """
    return " ".join(map(_blurred, syllables(name)))


def _blurred(syllable: str) -> str:
    initial = next((one + syllable[len(many) :] for many, one in _MIXED if syllable.startswith(many)), syllable)
    return re.sub(r"(?<=[ie])ng$", "n", initial)
