"""What signs a piece of text has: enough to know whether the fast reader and `csv.reader` would read it alike.

Why over bytes as an array: a scan of whole megabytes costs less than looking at one column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_NEWLINE, _RETURN, _QUOTE, _BLANK, _TAB, _EQUALS = b"\n"[0], b"\r"[0], b'"'[0], b" "[0], b"\t"[0], b"="[0]
# First bytes of the wide blank U+3000 and of the fixed blank U+00A0 in UTF-8.
_WIDE = ((0xE3, "\u3000".encode()), (0xC2, "\u00a0".encode()))


@dataclass(frozen=True, slots=True)
class Signs:
    r"""What was found in a piece of UTF-8 text that should end with a newline.

    Attributes
    ----------
    lines : int
        Number of newlines.
    quoted : bool
        Whether there are quotation marks.
    simple : bool
        Whether every line may be one record: lines end in `\\n` or `\\r\\n`, quotes come in pairs, no `="…"`.
    padded : bool
        Whether some cell may have blanks around it.
    """

    lines: int
    quoted: bool
    simple: bool
    padded: bool

    @classmethod
    def of(cls, text: bytes, delimiter: str) -> Self:
        """Look at a piece of text."""
        codes = np.frombuffer(text, dtype=np.uint8)
        quotes = np.flatnonzero(codes == _QUOTE)
        returns = np.flatnonzero(codes == _RETURN)
        paired = len(quotes) % 2 == 0 and not (codes[quotes[quotes > 0] - 1] == _EQUALS).any()
        ended = len(codes) > 0 and codes[-1] == _NEWLINE and bool((codes[returns + 1] == _NEWLINE).all())
        return cls(
            lines=int(np.count_nonzero(codes == _NEWLINE)),
            quoted=len(quotes) > 0,
            simple=paired and ended,
            padded=_padded(codes, ord(delimiter)) or any(_has(text, codes, *wide) for wide in _WIDE),
        )


def _padded(codes: NDArray[np.uint8], delimiter: int) -> bool:
    if delimiter != _TAB and (codes == _TAB).any():
        return True
    blanks = np.flatnonzero(codes == _BLANK)
    edges = np.zeros(256, dtype=bool)
    edges[[delimiter, _NEWLINE, _RETURN, _QUOTE, _BLANK]] = True
    before, after = blanks[blanks > 0] - 1, blanks[blanks < len(codes) - 1] + 1
    return len(before) < len(blanks) or bool(edges[codes[before]].any() or edges[codes[after]].any())


def _has(text: bytes, codes: NDArray[np.uint8], first: int, sign: bytes) -> bool:
    return bool((codes == first).any()) and sign in text
