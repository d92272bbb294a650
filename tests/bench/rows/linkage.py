"""50,000 cases with narratives linked: blocked, compared, weighed and joined into series; the peer compares nothing but places.

The peer joins each case with the fifty nearest in place by a tree and takes distance times time, which knows neither manner
nor words. Worth nothing when it is wrong: where fewer than half of the planted cases have one of their series among the first
five, it counts as never ready.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from processor import quickest
from scipy.spatial import cKDTree

from models.evaluation.ranking import hits
from models.linkage import CaseLinkage, Compared, found_series

UNIT, GOAL = "CPU s", "≤ 120 s"
SIZE, MOST, LEAST = 50_000, 120, 0.5
LEARNED, NEAREST = 3_000, 50
WORDS = np.array(
    [
        "撬锁",
        "翻窗",
        "攀爬",
        "技术开锁",
        "尾随",
        "白天",
        "夜间",
        "凌晨",
        "现金",
        "首饰",
        "电动车",
        "手机",
        "电脑",
        "烟酒",
        "一楼",
        "顶楼",
        "小区",
        "商铺",
        "学校",
        "工地",
        "医院",
        "停车场",
        "监控",
        "无人",
        "老人",
        "口音",
        "帽子",
        "口罩",
        "面包车",
        "摩托车",
        "步行",
        "两人",
        "三人",
        "望风",
        "工具",
        "手电",
        "胶带",
        "梯子",
        "分赃",
        "丢弃",
        "倒卖",
        "微信",
        "当铺",
        "逃离",
    ]
)


def met(ours: float, _ratio: float | None, _memory: float) -> bool:
    """Hold the time to the goal."""
    return ours <= MOST


def prepare(_data: Path) -> None:
    """Nothing is kept: drawing is quick."""


def ours(_data: Path, size: int = SIZE) -> tuple[float, int]:
    """Compare all cases with a model learned from solved ones, and find the series."""
    model = learned()
    frame, hands = drawn(size, seed=2)
    seconds, found = quickest(lambda: _linked(model, frame), times=1)
    return seconds if _found(found, hands) >= LEAST else math.inf, size


def tenth(data: Path) -> tuple[float, int]:
    """The same for a tenth of the cases."""
    return ours(data, SIZE // 10)


def peer(_data: Path) -> tuple[float, int]:
    """Rank the nearest in place by distance times time."""
    frame, _ = drawn(SIZE, seed=2)
    seconds, _ = quickest(lambda: _nearest(frame), times=1)
    return seconds, SIZE


@cache
def learned() -> CaseLinkage:
    """Return a model learned from cases that are not asked about."""
    return CaseLinkage().fit(*drawn(LEARNED, seed=1))


def drawn(size: int, *, seed: int) -> tuple[pd.DataFrame, list[frozenset[str]]]:
    """Return cases of three years in forty quarters of a city, one in five of a series, and who did each."""
    dice = np.random.default_rng(seed)
    where = dice.normal(0, 6_000, (40, 2))[dice.integers(0, 40, size)] + dice.normal(0, 1_500, (size, 2))
    day, ways = dice.uniform(0, 1_095, size), dice.integers(0, 8, (size, 2))
    hand = np.array([f"single{n}" for n in range(size)], dtype=object)
    first = np.repeat(np.arange(0, size // 5, 4), 4)  # four cases a series
    where[: len(first)] = where[first] + dice.normal(0, 800, (len(first), 2))
    day[: len(first)] = day[first] + dice.exponential(20, len(first))
    ways[: len(first)] = np.where(dice.random((len(first), 2)) < 0.7, ways[first], ways[: len(first)])
    hand[: len(first)] = [f"series{n}" for n in first]
    begin = pd.Timestamp("2023-01-01") + pd.to_timedelta(day, unit="D").round("min")
    told = WORDS[np.argpartition(dice.random((size, len(WORDS))), 8, axis=1)[:, :8]]
    frame = pd.DataFrame({"case": [f"case:{n:06}" for n in range(size)], "x_m": where[:, 0], "y_m": where[:, 1]})
    frame["from"], frame["to"] = begin, begin + pd.to_timedelta(dice.exponential(5, size), unit="h").round("min")
    frame["mo_way"], frame["mo_place"] = (np.array(list("abcdefgh"))[way] for way in ways.T)
    frame["text"] = ["，".join(words) for words in told]
    return frame, [frozenset([who]) for who in hand]


def _linked(model: CaseLinkage, frame: pd.DataFrame) -> Compared:
    found = model.compare(frame)
    list(found_series(found))
    return found


def _found(found: Compared, hands: list[frozenset[str]]) -> float:
    who = np.array([next(iter(own)) for own in hands])
    truth = who[found.first] == who[found.second]
    return float(hits(found.first, found.second, found.score, truth, k=5).mean())


def _nearest(frame: pd.DataFrame) -> np.ndarray:
    where = frame[["x_m", "y_m"]].to_numpy() / 1000
    apart, other = cKDTree(where).query(where, k=NEAREST + 1)
    day = frame["from"].astype("datetime64[s]").astype("int64").to_numpy() / 86_400
    return np.asarray(-np.log(apart + 0.05) - 0.5 * np.log(np.abs(day[:, None] - day[other]) + 0.5))
