"""How a text file is written: its encoding and the character between its cells.

Why guessed and then checked: units send GB18030 and UTF-8 under the same file names, with and without a mark, and a
wrong guess would turn every name into nonsense without any error.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from workbench.errors import BadFile
from workbench.wording import say

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = ",\t;|"
# So much of a sample may be damaged before the guess at the encoding itself is in doubt.
_DAMAGE = 0.02
_MAX_PROBE = 8
_LINES = 60
# The mark of an unreadable byte, and characters for private use: what GB18030 makes of other encodings' bytes.
_ODD = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class TextForm:
    """Encoding (a Python codec), length of the byte-order mark and the delimiter."""

    encoding: str
    mark: int
    delimiter: str


def text_form(head: bytes, probes: list[bytes], *, name: str) -> TextForm:
    """Return how the text that begins with `head` is written; `probes` are pieces from further on.

    Raises
    ------
    BadFile
        When it is no text in any encoding that units use.
    """
    encoding, mark = _encoding(head, probes)
    if encoding is None:
        raise BadFile(say("import.not_text", file=name))
    text = head[mark:].decode(encoding, "ignore")
    return TextForm(encoding, mark, _delimiter(text))


def _encoding(head: bytes, probes: list[bytes]) -> tuple[str | None, int]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if wide := _unmarked_utf16(head):
        return wide, 0
    if _controls(head) > len(head) * _DAMAGE:
        return None, 0
    damage = {codec: max(_damage(part, codec) for part in [head, *probes]) for codec in ("utf-8", "gb18030")}
    best = min(damage, key=damage.__getitem__)
    return (best if damage[best] <= _DAMAGE else None), 0


def probes_of(path: Path) -> list[bytes]:
    """Return pieces from the whole file: the first lines may be plain ASCII where later ones are not."""
    size = path.stat().st_size
    if size <= 1 << 16:
        return []
    with path.open("rb") as file:
        return [_piece(file, size * i // _MAX_PROBE) for i in range(1, _MAX_PROBE)]


def _piece(file: io.BufferedReader, start: int) -> bytes:
    file.seek(start)
    file.readline(1 << 16)
    return file.read(1 << 13)


def _damage(sample: bytes, encoding: str) -> float:
    """Return the share of characters that the encoding cannot read, a cut last character excepted."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(sample, final=False)
    return len(_ODD.findall(text)) / max(len(text), 1)


def _unmarked_utf16(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many = len(head) // 8
    if odd > many and even <= odd // 10:
        return "utf-16-le"
    return "utf-16-be" if even > many and odd <= even // 10 else None


def _controls(head: bytes) -> int:
    return sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 26, 27))


def _delimiter(text: str) -> str:
    """Return the candidate that cuts most lines into the same number (> 1) of cells."""
    lines = list(islice(io.StringIO(text, newline=""), _LINES))
    return max(_DELIMITERS, key=lambda delimiter: _regularity(lines, delimiter))


def _regularity(lines: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    except csv.Error:  # an open quote; whoever reads the records says so
        return 0, 0
    width, times = max(widths.items(), key=lambda item: (item[1] * item[0], item[0]), default=(0, 0))
    return times * width, width
