"""Validation of case linkage: cases of offenders whom it has never seen, beside closeness and a logistic regression.

Why folds of whole offence groups: two pairs of one series share a case, and who has seen one half knows the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone

from models.evaluation.splits import group_folds, groups_of
from models.evaluation.validation import WITHOUT, Told, Validation, counted, validated
from models.linkage.cases import MO, Cases, read_cases
from models.linkage.linkage import CaseLinkage
from models.linkage.plain import LOGISTIC, PRODUCT, closeness, logistic, pairs_of, plain_columns

LEARNED, DECLARED = "learned curves", "declared curves"
BASELINES, OTHERS = (PRODUCT, LOGISTIC), (DECLARED,)
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Hands = Sequence[Collection[str]]
_MOST = 2_000  # cases whose pairs the logistic regression is taught: their number grows with the square
_DETAILS = (("x_m", "y_m"), ("lat", "lon"), ("from", "to"))


def validation(
    cases: pd.DataFrame,
    hands: Hands,
    *,
    model: CaseLinkage | None = None,
    rounds: int = 4,
    folds: int = 5,
    seed: int = 0,
    told: Told | None = None,
) -> Validation:
    """Return what case linkage is worth on these solved cases.

    Parameters
    ----------
    cases : DataFrame
        As `models.linkage.cases.read_cases` reads them.
    hands : sequence of collections of str
        Who committed each; cases without anybody are not used, for nobody knows whether they are linked.
    model : CaseLinkage, optional
        Whose parameters to use; it is not changed.
    rounds, folds : int
        Every group is held out once in each round, with as many others as the folds allow.
    seed : int
        Of the folds, of what is taken away, and of how labels are permuted.
    told : callable, optional
        Told `held_out`, `missing` or `permuted`, and how many parts are done.

    Notes
    -----
    The mean number of parts is rounds x folds for the figures, and one round each for every share of missing details and for
    permuted labels.
    """
    solved = np.flatnonzero([bool(who) for who in hands])
    known, who = cases.iloc[solved].reset_index(drop=True), [frozenset(hands[place]) for place in solved.tolist()]
    asked, dealt = model or CaseLinkage(), _dealt(who, seed)

    def of(frame: pd.DataFrame, truth: Hands, number: int, what: str) -> Iterable[pd.DataFrame]:
        parts = (part for n in range(number) for part in _round(frame, truth, asked, folds=folds, seed=seed + n))
        return counted(parts, what=what, total=number * folds, told=told)

    return validated(
        of(known, who, rounds, "held_out"),
        ours=LEARNED,
        baselines=BASELINES,
        others=OTHERS,
        permuted=of(known, dealt, 1, "permuted"),
        missing={share: of(thinned(known, share, seed=seed), who, 1, "missing") for share in WITHOUT},
        seed=seed,
    )


def thinned(cases: pd.DataFrame, share: float, *, seed: int = 0) -> pd.DataFrame:
    """Return the cases without some details: the place, the time, each code, the words and the things go missing apart."""
    poorer, generator = cases.copy(), np.random.default_rng(seed)
    together = [known for names in _DETAILS if (known := [name for name in names if name in cases])]
    alone = [[name] for name in cases.columns if str(name).startswith(MO) or name in ("text", "things")]
    for names in [*together, *alone]:
        poorer.loc[generator.random(len(cases)) < share, names] = None
    return poorer


def _round(cases: pd.DataFrame, hands: Hands, model: CaseLinkage, *, folds: int, seed: int) -> Iterator[pd.DataFrame]:
    """Yield every group held out once; where the others teach nothing, that part is left out."""
    groups = groups_of(hands)
    linked = np.bincount(groups)[groups] > 1
    for out in group_folds(groups, linked, count=folds, seed=seed):
        if _teach(hands, out):
            yield _part(cases, hands, out, model=model, groups=groups)


def _teach(hands: Hands, out: Bools) -> bool:
    """Return whether two cases that are not held out share somebody."""
    left = [who for place, who in enumerate(hands) if not out[place]]
    return any(np.bincount(groups_of(left), minlength=1) > 1)


def _part(cases: pd.DataFrame, hands: Hands, out: Bools, *, model: CaseLinkage, groups: Ints) -> pd.DataFrame:
    """Return the pairs of the cases held out, with what each method, taught the others, says of them."""
    learned, own = cases[~out], [hands[place] for place in np.flatnonzero(~out).tolist()]
    found = clone(model).fit(learned, own).compare(cases[out])
    ends = np.flatnonzero(out)[found.first], np.flatnonzero(out)[found.second]
    declared = clone(model).fit(learned).compare(cases[out])
    return pd.DataFrame(
        {
            "first": found.cases.keys[found.first],
            "second": found.cases.keys[found.second],
            "truth": [bool(set(hands[a]) & set(hands[b])) for a, b in zip(*map(np.ndarray.tolist, ends), strict=True)],
            "probability": found.probability,
            "group_first": groups[ends[0]],
            "group_second": groups[ends[1]],
            LEARNED: found.score,
            DECLARED: declared.score,
            PRODUCT: closeness(found.cases, found.first, found.second),
            LOGISTIC: _logistic(learned, own, pool=found.cases, ends=(found.first, found.second)),
        }
    )


def _logistic(learned: pd.DataFrame, hands: Hands, *, pool: Cases, ends: tuple[Ints, Ints]) -> NDArray[np.float64]:
    """Return what the logistic regression says of some pairs, taught all pairs of at most `_MOST` cases."""
    drawn = _drawn(hands)
    cases, who = read_cases(learned.iloc[drawn]), [set(hands[place]) for place in drawn.tolist()]
    first, second = pairs_of(cases)
    same = [bool(who[a] & who[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    if not 0 < sum(same) < len(same):
        return np.zeros(len(ends[0]))
    model = logistic().fit(plain_columns(cases, first, second), same)
    return np.asarray(model.decision_function(plain_columns(pool, *ends)))


def _drawn(hands: Hands) -> Ints:
    """Return the places of the cases of whole groups, as many as all pairs of can be taught."""
    groups = groups_of(hands)
    if len(groups) <= _MOST:
        return np.arange(len(groups))
    order = np.random.default_rng(0).permutation(int(groups.max()) + 1)
    kept = order[np.cumsum(np.bincount(groups)[order]) <= _MOST]
    return np.flatnonzero(np.isin(groups, kept))


def _dealt(hands: Sequence[frozenset[str]], seed: int) -> list[frozenset[str]]:
    """Return who committed what, dealt out anew among the cases: nothing is left to be learned."""
    order = np.random.default_rng(seed).permutation(len(hands)).tolist()
    return [hands[place] for place in order]
