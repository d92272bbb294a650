"""Invented people, some written down twice: enough of them to learn from, made without a clock or a network."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.resolution import Resolution
from models.resolution.id_number import check_character

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
GIVEN = list("伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇芳娜敏丽艳娟霞燕玲秀英红梅莉桂兰萍洁颖慧")
STREETS = ["松涛路", "望潮街", "青禾大道", "石鼓巷", "临溪路", "书院街", "晓月路", "白鹭街"]


def number(place, birth, serial):
    """Return a valid ID number."""
    body = f"99{place:04d}{birth.replace('-', '')}{serial:03d}"
    return body + check_character(body)


def people(count=260, seed=1):
    """Return true persons, a line each."""
    random = np.random.default_rng(seed)
    lines = []
    for n in range(count):
        birth = str(np.datetime64("1955-01-01") + int(random.integers(0, 18_000)))
        name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice([*GIVEN, ""])
        address = f"澜川市望溪区{random.choice(STREETS)}{random.integers(1, 200)}号{random.integers(1, 9)}幢{random.integers(1, 4)}单元{random.integers(1, 7)}01室"
        lines.append((n, name, number(int(random.integers(101, 999)), birth, n), birth, f"154{n:08d}", address))
    return pd.DataFrame(lines, columns=["person", "name", "id_number", "birth_date", "phone", "address"])


def written_down(true, *, seed=2):
    """Return records: every person once, and most of them once more with something missing or misspelt."""
    random = np.random.default_rng(seed)
    again = true[random.random(len(true)) < 0.7].copy()
    for column, share in (("id_number", 0.6), ("birth_date", 0.15), ("phone", 0.3), ("address", 0.4)):
        again.loc[random.random(len(again)) < share, column] = None
    wrong = random.random(len(again)) < 0.1
    again.loc[wrong, "name"] = again.loc[wrong, "name"].str[:-1] + "婧"
    both = pd.concat([true, again], ignore_index=True)
    return both.assign(record_id=[f"r{n:04d}" for n in range(len(both))])


@pytest.fixture(scope="session")
def town():
    """The records of a small town, and who each of them is."""
    records = written_down(people())
    return records.drop(columns="person"), records.set_index("record_id")["person"]


@pytest.fixture(scope="session")
def model(town):
    """What the town teaches."""
    return Resolution().fit(town[0])


@pytest.fixture
def added(town):
    """Return what adds records to the town: `added({...}, {...})`; each gets the name `x0, x1 …`."""

    def add(*lines):
        more = pd.DataFrame(list(lines)).assign(record_id=[f"x{n}" for n in range(len(lines))])
        return pd.concat([town[0], more.reindex(columns=town[0].columns)], ignore_index=True)

    return add
