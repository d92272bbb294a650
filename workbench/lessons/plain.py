"""Answers as they are compared.

Why: a trainee may give a number as 3, "3" or a numpy 3, and several things as a list or a tuple.
"""

from __future__ import annotations


def plain(answer: object) -> object:
    """Return the answer so that 3, 3.0 and a numpy 3 are the same, and a list is a tuple.

    Examples
    --------
    >>> plain(["a ", 3.0])
    ('a', 3)
    """
    if isinstance(answer, (list, tuple)):
        return tuple(plain(part) for part in answer)
    text = "" if answer is None else str(answer).strip()
    return int(float(text)) if text.removesuffix(".0").isdecimal() else text
