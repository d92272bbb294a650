"""What signs a piece of text has: enough to know whether the fast reader and `csv.reader` would read it alike.

Why over bytes as an array: a scan of whole megabytes costs less than looking at one column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_NEWLINE, _RETURN, _QUOTE, _BLANK, _TAB, _EQUALS = b"\n"[0], b"\r"[0], b'"'[0], b" "[0], b"\t"[0], b"="[0]
# The wide blank and the fixed blank in UTF-8.
_WIDE = ("\u3000".encode(), "\u00a0".encode())


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
        quoted = b'"' in text
        return cls(
            lines=text.count(b"\n"),
            quoted=quoted,
            simple=text.endswith(b"\n") and _plain_ends(text, codes) and (not quoted or _plain_quotes(codes)),
            padded=_padded(text, codes, ord(delimiter)) or any(sign in text for sign in _WIDE if sign[:1] in text),
        )


def _plain_ends(text: bytes, codes: NDArray[np.uint8]) -> bool:
    return b"\r" not in text or bool((codes[np.flatnonzero(codes == _RETURN) + 1] == _NEWLINE).all())


def _plain_quotes(codes: NDArray[np.uint8]) -> bool:
    quotes = np.flatnonzero(codes == _QUOTE)
    return len(quotes) % 2 == 0 and not (codes[quotes[quotes > 0] - 1] == _EQUALS).any()


def _padded(text: bytes, codes: NDArray[np.uint8], delimiter: int) -> bool:
    if delimiter != _TAB and b"\t" in text:
        return True
    blanks = np.flatnonzero(codes == _BLANK)
    edges = np.zeros(256, dtype=bool)
    edges[[delimiter, _NEWLINE, _RETURN, _QUOTE, _BLANK]] = True
    before, after = blanks[blanks > 0] - 1, blanks[blanks < len(codes) - 1] + 1
    return len(before) < len(blanks) or bool(edges[codes[before]].any() or edges[codes[after]].any())
