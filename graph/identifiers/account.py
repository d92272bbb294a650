"""Bank cards and other accounts: a card number is unique by itself, any other number only inside its institution."""

from __future__ import annotations

import re

from graph.identifiers import luhn
from graph.identifiers.spelling import compact, masked, scientific

_CARD = re.compile(r"\d{16,19}")
_NUMBER = re.compile(r"[0-9A-Za-z@._+\-]{3,64}")
# First digits in use for payment cards (ISO/IEC 7812 major industries 3-6, and 9 for cards of one country only).
_CARD_STARTS = frozenset("3459")


def clean(text: str, institution: str | None = None) -> str | None:
    """Return the key of an account, or None when it is masked or no number.

    Parameters
    ----------
    text : str
        The number as written.
    institution : str, optional
        Code of the institution that keeps the account; `?` stands for an unknown one.

    Examples
    --------
    >>> clean("6299 0000 0000 0000 123"), clean("0012-3456", "JL"), clean("6299****0123")
    ('acct:card:6299000000000000123', 'acct:JL:00123456', None)
    """
    number = compact(text)
    if masked(number) or scientific(number) or not _NUMBER.fullmatch(number):
        return None
    digits = number.replace("-", "")
    if is_card(digits):
        return f"acct:card:{digits}"
    return f"acct:{institution or '?'}:{number.lower() if '@' in number else digits.upper()}"


def is_card(number: str) -> bool:
    """Whether a cleaned number is a payment card's: 16-19 digits from 6, or of another known start with a true check."""
    if not (number.isascii() and _CARD.fullmatch(number)):
        return False
    return number[0] == "6" or (number[0] in _CARD_STARTS and luhn.valid(number))


def suspicious(key: str) -> bool:
    """Whether a card number's check digit is wrong: worth a warning, never a refusal."""
    return key.startswith("acct:card:") and not luhn.valid(key.removeprefix("acct:card:"))


def number(key: str) -> str:
    """Return the account number inside a key."""
    return key.split(":", 2)[2]


def sql(text: str, institution: str | None = None) -> str:
    """Return DuckDB SQL that gives `clean`'s key for plain card numbers and short numbers, NULL for all others."""
    card = f"WHEN regexp_full_match({text}, '6[0-9]{{15,18}}') THEN 'acct:card:' || {text} "
    if institution is None:
        return f"CASE {card}END"
    code = institution.replace("'", "''")
    return f"CASE {card}WHEN regexp_full_match({text}, '[0-9]{{3,15}}') THEN 'acct:{code}:' || {text} END"
