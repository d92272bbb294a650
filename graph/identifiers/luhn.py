"""The check digit of bank cards and handsets (ISO/IEC 7812, annex B)."""

from __future__ import annotations

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def check_digit(payload: str) -> str:
    """Return the digit that makes `payload` + digit valid.

    Examples
    --------
    >>> check_digit("7992739871")
    '3'
    """
    total = sum(int(d) if i % 2 else _DOUBLED[int(d)] for i, d in enumerate(reversed(payload)))
    return str(-total % 10)


def valid(number: str) -> bool:
    """Whether the last digit of `number` is its check digit."""
    return len(number) > 1 and number.isascii() and number.isdigit() and check_digit(number[:-1]) == number[-1]
