"""What every fitted thing of this package keeps: scikit-learn's contract, weights that add up, nothing protected.

Why a mixin and not a base class with a `fit`: each model learns in its own way, but all of them are asked, explained,
cloned and stored alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.base import ClassifierMixin

from models.errors import Protected
from models.evidence import Evidence, Item

Floats = NDArray[np.float64]
_PROTECTED = (
    *(
        "ethnic",
        "nationality",
        "native_place",
        "birthplace",
        "birth_place",
        "place_of_birth",
        "home_town",
        "hukou",
        "household_registration",
        "relig",
        "faith",
    ),
    *(
        "health",
        "disab",
        "diagnos",
        "illness",
        "politic",
        "party_member",
        "民族",
        "籍贯",
        "户籍",
        "出生地",
        "宗教",
        "信仰",
    ),
    *("健康", "疾病", "残疾", "病史", "政治面貌", "党员"),
)
_DANGER = (
    "danger",
    "risk_score",
    "recidiv",
    "criminality",
    "will_offend",
    "threat",
    "危险",
    "再犯",
    "犯罪倾向",
    "人身危险",
)
_WHOLE_WORDS = frozenset({"race", "sex_life", "creed", "caste", "tribe"})


class EvidenceModel(ClassifierMixin):  # type: ignore[misc]  # scikit-learn ships no types
    """A classifier of pairs or groups whose score is a sum of weights in log10 Bayes factors.

    A class that mixes this in has `prior` (float: the probability of the claim before any evidence, declared by whoever
    asks) among its parameters, and `weights`.
    """

    prior: float

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the weight of every item, shape (lines of X, items); one that could not be compared is NaN."""
        raise NotImplementedError

    def decision_function(self, X: pd.DataFrame) -> Floats:
        """Return the log10 Bayes factor of every line, shape (lines of X,)."""
        return np.asarray(self.weights(X).sum(axis=1), dtype=np.float64)

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Return the probabilities of no and yes under the declared prior, shape (lines of X, 2)."""
        yes = expit(logit(self.prior) + np.log(10) * self.decision_function(X))
        return np.column_stack([1 - yes, yes])

    def predict(self, X: pd.DataFrame) -> NDArray[np.bool_]:
        """Return whether the claim is likelier true than not under the declared prior, shape (lines of X,)."""
        return np.asarray(self.predict_proba(X)[:, 1] >= 0.5)

    def evidence(
        self,
        X: pd.DataFrame,
        *,
        about: Sequence[tuple[str, ...]],
        rows: Sequence[dict[str, tuple[str, ...]]] | None = None,
    ) -> list[Evidence]:
        """Return the evidence of every line of X.

        Parameters
        ----------
        X : DataFrame
            As in `decision_function`; the value of an item is what X says under the item's name, else empty.
        about : sequence of tuple of str
            The keys of what each line is about.
        rows : sequence of dict, optional
            Per line, the rows behind each item, by the item's name.
        """
        return weighed(self.weights(X), X, about=about, rows=rows)


def weighed(
    weights: pd.DataFrame,
    values: pd.DataFrame,
    *,
    about: Sequence[tuple[str, ...]],
    rows: Sequence[dict[str, tuple[str, ...]]] | None = None,
) -> list[Evidence]:
    """Return the evidence of lines whose weights and values are known; a weight that is NaN could not be compared."""
    known = rows or [{} for _ in about]
    names = [str(name) for name in weights.columns]
    said = values.reindex(columns=names).to_numpy(dtype=object)
    lines = zip(about, weights.to_numpy(dtype=np.float64), said, known, strict=True)
    return [_evidence(keys, zip(names, line, found, strict=True), cited) for keys, line, found, cited in lines]


def _evidence(
    about: tuple[str, ...], line: Iterable[tuple[str, float, object]], cited: dict[str, tuple[str, ...]]
) -> Evidence:
    compared = list(line)
    items = tuple(
        Item(name, _plain(value), float(weight), cited.get(name, ()))
        for name, weight, value in compared
        if not np.isnan(weight)
    )
    return Evidence(about, items, tuple(name for name, weight, _ in compared if np.isnan(weight)))


def _plain(value: object) -> str | float:
    if isinstance(value, (int, float, np.number, np.bool_)):
        return "" if np.isnan(value) else float(value)
    return str(value)


def refuse_protected(features: Iterable[str], *, target: str = "") -> None:
    """Refuse features that are, or give away, a protected attribute, and a target that is a person's danger.

    Raises
    ------
    Protected
        Naming the feature or target. An ID number, whose first six digits tell the native place, and an address may be
        compared for equality and edit distance only: give the comparison, not the text or a part of it.
    """
    for name in features:
        if _names(name, _PROTECTED) or set(re.split(r"[^a-z]+", name.lower())) & _WHOLE_WORDS:
            raise Protected(f"'{name}' is a protected attribute and no evidence; leave the column out")
        if _is_part_of_identity(name):
            raise Protected(
                f"'{name}' gives the native place away; compare whole numbers for equality or edit distance"
            )
    if _names(target, _DANGER):
        raise Protected(f"'{target}' is a person's danger; no model here predicts it")


def _names(name: str, words: Iterable[str]) -> bool:
    spoken = name.lower().replace(" ", "_").replace("-", "_")
    return any(word in spoken for word in words)


def _is_part_of_identity(name: str) -> bool:
    spoken = name.lower()
    about = any(word in spoken for word in ("id_number", "id_card", "identity", "身份证", "证件"))
    return about and any(word in spoken for word in ("prefix", "first", "region", "area", "province", "county", "前"))
