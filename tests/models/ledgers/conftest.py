"""Two statements of one trade: planted pairs whose amounts, dates and memos do not agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

SURNAMES = (
    "wang",
    "li",
    "zhang",
    "liu",
    "chen",
    "yang",
    "zhao",
    "huang",
    "zhou",
    "wu",
    "xu",
    "sun",
    "hu",
    "zhu",
    "gao",
    "lin",
    "he",
    "guo",
    "ma",
    "luo",
)
GIVEN = (
    "wei",
    "fang",
    "na",
    "min",
    "jing",
    "li",
    "qiang",
    "lei",
    "jun",
    "yang",
    "yong",
    "yan",
    "jie",
    "juan",
    "tao",
    "ming",
    "chao",
    "xiulan",
    "xia",
    "ping",
)


@pytest.fixture
def statements():
    """Return what draws debits, credits and the true pairs; of each side a share may be without partner."""

    def draw(count=200, *, seed=0, alone=0):
        random = np.random.default_rng(seed)
        number = np.arange(count + 2 * alone)
        names = [f"{random.choice(SURNAMES)} {random.choice(GIVEN)} {random.choice(GIVEN)}" for _ in number]
        amount = np.exp(random.normal(7, 1.5, len(number))).round(2) + 5
        day = random.integers(0, 90, len(number))
        debits = pd.DataFrame({"id": [f"D{n:04}" for n in number], "date": _dates(day), "amount": amount})
        debits["memo"] = [f"{name} loan"[: random.integers(9, 20)] for name in names]
        fee = np.where(random.random(len(number)) < 0.3, 1, random.uniform(0.95, 1.0, len(number)))
        later = day + random.integers(1, 8, len(number))
        credits = pd.DataFrame({"id": [f"K{n * 7 % 9973:04}" for n in number], "date": _dates(later)})
        credits["amount"] = (amount * fee).round(2)
        credits["memo"] = [f"{name.upper()} REF{random.integers(1000)}" for name in names]
        pairs = pd.DataFrame({"debit": debits["id"], "credit": credits["id"]})[:count]
        return debits[: count + alone], credits.drop(index=range(count, count + alone)), pairs

    return draw


def _dates(days):
    return (pd.Timestamp("2026-03-01") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")
