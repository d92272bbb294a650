"""A planted city: gangs of unequal size, people of unequal activity, and a share of links that leave the gang."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PEOPLE = int(os.environ.get("FUSION_BENCH_PEOPLE") or 1_000_000)


@dataclass(frozen=True, slots=True)
class City:
    """Distinct links `a` < `b` with weights, and each person's gang."""

    a: np.ndarray
    b: np.ndarray
    weight: np.ndarray
    gang: np.ndarray


def city(data: Path, people: int = PEOPLE, *, mixing: float = 0.35) -> City:
    """Return a city of so many people and ten links each on average, drawn the first time.

    Gang sizes follow a power law of exponent 2 from 15 to 1,000, activity one of exponent 2.3; a link stays inside with
    probability 1 - `mixing` and weighs 1 / .25 on average, else 1 / .6. People are numbered at random.
    """
    path = data / f"city-{people}-{mixing}.npz"
    if not path.exists():
        part = path.with_suffix(".part.npz")
        np.savez(part, **_drawn(people, mixing))
        part.rename(path)
    with np.load(path) as kept:
        return City(**{name: kept[name] for name in kept.files})


def _drawn(people: int, mixing: float) -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    gang = _gangs(random, people)
    activity = np.minimum((1 - random.random(people)) ** (-1 / 1.3), people**0.5)
    total = np.cumsum(activity)
    inside = round(people * 10 * (1 - mixing))
    links = [
        _pairs(random, total, gang, within=True, wanted=inside),
        _pairs(random, total, gang, within=False, wanted=people * 10 - inside),
    ]
    weight = [random.geometric(p, len(ends)) for p, ends in zip((0.25, 0.6), links, strict=True)]
    return _numbered_at_random(random, np.concatenate(links), np.concatenate(weight).astype(float), gang)


def _pairs(
    random: np.random.Generator, total: np.ndarray, gang: np.ndarray, *, within: bool, wanted: int
) -> np.ndarray:
    """Return distinct pairs of people, drawn by activity, both in one gang or in different ones."""
    people, kept = len(gang), np.empty(0, np.int64)
    while len(kept) < wanted:
        draws = max(2 * (wanted - len(kept)), 1000)
        a = np.searchsorted(total, random.random(draws) * total[-1]).clip(0, people - 1)
        low, high = np.zeros(draws), np.full(draws, total[-1])
        if within:
            begin, end = np.searchsorted(gang, gang[a]), np.searchsorted(gang, gang[a], side="right")
            low, high = np.where(begin > 0, total[begin - 1], 0.0), total[end - 1]
        b = np.searchsorted(total, low + random.random(draws) * (high - low)).clip(0, people - 1)
        fitting = (a != b) & ((gang[a] == gang[b]) == within)
        drawn = np.minimum(a, b)[fitting] * people + np.maximum(a, b)[fitting]
        kept = np.unique(np.concatenate([kept, drawn]))
    kept = np.sort(random.choice(kept, wanted, replace=False))
    return np.column_stack([kept // people, kept % people])


def _gangs(random: np.random.Generator, people: int) -> np.ndarray:
    """Return each person's gang, those of a gang side by side."""
    u = random.random(people // 15 + 1)
    size = (1 / (1 / 15 - u * (1 / 15 - 1 / min(1000, people)))).astype(np.int64)
    return np.repeat(np.arange(len(size)), size)[:people]


def _numbered_at_random(
    random: np.random.Generator, links: np.ndarray, weight: np.ndarray, gang: np.ndarray
) -> dict[str, np.ndarray]:
    number = random.permutation(len(gang)).astype(np.int32)
    truth = np.empty(len(gang), np.int32)
    truth[number] = gang
    a, b = number[links[:, 0]], number[links[:, 1]]
    return {"a": np.minimum(a, b), "b": np.maximum(a, b), "weight": weight, "gang": truth}
