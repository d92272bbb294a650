"""Lesson 3, a model trained, validated and explained: what is right of the cases that this city has solved.

Why the same few functions as the lesson itself calls: a trainee who does as told must get the very figures that are checked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.lessons.classroom import open_city
from workbench.wording import say

if TYPE_CHECKING:
    from models.evidence import Evidence
    from models.linkage import CaseLinkage, Compared
    from workbench.modelling import Card, Taught

ROUNDS = 1
"""How often the lesson holds all groups out: enough to see, and quick."""


def open_case() -> str:
    """Return the key of the open case that this city's model links most strongly to another."""
    found, pair = _compared(), _pair()
    place = found.first[pair] if _is_open(found.first[pair]) else found.second[pair]
    return str(found.cases.keys[place])


def open_clue() -> str:
    """Return the sentence that names this case."""
    return say("lesson.open_clue", case_no=open_case().removeprefix("case:"))


@cache
def _taught() -> Taught:
    return open_city().models.taught("linkage")


@cache
def _model() -> CaseLinkage:
    from models.linkage import CaseLinkage

    return CaseLinkage(random_state=0).fit(_taught().frame, _taught().hands)


@cache
def _compared() -> Compared:
    return _model().compare(_taught().frame)


@cache
def _card() -> Card:
    return open_city().models.validate("linkage", rounds=ROUNDS)


@cache
def _pair() -> int:
    """Return the strongest pair with a case that nobody has solved; equals by their order."""
    found = _compared()
    is_open = np.array([not hands for hands in _taught().hands], dtype=np.bool_)
    score = np.where(is_open[found.first] | is_open[found.second], found.score, -np.inf)
    return int(score.argmax())


def _is_open(place: int) -> bool:
    return not _taught().hands[int(place)]


@cache
def _ranked() -> pd.DataFrame:
    from models.linkage import ranked

    return ranked(_compared(), open_case())


def _evidence() -> Evidence:
    from models.linkage import evidence_of

    return evidence_of(_compared(), int(_ranked()["pair"].iloc[0]))


def _series() -> int:
    return int((np.bincount(np.array(_taught().groups, dtype=np.int64)) > 1).sum())


def _links() -> int:
    """Return how many pairs of solved cases share somebody."""
    solved = [who for who in _taught().hands if who]
    return sum(bool(one & other) for place, one in enumerate(solved) for other in solved[:place])


def _steepest() -> set[object]:
    """Return the features whose curve reaches highest."""
    tops = {name: ends[1] for name, ends in _card().features.items() if ends}
    return {name for name, top in tops.items() if top == max(tops.values())}


def _best_method() -> set[object]:
    figures = [f for f in (_card().validation or {"figures": ()})["figures"] if f["measure"] == "ap"]
    best = max((figure["value"] for figure in figures), default=0.0)
    return {figure["method"] for figure in figures if figure["value"] == best} or {"没有"}


def _by_chance() -> set[object]:
    """Return whether what permuted labels give may be chance."""
    found = [f for f in (_card().validation or {"permuted": ()})["permuted"] if f["measure"] == "auc"]
    return {"是" if all(figure["lo"] <= 0.5 <= figure["hi"] for figure in found) else "否"}


def _strongest() -> str:
    return max(_evidence().items, key=lambda item: item.weight).feature


QUESTIONS: dict[str, Callable[[], set[object]]] = {
    "lesson3.q1": lambda: {_taught().known},
    "lesson3.q2": lambda: {_series()},
    "lesson3.q3": lambda: {_links()},
    "lesson3.q4": _steepest,
    "lesson3.q5": _best_method,
    "lesson3.q6": _by_chance,
    "lesson3.q7": lambda: {_ranked()["case"].iloc[0]},
    "lesson3.q8": lambda: {_strongest()},
    "lesson3.q9": lambda: {_evidence().without(_strongest()).strength},
    "lesson3.q10": lambda: {"Protected"},
    "lesson3.q11": lambda: {len(_card().warnings)},
}
