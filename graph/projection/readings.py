"""How a Chinese name is typed: its pinyin and its initials, with surnames read as surnames.

Why a table of our own: 单 is dān everywhere but in a name, where it is Shàn; both are indexed, since whoever typed the
name into a register may not have known either.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

# Surnames whose reading as a surname is not their usual one, or not their only one; a double surname's two syllables
# stand apart so that its initials are two letters.
SURNAMES: dict[str, tuple[str, ...]] = {
    "单": ("shan",),
    "仇": ("qiu",),
    "曾": ("zeng",),
    "解": ("xie",),
    "查": ("zha",),
    "区": ("ou",),
    "盖": ("ge", "gai"),
    "朴": ("piao",),
    "任": ("ren",),
    "华": ("hua",),
    "乐": ("yue", "le"),
    "翟": ("zhai", "di"),
    "冼": ("xian",),
    "洗": ("xian",),
    "缪": ("miao",),
    "员": ("yun",),
    "召": ("shao",),
    "秘": ("bi",),
    "折": ("she",),
    "种": ("chong",),
    "繁": ("po",),
    "覃": ("qin", "tan"),
    "黑": ("he",),
    "逄": ("pang",),
    "燕": ("yan",),
    "牟": ("mu", "mou"),
    "郗": ("xi", "chi"),
    "那": ("na",),
    "祭": ("zhai",),
    "隗": ("wei", "kui"),
    "谌": ("chen", "shen"),
    "句": ("gou",),
    "瞿": ("qu",),
    "郇": ("xun", "huan"),
    "宓": ("mi", "fu"),
    "薄": ("bo",),
    "尉": ("wei", "yu"),
    "宿": ("su",),
    "相": ("xiang",),
    "车": ("che",),
    "贾": ("jia",),
    "葛": ("ge",),
    "石": ("shi",),
    "卜": ("bu",),
    "长孙": ("zhang sun",),
    "尉迟": ("yu chi",),
    "万俟": ("mo qi",),
    "澹台": ("tan tai",),
    "单于": ("chan yu",),
}
_LONGEST = 12
_MOST = 6


def readings(name: str) -> list[tuple[str, str]]:
    """Return every way to type a name, as (pinyin, initials) without tones; none for names without Chinese characters.

    Examples
    --------
    >>> readings("单田芳")
    [('shantianfang', 'stf'), ('dantianfang', 'dtf')]
    >>> readings("Anne Freeman")
    []
    """
    if len(name) > _LONGEST or not any(map(_is_han, name)):
        return []
    ways = dict.fromkeys((*_as_surname(name), tuple(map(_reading, name))))
    return [("".join(way), "".join(part[0] for part in way)) for way in islice(ways, _MOST)]


def _as_surname(name: str) -> Iterator[tuple[str, ...]]:
    for length in (2, 1):
        given = tuple(map(_reading, name[length:]))
        for reading in SURNAMES.get(name[:length], ()) if given else ():
            yield (*reading.split(), *given)


@cache
def _reading(char: str) -> str:
    """Return the usual reading of a character; what is not Chinese reads as itself, in lower case."""
    from pypinyin import lazy_pinyin  # a third of a second that most commands need not wait

    return "".join(lazy_pinyin(char)).lower() or char


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"
