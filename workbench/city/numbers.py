"""Numbers that look right and belong to nobody: phones, cards, ID numbers, handsets, SIMs, plates.

Why these ranges: the mobile prefixes, the bank's issuer number, the region of the ID numbers, the handset type codes,
the network codes and the plate letter are not in use, so that no invented person can be mistaken for a real one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.city.rows import Ints

CARRIERS = ("LC", "XH", "QY")
"""Operator codes; QY answers no requests, so no file of its calls exists."""
CARRIER_NAMES = ("联川通信", "星海移动", "青原电信")
_PREFIXES = (("154", "160", "161"), ("164", "168", "169"), ("179", "179", "179"))
BANKS = ("JL", "BY", "HFT", "YD", "HL")
BANK_NAMES = ("江岚银行", "北屿银行", "惠付通", "云渡银行", "海岭农商银行")
_ISSUER = {"JL": ("629911", 19), "BY": ("629922", 16), "YD": ("629933", 19), "HL": ("629944", 16)}
REGIONS = ("990102", "990103", "990104", "990121", "990122", "990205", "990321", "990422")
_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _scattered(index: Ints, modulus: int, shift: int = 0) -> Ints:
    """Return a one-to-one image of small indices in [0, modulus) that does not look counted."""
    return np.asarray([(int(i) * 67_867_967 + shift) % modulus for i in index], dtype=np.int64)


def luhn(bodies: list[str]) -> list[str]:
    """Return the digits with their check digit (ISO/IEC 7812) appended."""
    if not bodies:
        return []
    digits = np.array([list(body.encode()) for body in bodies], dtype=np.int64) - 48
    digits[:, ::-2] *= 2
    total = (digits // 10 + digits % 10).sum(axis=1)
    return [body + str((10 - int(t) % 10) % 10) for body, t in zip(bodies, total, strict=True)]


def phone_numbers(index: Ints, carrier: Ints) -> list[str]:
    """Return 11-digit mobile numbers, one-to-one with `index`."""
    tails = _scattered(index, 100_000_000, 31_415_926)
    return [f"{_PREFIXES[c][i % 3]}{t:08d}" for i, c, t in zip(index.tolist(), carrier.tolist(), tails, strict=True)]


def account_numbers(index: Ints, bank: Ints) -> list[str]:
    """Return card numbers (valid check digit) of the banks and 12-digit payment account numbers."""
    return luhn_or_wallet(
        [(BANKS[b], t) for b, t in zip(bank.tolist(), _scattered(index, 10**9, 27_182_818), strict=True)]
    )


def luhn_or_wallet(parts: list[tuple[str, int]]) -> list[str]:
    """Return one number per (bank, serial)."""
    cards = {i: p for i, p in enumerate(parts) if p[0] in _ISSUER}
    bodies: dict[int, list[tuple[int, str]]] = {}
    for i, (bank, tail) in cards.items():
        issuer, length = _ISSUER[bank]
        bodies.setdefault(length, []).append((i, issuer + f"{tail:0{length - 7}d}"))
    numbers = {i: f"80{tail:010d}" for i, (bank, tail) in enumerate(parts) if i not in cards}
    for group in bodies.values():
        numbers.update(zip([i for i, _ in group], luhn([body for _, body in group]), strict=True))
    return [numbers[i] for i in range(len(parts))]


def id_numbers(birth: NDArray[np.datetime64], sex: Ints, index: Ints) -> list[str]:
    """Return 18-digit ID numbers with a valid check character; odd order numbers are men (sex 1)."""
    regions = [REGIONS[i % len(REGIONS)] for i in index.tolist()]
    days = [str(d).replace("-", "") for d in birth]
    order = _scattered(index, 499, 77) * 2 + sex
    return [id_with_check(f"{r}{d}{o:03d}") for r, d, o in zip(regions, days, order.tolist(), strict=True)]


def id_with_check(body: str) -> str:
    """Return 17 digits with the check character of GB 11643-1999."""
    total = int((np.frombuffer(body.encode(), dtype=np.uint8).astype(np.int64) - 48) @ _ID_WEIGHTS)
    return body + "10X98765432"[total % 11]


def old_id(id_number: str) -> str:
    """Return the 15-digit form that ID numbers had before 1999."""
    return id_number[:6] + id_number[8:17]


def imeis(index: Ints) -> list[str]:
    """Return 15-digit handset numbers."""
    tails = _scattered(index, 1_000_000, 16_180)
    return luhn([f"99{(i % 29) * 3407 + 100_019:06d}{t:06d}" for i, t in zip(index.tolist(), tails, strict=True)])


def imsis(index: Ints, carrier: Ints) -> list[str]:
    """Return 15-digit SIM numbers."""
    tails = _scattered(index, 10**10, 14_142)
    return [f"4609{7 + c if c < 3 else 9}{t:010d}" for c, t in zip(carrier.tolist(), tails, strict=True)]


def plates(index: Ints) -> list[str]:
    """Return number plates; every eighth vehicle is electric and has six places."""
    tails = _scattered(index, 100_000 * 24, 17_320)
    return [
        f"宁X{'DF'[i % 2]}{t % 100_000:05d}" if i % 8 == 0 else f"宁X{_PLATE[t // 100_000]}{t % 10_000:04d}"
        for i, t in zip(index.tolist(), tails.tolist(), strict=True)
    ]
