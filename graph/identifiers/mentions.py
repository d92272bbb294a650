"""Numbers that stand in running text: the phones, cards and plates that a narrative mentions."""

from __future__ import annotations

import re

from graph.identifiers import account, luhn, phone, plate
from graph.identifiers.spelling import plain

_PHONE = re.compile(r"(?<![\d*])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![\d*])", re.ASCII)
_CARD = re.compile(r"(?<![\d*])\d(?:[ ]?\d){15,18}(?![\d*])", re.ASCII)
_PLATE = re.compile(rf"[{plate.PROVINCES}][A-Z][·. ]?[A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳](?![A-Z0-9])")


def found(text: str) -> list[str] | None:
    """Return the keys mentioned, each once, in the order of their kinds and of the text; None when there are none.

    Examples
    --------
    >>> found("嫌疑人用15400010002联系，驾驶鲁A12345离开")
    ['tel:+8615400010002', 'plate:鲁A12345']
    """
    bare = plain(text)
    keys = [phone.clean(number) for number in _PHONE.findall(bare)]
    keys += [account.clean(number) for number in _CARD.findall(bare) if _is_card(number)]
    keys += [plate.clean(number) for number in _PLATE.findall(bare)]
    return list(dict.fromkeys(key for key in keys if key)) or None


def _is_card(number: str) -> bool:
    digits = number.replace(" ", "")
    return digits.startswith("6") or luhn.valid(digits)
