"""Invented person records: people written down two or three times, with slips, for the rows about identities."""

from __future__ import annotations

import numpy as np
import pandas as pd

_SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
_GIVEN = list("伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊芳娜敏静丽艳娟霞燕玲秀英红梅莉桂兰萍洁颖慧琳")
_STREETS = [a + b for a in "松望青石临书晓白枫云长落知竹观泊听碧鹤沐" for b in ("涛路", "潮街", "禾大道", "溪巷")]
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def written_down(count: int) -> pd.DataFrame:
    """Return so many records of 45 % as many people: names with slips, half the ID numbers, some telephone numbers."""
    random = np.random.default_rng(1)
    people = int(count * 0.45)
    name = _names(random, people)
    birth = np.datetime64("1950-01-01") + random.integers(0, 20_000, people)
    identity = _identities(random, birth.astype(str))
    phone = random.integers(15_000_000_000, 19_000_000_000, people).astype(str)
    place = [
        f"{_STREETS[n % len(_STREETS)]}{n % 300 + 1}号{n % 20 + 1}幢{n % 30 + 101}室"
        for n in random.integers(0, 60_000, people)
    ]
    of = np.concatenate([np.arange(people), random.integers(0, people, count - people)])
    frame = pd.DataFrame(
        {
            "name": _slipped(random, name[of]),
            "id_number": identity[of],
            "birth_date": birth[of].astype(str),
            "phone": phone[of],
            "address": np.array(place)[of],
        }
    )
    for column, share in (("id_number", 0.5), ("birth_date", 0.15), ("phone", 0.3), ("address", 0.4)):
        frame.loc[random.random(count) < share, column] = None
    frame.insert(0, "record_id", [f"r{n:07d}" for n in random.permutation(count)])
    return frame


def _names(random: np.random.Generator, count: int) -> np.ndarray:
    weight = 1 / (np.arange(len(_SURNAMES)) + 3)
    first = random.choice(_SURNAMES, count, p=weight / weight.sum())
    one, two = random.choice(_GIVEN, count), random.choice([*_GIVEN, *[""] * 15], count)
    return np.char.add(np.char.add(first, one), two).astype(object)


def _slipped(random: np.random.Generator, names: np.ndarray) -> np.ndarray:
    wrong = random.random(len(names)) < 0.06
    names = names.copy()
    names[wrong] = [
        name[:-1] + str(letter) for name, letter in zip(names[wrong], random.choice(_GIVEN, wrong.sum()), strict=True)
    ]
    return names


def _identities(random: np.random.Generator, births: np.ndarray) -> np.ndarray:
    bodies = [
        f"99{place:04d}{birth.replace('-', '')}{serial:03d}"
        for birth, place, serial in zip(
            births, random.integers(100, 999, len(births)), random.integers(0, 999, len(births)), strict=True
        )
    ]
    return np.array(
        [body + _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11] for body in bodies],
        dtype=object,
    )
